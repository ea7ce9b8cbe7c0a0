package io.faas4j.async;

import io.faas4j.runtime.time.RandomSource;
import io.github.resilience4j.core.IntervalFunction;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;

/** When an event is tried again (rules ASYNC-4, ASYNC-5). Immutable. */
final class Delays {

    /** Doubled so often, a second is longer than any event may wait. */
    private static final int MOST_DOUBLINGS = 40;

    private final List<Duration> afterErrors;
    /** In nanoseconds, after the first failure, the second, and so on; the last one for all that follow. */
    private final long[] backoffs;

    private final double jitter;
    private final RandomSource random;

    Delays(AsyncSettings settings, RandomSource random) {
        this.afterErrors = settings.functionErrorDelays();
        // Without its own randomness, which is not the runtime's; worked out once, since it counts up to each of them.
        IntervalFunction backoff =
                IntervalFunction.ofExponentialBackoff(settings.firstBackoff(), 2.0, settings.longestBackoff());
        this.backoffs = IntStream.rangeClosed(1, MOST_DOUBLINGS)
                .mapToLong(
                        failures -> Duration.ofMillis(backoff.apply(failures)).toNanos())
                .toArray();
        this.jitter = settings.backoffJitter();
        this.random = random;
    }

    /**
     * After a function error, in nanoseconds.
     *
     * @param errors how many there were, from 1
     */
    long afterError(int errors) {
        int last = afterErrors.size() - 1;
        return afterErrors.get(Math.min(errors - 1, last)).toNanos();
    }

    /**
     * After a throttle, a system error or a failed delivery, in nanoseconds.
     *
     * @param failures how many came one after the other, from 1
     */
    long afterRefusal(int failures) {
        long nanos = backoffs[Math.min(failures, MOST_DOUBLINGS) - 1];
        return jitter == 0 ? nanos : nanos - (long) (nanos * jitter * random.nextDouble());
    }
}
