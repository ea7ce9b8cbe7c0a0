package io.faas4j.mapping.model;

import java.math.BigInteger;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A record of a stream, and what has become of it since the consumer last began. */
final class ModelRecord {

    final int number;
    final String shard;
    final BigInteger sequenceNumber;
    final String key;
    final Instant arrival;
    final boolean passes;

    /** In an event, about. */
    final int size;

    /** Whether the mapping may never have had to see it: it came before that had begun, at the tip. */
    boolean isOptional;

    /** Since when the stream does not keep it any more; -1 while it does. */
    long goneSince = -1;

    /** Whether the window that it was handled in has come to its end. */
    boolean isClosed;

    State state = State.OPEN;

    /** The batch that it was given in and is to be given in again; null if it is in none. */
    @Nullable
    ModelBatch batch;

    enum State {
        OPEN,
        RUNNING,
        /** Its last attempt has failed; it is to be reported. */
        EXHAUSTED,
        HANDLED,
        DISCARDED
    }

    ModelRecord(
            int number, String shard, String sequenceNumber, String key, Instant arrival, boolean passes, int size) {
        this.number = number;
        this.shard = shard;
        this.sequenceNumber = new BigInteger(sequenceNumber);
        this.key = key;
        this.arrival = arrival;
        this.passes = passes;
        this.size = size;
    }

    boolean isFinished() {
        return !passes || state == State.HANDLED || state == State.DISCARDED;
    }

    /** Whether nobody has to wait for it. */
    boolean isOutOfTheWay() {
        return isFinished() || (state == State.OPEN && (isGone() || (isOptional && batch == null)));
    }

    boolean isGone() {
        return goneSince >= 0;
    }

    @Override
    public String toString() {
        return "%d(%s, %s:%s, %s)".formatted(number, key, shard.substring(shard.length() - 2), sequenceNumber, state);
    }
}
