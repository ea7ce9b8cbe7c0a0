package io.faas4j.queue;

import io.faas4j.source.MessageAttribute;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Messages of a standard queue that were sent together, with nothing but their bodies. They are one entry until one of them has to
 * be treated in another way than the rest: then the parcel is parted, for good.
 */
final class Parcel extends Entry {

    /*
     * I1  while it is whole, all its messages are in the same state and were received equally often.
     * I2  the message at `index` has the place `order + index` and the slot of the parcel, before and after it is parted: receipts
     *     that were given out stay as they are.
     * I3  once it is parted, it is in no line; it has its slot, and is known by its age, until the last of its messages has left.
     */

    /** As many messages as a receive of SQS gives at most. */
    static final int MOST = 10;

    private final byte[][] bodies;

    /** The first message's; those of the others differ in the last digit. */
    private final long idHigh;

    private final long idLow;

    /** What it was parted into; null in the place of what has left. Null while it is whole. */
    private @Nullable StoredMessage @Nullable [] parts;

    private int left;

    /**
     * Not in a queue yet.
     *
     * @param bodies 1 to {@link #MOST}; not copied
     * @param idHigh the first half of its first message's id
     * @param idLow the second half
     */
    Parcel(
            byte[][] bodies,
            Map<String, String> systemAttributes,
            long idHigh,
            long idLow,
            Instant sentAt,
            long sentNanos) {
        super(bodies.length, systemAttributes, sentAt, sentNanos);
        this.bodies = bodies;
        this.idHigh = idHigh;
        this.idLow = idLow;
        this.left = bodies.length;
    }

    /** The id of the message at an index from 0 on, also before the parcel has a place. */
    MessageId idAt(int index) {
        return new MessageId(idHigh, idLow ^ index);
    }

    byte[] bodyAt(int index) {
        return bodies[index];
    }

    private int index(long place) {
        return (int) (place - order);
    }

    @Override
    MessageId id(long place) {
        return idAt(index(place));
    }

    @Override
    byte[] body(long place) {
        return bodyAt(index(place));
    }

    @Override
    Map<String, MessageAttribute> attributes() {
        return Map.of();
    }

    @Override
    @Nullable
    String groupId() {
        return null;
    }

    @Override
    @Nullable
    String deduplicationId() {
        return null;
    }

    @Override
    @Nullable
    Entry holder(long place) {
        if (place < order || place >= order + size()) {
            return null;
        }
        return parts == null ? this : parts[index(place)];
    }

    // ---- parting ---------------------------------------------------------------------------------------------------

    /** Parts it: each message is an entry of its own from now on, in the state that the parcel was in. */
    List<StoredMessage> part() {
        StoredMessage[] all = new StoredMessage[bodies.length];
        for (int i = 0; i < all.length; i++) {
            all[i] = new StoredMessage(this, order + i);
        }
        parts = all;
        state = State.PARTED;
        return List.of(all);
    }

    @Override
    List<? extends Entry> pieces() {
        if (parts == null) {
            return List.of(this);
        }
        List<StoredMessage> there = new ArrayList<>(left);
        for (StoredMessage part : parts) {
            if (part != null) {
                there.add(part);
            }
        }
        return there;
    }

    @Override
    Entry leave() {
        state = State.NOWHERE;
        return this;
    }

    /** One of its messages leaves the queue; answers the parcel if that was the last one. */
    @Nullable
    Entry leave(StoredMessage part) {
        Objects.requireNonNull(parts, "parts")[index(part.order)] = null;
        left--;
        return left == 0 ? leave() : null;
    }
}
