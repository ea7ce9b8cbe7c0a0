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

    private record Known(long nanos, Instant wall) {}

    private final TimeSource time;

    // Racy on purpose: any that is near will do.
    private Known known;

    WallTime(TimeSource time) {
        this.time = time;
        this.known = look(time.nanoTime());
    }

    private Known look(long nanos) {
        return new Known(nanos, time.now());
    }

    /** The wall time at a moment that is now, or was just before. */
    Instant at(long nanos) {
        Known last = known;
        long since = nanos - last.nanos;
        if (since >= NEAR || since < 0) {
            last = look(nanos);
            known = last;
            return last.wall;
        }
        return last.wall.plusNanos(since);
    }
}
