package io.faas4j.retry;

import io.faas4j.runtime.time.RandomSource;
import io.github.resilience4j.core.IntervalFunction;
import java.time.Duration;
import java.util.stream.IntStream;

/**
 * How long to wait before something that failed is tried again (rules ASYNC-5, ESM-STREAM-14): twice as long after each failure,
 * and then less by a random share, so that what failed together does not come back together. Safe for use by many threads if the random source
 * is.
 */
public final class Backoff {

    private static final Duration FIRST = Duration.ofSeconds(1);
    private static final Duration LONGEST = Duration.ofSeconds(60);
    private static final double JITTER = 0.5;

    /** Doubled so often, the shortest wait is longer than any that makes sense. */
    private static final int MOST_DOUBLINGS = 40;

    /** After the first failure, the second, and so on; the last one for all that follow. */
    private final long[] nanos;

    private final double jitter;
    private final RandomSource random;

    /**
     * A schedule.
     *
     * @param first after the first failure, 1 ms or more
     * @param longest as long as it ever takes, not less than the first
     * @param jitter by which share a wait may be shorter, 0.0 to 1.0
     * @param random where randomness comes from
     */
    public Backoff(Duration first, Duration longest, double jitter, RandomSource random) {
        // Without its own randomness, which is not the runtime's; worked out once, since it counts up to each of them.
        IntervalFunction interval = IntervalFunction.ofExponentialBackoff(first, 2.0, longest);
        this.nanos = IntStream.rangeClosed(1, MOST_DOUBLINGS)
                .mapToLong(
                        failures -> Duration.ofMillis(interval.apply(failures)).toNanos())
                .toArray();
        this.jitter = jitter;
        this.random = random;
    }

    /**
     * From 1 to 60 seconds, up to half of it less.
     *
     * @param random where randomness comes from
     */
    public static Backoff standard(RandomSource random) {
        return new Backoff(FIRST, LONGEST, JITTER, random);
    }

    /**
     * How long to wait.
     *
     * @param failures how many there were one after the other, 1 or more
     */
    public Duration after(int failures) {
        long whole = nanos[Math.min(failures, MOST_DOUBLINGS) - 1];
        return Duration.ofNanos(jitter == 0 ? whole : whole - (long) (whole * jitter * random.nextDouble()));
    }
}
