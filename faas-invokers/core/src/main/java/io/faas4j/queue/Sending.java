package io.faas4j.queue;

import io.faas4j.error.QueueFullException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Takes messages into a queue (sections 5.2 and 5.7 of the rules). */
final class Sending {

    private final QueueState queue;

    Sending(QueueState queue) {
        this.queue = queue;
    }

    /** @throws QueueFullException if there is no room for it */
    SentMessage send(StoredMessage message) {
        queue.requireThere();
        if (isPlain(message.delayNanos) && queue.room.tryTake(1)) {
            post(message, message);
            return new SentMessage(message.id, null, message.body, message.attributes);
        }
        SentMessage sent = queue.step(message.sentNanos, () -> add(message));
        if (sent == null) {
            throw full();
        }
        return sent;
    }

    /** Whether a message of this queue with such a delay may be received at once, and nothing has to be known of it before. */
    private boolean isPlain(long delayNanos) {
        return !queue.isFifo && (delayNanos < 0 ? queue.terms.delayNanos : delayNanos) == 0;
    }

    private void post(Entry first, Entry last) {
        queue.post(first, last);
        queue.tellOfPosted();
    }

    /**
     * Sends all, in this order, if they have no delay.
     *
     * @return false if they have one, or there is no room for all of them
     */
    boolean trySendAll(Parcels parcels) {
        queue.requireThere();
        if (!isPlain(-1) || !queue.room.tryTake(parcels.size())) {
            return false;
        }
        post(parcels.first(), parcels.last());
        return true;
    }

    /**
     * Sends all, in this order.
     *
     * @throws QueueFullException with nothing sent, if there is no room for all of them
     */
    List<SentMessage> sendAll(List<StoredMessage> messages) {
        return queue.step(queue.time.nanoTime(), () -> {
            if (!queue.room.tryTake(messages.size())) {
                throw full();
            }
            List<SentMessage> sent = new ArrayList<>(messages.size());
            for (StoredMessage message : messages) {
                SentMessage known = known(message);
                if (known != null) {
                    queue.room.give(1);
                }
                sent.add(known == null ? shelve(message) : known);
            }
            return sent;
        });
    }

    /** Sends what there is room for, in this order; null in the place of what there is none for. */
    List<@Nullable SentMessage> sendEach(List<StoredMessage> messages) {
        return queue.step(queue.time.nanoTime(), () -> {
            List<@Nullable SentMessage> sent = new ArrayList<>(messages.size());
            for (StoredMessage message : messages) {
                sent.add(add(message));
            }
            return sent;
        });
    }

    /** Null if there is no room. */
    private @Nullable SentMessage add(StoredMessage message) {
        SentMessage known = known(message);
        if (known != null) {
            return known;
        }
        return queue.room.tryTake(1) ? shelve(message) : null;
    }

    /** What was answered to the message that this one duplicates (rule FIFO-3); null if it is none. */
    private @Nullable SentMessage known(StoredMessage message) {
        if (message.groupId == null || message.deduplicationId == null) {
            return null;
        }
        Deduplication.Accepted known =
                queue.deduplication.find(message.groupId, message.deduplicationId, message.sentNanos);
        return known == null
                ? null
                : new SentMessage(known.messageId(), known.sequenceNumber(), message.body, message.attributes);
    }

    /** Takes in a message that has its place in the room. */
    private SentMessage shelve(StoredMessage message) {
        long delay = message.delayNanos < 0 ? queue.terms.delayNanos : message.delayNanos;
        queue.shelf.add(message, message.sentNanos, delay);
        if (message.groupId == null || message.deduplicationId == null) {
            return new SentMessage(message.id, null, message.body, message.attributes);
        }
        String sequenceNumber = SequenceNumbers.of(message.order);
        queue.deduplication.add(new Deduplication.Accepted(
                message.groupId, message.deduplicationId, message.id, sequenceNumber, message.sentNanos));
        return new SentMessage(message.id, sequenceNumber, message.body, message.attributes);
    }

    private QueueFullException full() {
        return new QueueFullException(queue.name, queue.room.capacity());
    }
}
