package io.faas4j.queue;

import io.faas4j.source.MessageAttribute;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A message in its queue. What is not final changes under the queue's lock. */
final class StoredMessage {

    /** Where a message is. */
    enum State {
        /** In no queue: not yet, or not any more. */
        NOWHERE,
        /** Not visible yet, and not in flight (rule QUEUE-28). */
        DELAYED,
        /** To be received, if nothing of its group is in its way. */
        VISIBLE,
        /** Received, until it is deleted or its visibility timeout ends. */
        IN_FLIGHT
    }

    final MessageId id;
    final byte[] body;
    final Map<String, MessageAttribute> attributes;
    final Map<String, String> systemAttributes;
    final @Nullable String groupId;
    final @Nullable String deduplicationId;

    /** Its own delay in nanoseconds; negative if it has that of the queue. */
    final long delayNanos;

    Instant sentAt;
    long sentNanos;

    /** Its place in the queue, never given twice; grows with each message. */
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
    StoredMessage before;

    @Nullable
    StoredMessage behind;

    // ---- its group, see FifoOrder and FairOrder

    @Nullable
    Group group;

    @Nullable
    StoredMessage groupBefore;

    @Nullable
    StoredMessage groupBehind;

    @Nullable
    Tenant tenant;

    StoredMessage(
            MessageId id,
            byte[] body,
            Map<String, MessageAttribute> attributes,
            Map<String, String> systemAttributes,
            @Nullable String groupId,
            @Nullable String deduplicationId,
            long delayNanos,
            Instant sentAt,
            long sentNanos) {
        this.id = id;
        this.body = body;
        this.attributes = attributes;
        this.systemAttributes = systemAttributes;
        this.groupId = groupId;
        this.deduplicationId = deduplicationId;
        this.delayNanos = delayNanos;
        this.sentAt = sentAt;
        this.sentNanos = sentNanos;
    }

    /** One more receive. */
    void received(Instant now, long nanos) {
        receiveCount++;
        receivedNanos = nanos;
        if (firstReceivedAt == null) {
            firstReceivedAt = now;
        }
    }
}
