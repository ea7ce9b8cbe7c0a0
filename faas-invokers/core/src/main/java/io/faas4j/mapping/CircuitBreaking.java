package io.faas4j.mapping;

import io.faas4j.error.ValidationException;
import java.time.Duration;

/**
 * When a mapping pauses because its function fails too often: nothing is polled for a while, and records keep their attempts.
 * Each method answers the same with one thing changed. Immutable.
 *
 * <p>A batch counts as failed if the function handled none of its records: it threw, timed out, or reported all of them, or of a stream
 * the first. One of which it reported only some counts as a success, of a queue as of a stream: the function was there and got
 * something done, and a pause would only hold up what it can handle. What was throttled does not count.
 */
public final class CircuitBreaking {

    /** After 10 batches of which half failed, for 30 s; then 3 batches show whether it goes on. */
    public static final CircuitBreaking DEFAULT = new CircuitBreaking(50, 10, Duration.ofSeconds(30), 3);

    private static final int ALL = 100;
    private static final int MOST_BATCHES = 10_000;
    private static final Duration LONGEST_PAUSE = Duration.ofHours(6);

    private final int failureRate;
    private final int batches;
    private final Duration pause;
    private final int trials;

    private CircuitBreaking(int failureRate, int batches, Duration pause, int trials) {
        this.failureRate = failureRate;
        this.batches = batches;
        this.pause = pause;
        this.trials = trials;
    }

    /**
     * Sets which share of the last batches may fail.
     *
     * @param percent 1 to 100: at this share, and above it, the mapping pauses; 50 if never set
     * @param of how many batches are looked at, 1 to 10,000; fewer say nothing; 10 if never set
     * @throws ValidationException outside these ranges
     */
    public CircuitBreaking failureRate(int percent, int of) {
        require("failureRate.percent", percent, ALL);
        require("failureRate.of", of, MOST_BATCHES);
        return new CircuitBreaking(percent, of, pause, trials);
    }

    /**
     * Sets how long it pauses.
     *
     * @param length 1 ms to 6 hours; 30 s if never set
     * @throws ValidationException outside that range
     */
    public CircuitBreaking pause(Duration length) {
        if (length.toMillis() < 1 || length.compareTo(LONGEST_PAUSE) > 0) {
            throw ValidationException.of("pause", length, "Member must have value between 1 ms and " + LONGEST_PAUSE);
        }
        return new CircuitBreaking(failureRate, batches, length, trials);
    }

    /**
     * Sets how many batches are tried after a pause; if the same share of them fails, it pauses again.
     *
     * @param count 1 to 100; 3 if never set
     * @throws ValidationException outside that range
     */
    public CircuitBreaking trials(int count) {
        require("trials", count, ALL);
        return new CircuitBreaking(failureRate, batches, pause, count);
    }

    private static void require(String field, int value, int most) {
        if (value < 1 || value > most) {
            throw ValidationException.of(field, value, "Member must have value between 1 and " + most);
        }
    }

    int failureRate() {
        return failureRate;
    }

    int batches() {
        return batches;
    }

    Duration pause() {
        return pause;
    }

    int trials() {
        return trials;
    }

    @Override
    public String toString() {
        return "CircuitBreaking[%d%% of %d, pause %s, %d trials]".formatted(failureRate, batches, pause, trials);
    }
}
