package io.faas4j.stream;

import io.faas4j.error.InvalidArgumentException;
import io.faas4j.error.StreamFullException.Limit;
import io.faas4j.runtime.time.TimeSource;
import io.faas4j.runtime.time.TimeSource.Cancellable;
import io.faas4j.source.StreamRecord;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** What a stream keeps and for how long (rules STREAM-10, STREAM-11), and the sweep that forgets the rest. */
final class Keeping implements AutoCloseable {

    /** Readers never see a record that is too old; this is only about its memory. */
    private static final Duration SWEEP = Duration.ofMinutes(10);

    private final Shards shards;
    private final Capacity capacity;
    private final boolean dropsOldestWhenFull;
    private final TimeSource time;
    private final AtomicLong dropped = new AtomicLong();
    private volatile Duration retention;
    private volatile boolean closed;
    private volatile Cancellable sweep;

    Keeping(Shards shards, StreamSettings settings, TimeSource time) {
        this.shards = shards;
        this.capacity = new Capacity(settings.maxRecords(), settings.maxBytes());
        this.dropsOldestWhenFull = settings.isDroppingOldestWhenFull();
        this.retention = settings.retention();
        this.time = time;
        this.sweep = time.scheduleHousekeeping(SWEEP, this::sweep);
    }

    Duration retention() {
        return retention;
    }

    void increaseTo(Duration value) {
        requireChange(value, value.compareTo(retention) > 0, "above");
        retention = value;
    }

    void decreaseTo(Duration value) {
        requireChange(value, value.compareTo(retention) < 0, "below");
        retention = value;
        trim(time.now());
    }

    private void requireChange(Duration value, boolean isChange, String direction) {
        if (!isChange || !StreamSettings.isRetention(value)) {
            throw new InvalidArgumentException(
                    "The retention period %s is not %s the current one, %s, and between %s and %s."
                            .formatted(
                                    value,
                                    direction,
                                    retention,
                                    StreamSettings.SHORTEST_RETENTION,
                                    StreamSettings.LONGEST_RETENTION));
        }
    }

    long records() {
        return capacity.records();
    }

    long bytes() {
        return capacity.bytes();
    }

    long dropped() {
        return dropped.get();
    }

    long max(Limit limit) {
        return capacity.max(limit);
    }

    // ---- room -------------------------------------------------------------------------------------------------------

    /** Takes room for a record; answers which bound leaves none for it, or null. */
    @Nullable
    Limit tryTake(int size, Instant now) {
        Limit missing = capacity.tryTake(size);
        if (missing == null) {
            return null;
        }
        trim(now);
        missing = capacity.tryTake(size);
        while (missing != null && dropsOldestWhenFull && size <= capacity.max(Limit.BYTES) && dropOldest()) {
            missing = capacity.tryTake(size);
        }
        return missing;
    }

    void giveBack(int size) {
        capacity.add(1, size);
    }

    private boolean dropOldest() {
        StreamShard shardOfOldest = null;
        Instant arrival = Instant.MAX;
        for (StreamShard shard : shards.topology().all()) {
            StreamRecord first = shard.log.find(shard.log.start());
            if (first != null && first.approximateArrival().isBefore(arrival)) {
                shardOfOldest = shard;
                arrival = first.approximateArrival();
            }
        }
        if (shardOfOldest == null) {
            return false;
        }
        dropped.addAndGet(shardOfOldest.dropOldest(capacity));
        return true;
    }

    // ---- age --------------------------------------------------------------------------------------------------------

    void trim(StreamShard shard, Instant now) {
        shard.trim(now, retention, capacity);
    }

    void trim(Instant now) {
        for (StreamShard shard : shards.topology().all()) {
            trim(shard, now);
        }
        shards.expire(now, retention);
    }

    private void sweep() {
        if (closed) {
            return;
        }
        trim(time.now());
        sweep = time.scheduleHousekeeping(SWEEP, this::sweep);
        if (closed) {
            sweep.cancel();
        }
    }

    @Override
    public void close() {
        closed = true;
        sweep.cancel();
    }
}
