package io.faas4j.testkit;

import io.faas4j.runtime.time.TimeSource;
import java.time.Duration;
import java.time.Instant;
import java.util.function.BooleanSupplier;

/**
 * The virtual time of a test. It stands still, and nothing asynchronous runs, until the test lets it pass by one of these
 * methods; a synchronous invocation whose handler {@linkplain HandlerScript#takes takes} time moves it as well. Each method
 * returns when all that it let happen has happened. Safe for use by many threads: one lets time pass at a time.
 *
 * <p>All of them throw an {@link AssertionError} that shows the stack of a task that has not ended for
 * {@link FaasTestRuntime.Builder#patience}.
 */
public final class TestTime {

    private final Stage stage;
    private final StageTime time;

    TestTime(Stage stage, StageTime time) {
        this.stage = stage;
        this.time = time;
    }

    /** The virtual time; at first midnight, 1 January 2026 UTC. */
    public Instant now() {
        return time.now();
    }

    /** What the library under test has for a clock, for parts of a test that need one. */
    public TimeSource source() {
        return time;
    }

    /**
     * Moves time on; what is ready runs, and what becomes due runs at its own time.
     *
     * @param duration 0 or more; zero runs what is ready now
     */
    public void advance(Duration duration) {
        if (duration.isNegative()) {
            throw new IllegalArgumentException("time cannot go back: duration was " + duration);
        }
        stage.drive(Drive.upTo(after(duration)));
    }

    /**
     * Skips from one due time to the next until nothing is ready and nothing is scheduled that somebody waits for. A handler
     * at a closed {@link Gate} keeps standing there.
     */
    public void runUntilIdle() {
        stage.drive(Drive.untilIdle());
    }

    /**
     * Lets things happen one by one until a condition holds, which is looked at after each of them.
     *
     * @param condition reads only
     * @param limit 0 or more of virtual time
     * @throws AssertionError if it does not hold by then; says what is still going on
     */
    public void runUntil(BooleanSupplier condition, Duration limit) {
        if (limit.isNegative()) {
            throw new IllegalArgumentException("limit must be 0 or more, was " + limit);
        }
        Drive drive = Drive.until(condition, after(limit));
        stage.drive(drive);
        if (!drive.isMet()) {
            throw new AssertionError(
                    "the condition did not come to hold within %s: %s".formatted(limit, stage.goingOn()));
        }
    }

    /**
     * Lets one thing happen: one of the tasks that are ready runs to its end or until it blocks, or one that was blocked goes
     * on; if there is none, time moves to what is due next, and that runs.
     *
     * @return false if there was nothing that somebody waits for: time stands where it was
     */
    public boolean step() {
        Drive drive = Drive.oneStep();
        stage.drive(drive);
        return drive.hasStepped();
    }

    private long after(Duration duration) {
        long now = time.nanoTime();
        return now + Math.min(duration.toNanos(), Long.MAX_VALUE - 1 - now);
    }
}
