package io.faas4j.samples.quakewatch;

import io.faas4j.testkit.TestTime;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * Lets a week of the past go by on virtual time. The two are whole days apart, so that a quarter of an hour of the one is a quarter
 * of an hour of the other.
 */
final class WeekClock {

    private final TestTime time;
    private final Duration ahead;

    /**
     * Begins the week.
     *
     * @param time virtual time, which moves to the same time of day
     * @param start what it is then
     */
    WeekClock(TestTime time, Instant start) {
        this.time = time;
        Instant midnight = time.now().truncatedTo(ChronoUnit.DAYS);
        Instant next = midnight.equals(time.now()) ? midnight : midnight.plus(1, ChronoUnit.DAYS);
        this.ahead = Duration.between(start.truncatedTo(ChronoUnit.DAYS), next);
        advanceTo(start);
    }

    /** The time of the week. */
    Instant now() {
        return ofTheWeek(time.now());
    }

    /** What virtual time is in the week. */
    Instant ofTheWeek(Instant virtual) {
        return virtual.minus(ahead);
    }

    /** Lets everything happen until then; nothing if that is over. */
    void advanceTo(Instant then) {
        Duration left = Duration.between(now(), then);
        if (!left.isNegative()) {
            time.advance(left);
        }
    }
}
