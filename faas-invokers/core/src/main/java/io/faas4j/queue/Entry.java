package io.faas4j.queue;

import io.faas4j.source.MessageAttribute;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a queue holds as one: a message, or a parcel of several that were sent together. What is not final changes under the queue's
 * lock.
 */
abstract class Entry {

    /** Where an entry is. */
    enum State {
        /** In no queue: not yet, or not any more. */
        NOWHERE,
        /** Not visible yet, and not in flight (rule QUEUE-28). */
        DELAYED,
        /** To be received, if nothing of its group is in its way. */
        VISIBLE,
        /** Received, until it is deleted or its visibility timeout ends. */
        IN_FLIGHT,
        /** A parcel no more: each of its messages is an entry of its own. */
        PARTED
    }

    final Map<String, String> systemAttributes;
    private final int size;
    final Instant sentAt;
    final long sentNanos;

    /** Its place in the queue, or that of its first message: never given twice, grows with each message. */
    long order;

    int slot;
    State state = State.NOWHERE;

    int receiveCount;

    @Nullable
    Instant firstReceivedAt;

    long receivedNanos;

    /** How often it became invisible or visible again: whoever saw another number saw another stay. */
    int stays;

    // ---- its place in a line, see Line

    long key;
    int heapIndex = -1;

    @Nullable
    Entry before;

    @Nullable
    Entry behind;

    Entry(int size, Map<String, String> systemAttributes, Instant sentAt, long sentNanos) {
        this.size = size;
        this.systemAttributes = systemAttributes;
        this.sentAt = sentAt;
        this.sentNanos = sentNanos;
    }

    // ---- its messages, each by its place in the queue ---------------------------------------------------------------

    /** How many messages it is. */
    final int size() {
        return size;
    }

    abstract MessageId id(long place);

    abstract byte[] body(long place);

    /** What their senders gave with them. */
    abstract Map<String, MessageAttribute> attributes();

    abstract @Nullable String groupId();

    abstract @Nullable String deduplicationId();

    /** The entry that the message of this place is in; null if it is none of this one's, or gone. */
    abstract @Nullable Entry holder(long place);

    /** The entries that it consists of now: itself, or what is left of a parcel that was parted. */
    abstract List<? extends Entry> pieces();

    /** It leaves the queue; answers which entry gives its slot back by that, if one does. */
    abstract @Nullable Entry leave();

    /** One more receive. */
    final void received(Instant now, long nanos) {
        receiveCount++;
        receivedNanos = nanos;
        if (firstReceivedAt == null) {
            // Two looks at a clock may differ a little.
            firstReceivedAt = now.isBefore(sentAt) ? sentAt : now;
        }
    }
}
