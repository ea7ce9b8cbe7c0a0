package io.faas4j.async;

import java.time.Duration;

/**
 * How long the events of one function take, about: what decides how many one worker claims at once. Racy on purpose: an estimate
 * of several workers at once.
 */
final class Pace {

    private static final int MOST_AT_ONCE = 64;

    /** Slower than that, an event is worth a thread of its own. */
    private static final long SLOW = Duration.ofNanos(50_000).toNanos();

    /** What a claim may take together. */
    private static final long TOGETHER = Duration.ofMillis(1).toNanos();

    /** Before as many it is not known. */
    private static final int ENOUGH = 32;

    private static final int WEIGHT = 8;

    private long average;
    private int seen;

    /** Notes what so many events have taken together. */
    void note(int events, long nanos) {
        long each = nanos / events;
        int before = seen;
        average = before == 0 ? each : average + (each - average) / WEIGHT;
        seen = Math.min(ENOUGH, before + events);
    }

    /** Somebody got stuck: what was known holds no more. */
    void isSlower() {
        seen = 0;
        average = 0;
    }

    /** Whether one worker is enough. */
    boolean isFast() {
        return seen >= ENOUGH && average < SLOW;
    }

    /** How many events one worker shall claim. */
    int atOnce() {
        if (!isFast()) {
            return 1;
        }
        return (int) Math.min(MOST_AT_ONCE, Math.max(1, TOGETHER / Math.max(1, average)));
    }
}
