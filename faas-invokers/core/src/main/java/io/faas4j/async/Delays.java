package io.faas4j.async;

import io.faas4j.retry.Backoff;
import io.faas4j.runtime.time.RandomSource;
import java.time.Duration;
import java.util.List;

/** When an event is tried again (rules ASYNC-4, ASYNC-5). Immutable. */
final class Delays {

    private final List<Duration> afterErrors;
    private final Backoff afterRefusals;

    Delays(AsyncSettings settings, RandomSource random) {
        this.afterErrors = settings.functionErrorDelays();
        this.afterRefusals =
                new Backoff(settings.firstBackoff(), settings.longestBackoff(), settings.backoffJitter(), random);
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
        return afterRefusals.after(failures).toNanos();
    }
}
