package io.faas4j.queue;

import io.faas4j.source.MessageAttribute;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A message that is in its queue for itself. */
final class StoredMessage extends Entry {

    final MessageId id;
    final byte[] body;
    final Map<String, MessageAttribute> attributes;
    final @Nullable String groupId;
    final @Nullable String deduplicationId;

    /** Its own delay in nanoseconds; negative if it has that of the queue. */
    final long delayNanos;

    /** The parcel that it was sent in, whose slot it has; null if it was sent alone. */
    private final @Nullable Parcel parcel;

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
        super(1, systemAttributes, sentAt, sentNanos);
        this.groupId = groupId;
        this.id = id;
        this.body = body;
        this.attributes = attributes;
        this.deduplicationId = deduplicationId;
        this.delayNanos = delayNanos;
        this.parcel = null;
    }

    /** One of a parcel, as that is now. */
    StoredMessage(Parcel parcel, long place) {
        super(1, parcel.systemAttributes, parcel.sentAt, parcel.sentNanos);
        this.id = parcel.id(place);
        this.body = parcel.body(place);
        this.attributes = parcel.attributes();
        this.groupId = null;
        this.deduplicationId = null;
        this.delayNanos = 0;
        this.parcel = parcel;
        this.order = place;
        this.slot = parcel.slot;
        this.state = parcel.state;
        this.receiveCount = parcel.receiveCount;
        this.firstReceivedAt = parcel.firstReceivedAt;
        this.receivedNanos = parcel.receivedNanos;
        this.stays = parcel.stays;
    }

    @Override
    MessageId id(long place) {
        return id;
    }

    @Override
    byte[] body(long place) {
        return body;
    }

    @Override
    Map<String, MessageAttribute> attributes() {
        return attributes;
    }

    @Override
    @Nullable
    String groupId() {
        return groupId;
    }

    @Override
    @Nullable
    String deduplicationId() {
        return deduplicationId;
    }

    @Override
    @Nullable
    Entry holder(long place) {
        return place == order ? this : null;
    }

    @Override
    List<StoredMessage> pieces() {
        return List.of(this);
    }

    @Override
    @Nullable
    Entry leave() {
        state = State.NOWHERE;
        return parcel == null ? this : parcel.leave(this);
    }
}
