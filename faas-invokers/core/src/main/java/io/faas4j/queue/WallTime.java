package io.faas4j.queue;

import io.faas4j.runtime.time.TimeSource;
import java.time.Duration;
import java.time.Instant;

/**
 * The wall time of moments that are known by the elapsed time: looks at the wall clock once a millisecond, since that takes as long
 * as much of a send or a receive. Safe for use by many threads.
 */
final class WallTime {

    private static final long NEAR = Duration.ofMillis(1).toNanos();

    /** A thread that was interrupted by another between two clocks for longer than that keeps what it saw for itself. */
    private static final long AT_ONCE = Duration.ofNanos(20_000).toNanos();

    private record Known(long nanos, Instant wall) {}

    private final TimeSource time;

    // Racy on purpose: any that is near will do.
    private Known known;

    WallTime(TimeSource time) {
        this.time = time;
        this.known = new Known(time.nanoTime(), time.now());
    }

    /** The wall time at a moment that is now, or was just before. */
    Instant at(long nanos) {
        Known last = known;
        long since = nanos - last.nanos;
        return since >= 0 && since < NEAR ? last.wall.plusNanos(since) : look(nanos);
    }

    private Instant look(long nanos) {
        Instant wall = time.now();
        if (time.nanoTime() - nanos < AT_ONCE) {
            known = new Known(nanos, wall);
        }
        return wall;
    }
}
