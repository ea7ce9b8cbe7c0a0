package io.faas4j.queue;

import java.time.Instant;
import java.util.Comparator;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A message in its queue. What is not final changes under the queue's lock. */
final class StoredMessage {

    /** The oldest first. */
    static final Comparator<StoredMessage> BY_ORDER = Comparator.comparingLong(message -> message.order);

    /** Whose visibility timeout ends first comes first. Nanoseconds are compared by their difference. */
    static final Comparator<StoredMessage> BY_END_OF_TIMEOUT = (one, other) -> {
        long difference = one.visibleAtNanos - other.visibleAtNanos;
        return difference != 0 ? Long.signum(difference) : Long.compare(one.order, other.order);
    };

    final long order;
    final UUID id;
    final byte[] body;
    final Map<String, MessageAttribute> attributes;
    final Instant sentAt;

    int receiveCount;

    @Nullable
    Instant firstReceivedAt;

    long receivedNanos;
    boolean isHidden;

    /** While it is hidden: until when. It is part of the order of hidden messages. */
    long visibleAtNanos;

    StoredMessage(long order, UUID id, byte[] body, Map<String, MessageAttribute> attributes, Instant sentAt) {
        this.order = order;
        this.id = id;
        this.body = body;
        this.attributes = attributes;
        this.sentAt = sentAt;
    }

    /** One more receive. */
    Message receive(Instant now, long nanos) {
        receiveCount++;
        receivedNanos = nanos;
        Instant first = firstReceivedAt == null ? now : firstReceivedAt;
        firstReceivedAt = first;
        return new Message(this, new ReceiptHandle(id, receiveCount).toString(), receiveCount, first);
    }
}
