package io.faas4j.stream;

import io.faas4j.error.ValidationException;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How a stream is; each method answers the same settings with one thing changed. Immutable.
 *
 * <pre>{@code StreamSettings.DEFAULT.shards(8).retention(Duration.ofHours(48)) }</pre>
 */
public final class StreamSettings {

    static final int MOST_SHARDS = 10_000;
    static final Duration SHORTEST_RETENTION = Duration.ofHours(24);
    static final Duration LONGEST_RETENTION = Duration.ofDays(365);

    /** Four shards; records of 1 MiB at most are kept for 24 h, up to 1,000,000 of them and 256 MiB; no limits of speed. */
    public static final StreamSettings DEFAULT = new StreamSettings(new Builder());

    private static final int MIB = 1 << 20;

    private final int shards;
    private final Duration retention;
    private final int maxRecordSize;
    private final long maxRecords;
    private final long maxBytes;
    private final boolean dropsOldestWhenFull;
    private final @Nullable StreamLimits limits;

    private StreamSettings(Builder builder) {
        this.shards = builder.shards;
        this.retention = builder.retention;
        this.maxRecordSize = builder.maxRecordSize;
        this.maxRecords = builder.maxRecords;
        this.maxBytes = builder.maxBytes;
        this.dropsOldestWhenFull = builder.dropsOldestWhenFull;
        this.limits = builder.limits;
    }

    /** What is being changed. */
    private static final class Builder {
        private int shards = 4;
        private Duration retention = SHORTEST_RETENTION;
        private int maxRecordSize = MIB;
        private long maxRecords = 1_000_000;
        private long maxBytes = 256L * MIB;
        private boolean dropsOldestWhenFull;
        private @Nullable StreamLimits limits;
    }

    private Builder copy() {
        Builder copy = new Builder();
        copy.shards = shards;
        copy.retention = retention;
        copy.maxRecordSize = maxRecordSize;
        copy.maxRecords = maxRecords;
        copy.maxBytes = maxBytes;
        copy.dropsOldestWhenFull = dropsOldestWhenFull;
        copy.limits = limits;
        return copy;
    }

    /**
     * Sets how many shards the stream begins with (rule STREAM-4).
     *
     * @param count 1 to 10,000; 4 if never set
     * @throws ValidationException outside that range
     */
    public StreamSettings shards(int count) {
        require("shards", count, 1, MOST_SHARDS);
        Builder changed = copy();
        changed.shards = count;
        return new StreamSettings(changed);
    }

    /**
     * Sets how long records are kept (rule STREAM-10).
     *
     * @param value 24 h to 8,760 h; 24 h if never set
     * @throws ValidationException outside that range
     */
    public StreamSettings retention(Duration value) {
        if (!isRetention(value)) {
            throw ValidationException.of(
                    "retention",
                    value,
                    "Member must have value between " + SHORTEST_RETENTION + " and " + LONGEST_RETENTION);
        }
        Builder changed = copy();
        changed.retention = value;
        return new StreamSettings(changed);
    }

    static boolean isRetention(Duration value) {
        return value.compareTo(SHORTEST_RETENTION) >= 0 && value.compareTo(LONGEST_RETENTION) <= 0;
    }

    /**
     * Sets how large a record may be, its partition key included (rule STREAM-5).
     *
     * @param bytes 1 to 10 MiB; 1 MiB if never set
     * @throws ValidationException outside that range
     */
    public StreamSettings maxRecordSize(int bytes) {
        require("maxRecordSize", bytes, 1, 10L * MIB);
        Builder changed = copy();
        changed.maxRecordSize = bytes;
        return new StreamSettings(changed);
    }

    /**
     * Sets how many records the stream keeps at most. Kinesis has no such bound.
     *
     * @param count 1 or more; 1,000,000 if never set
     * @throws ValidationException below 1
     */
    public StreamSettings maxRecords(long count) {
        require("maxRecords", count, 1, Long.MAX_VALUE);
        Builder changed = copy();
        changed.maxRecords = count;
        return new StreamSettings(changed);
    }

    /**
     * Sets how large the records that it keeps are together at most, partition keys included; what the JVM needs for each record, about
     * 150 bytes, does not count. Kinesis has no such bound.
     *
     * @param bytes 1 or more; 256 MiB if never set
     * @throws ValidationException below 1
     */
    public StreamSettings maxBytes(long bytes) {
        require("maxBytes", bytes, 1, Long.MAX_VALUE);
        Builder changed = copy();
        changed.maxBytes = bytes;
        return new StreamSettings(changed);
    }

    /**
     * Has the oldest records make room where the stream holds as much as it may, though their retention period is not over: readers
     * that are too slow miss them, as they do behind the trim horizon. {@link DataStream#droppedRecords} counts them. If never called, a
     * full stream refuses records.
     */
    public StreamSettings dropsOldestWhenFull() {
        Builder changed = copy();
        changed.dropsOldestWhenFull = true;
        return new StreamSettings(changed);
    }

    /**
     * Sets how fast the stream may be used.
     *
     * @param value such as {@link StreamLimits#KINESIS}; none if never set
     */
    public StreamSettings limits(StreamLimits value) {
        Builder changed = copy();
        changed.limits = value;
        return new StreamSettings(changed);
    }

    private static void require(String field, long value, long least, long most) {
        if (value < least || value > most) {
            throw ValidationException.of(
                    field, value, "Member must have value between %d and %d".formatted(least, most));
        }
    }

    /** How many shards it begins with. */
    public int shards() {
        return shards;
    }

    /** How long records are kept. */
    public Duration retention() {
        return retention;
    }

    /** How many bytes a record may have, its partition key included. */
    public int maxRecordSize() {
        return maxRecordSize;
    }

    /** How many records it keeps at most. */
    public long maxRecords() {
        return maxRecords;
    }

    /** How many bytes these have together at most. */
    public long maxBytes() {
        return maxBytes;
    }

    /** Whether the oldest records make room where there is none. */
    public boolean isDroppingOldestWhenFull() {
        return dropsOldestWhenFull;
    }

    /** How fast it may be used; empty for no limits. */
    public Optional<StreamLimits> limits() {
        return Optional.ofNullable(limits);
    }

    @Override
    public String toString() {
        return "StreamSettings[shards=%d, retention=%s, maxRecordSize=%d, maxRecords=%d, maxBytes=%d%s, limits=%s]"
                .formatted(
                        shards,
                        retention,
                        maxRecordSize,
                        maxRecords,
                        maxBytes,
                        dropsOldestWhenFull ? ", dropsOldestWhenFull" : "",
                        limits);
    }
}
