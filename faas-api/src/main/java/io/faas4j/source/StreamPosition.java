package io.faas4j.source;

import java.time.Instant;

/** Where in a shard to read (rule STREAM-20). Immutable. */
public sealed interface StreamPosition {

    /** From the oldest record that is kept. */
    static StreamPosition trimHorizon() {
        return Horizon.TRIM_HORIZON;
    }

    /** What comes after the newest record of now. */
    static StreamPosition latest() {
        return Tip.LATEST;
    }

    /**
     * From the first record that arrived then or later; if that is in the future, as {@link #latest()}.
     *
     * @param time arrival, approximately
     */
    static StreamPosition atTimestamp(Instant time) {
        return new AtTimestamp(time);
    }

    /**
     * From this record on.
     *
     * @param sequenceNumber its number; if it is not kept any more, as {@link #trimHorizon()} (rule STREAM-25)
     */
    static StreamPosition at(String sequenceNumber) {
        return new At(sequenceNumber);
    }

    /**
     * From the record behind this one on.
     *
     * @param sequenceNumber its number; if it is not kept any more, as {@link #trimHorizon()} (rule STREAM-25)
     */
    static StreamPosition after(String sequenceNumber) {
        return new After(sequenceNumber);
    }

    /** See {@link #trimHorizon()}. */
    enum Horizon implements StreamPosition {
        /** The one. */
        TRIM_HORIZON
    }

    /** See {@link #latest()}. */
    enum Tip implements StreamPosition {
        /** The one. */
        LATEST
    }

    /**
     * See {@link #atTimestamp}.
     *
     * @param time arrival, approximately
     */
    record AtTimestamp(Instant time) implements StreamPosition {}

    /**
     * See {@link #at}.
     *
     * @param sequenceNumber of the record
     */
    record At(String sequenceNumber) implements StreamPosition {}

    /**
     * See {@link #after}.
     *
     * @param sequenceNumber of the record
     */
    record After(String sequenceNumber) implements StreamPosition {}
}
