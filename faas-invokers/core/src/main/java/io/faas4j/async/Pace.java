package io.faas4j.async;

import java.time.Duration;

/**
 * How long the events of one function take, about: what decides how many one worker claims at once, and how many workers there
 * are. Racy on purpose: an estimate by several workers at once.
 */
final class Pace {

    private static final int MOST_AT_ONCE = 64;

    /** As many workers are started as fast as events come; further ones when those have shown that they are kept. */
    static final int EAGER = 64;

    /** Up to that, handing an event to another thread costs more than handling it. */
    private static final long INSTANT = Duration.ofNanos(2_000).toNanos();

    /** Up to that, an event needs a processor, and more workers than those do not help. */
    private static final long SHORT = Duration.ofNanos(50_000).toNanos();

    /** What a claim may take together. */
    private static final long TOGETHER = Duration.ofMillis(1).toNanos();

    /** So many that wait are worth another thread, however little each of them takes. */
    private static final int CROWD = 1_024;

    /** Before as many it is not known. */
    private static final int ENOUGH = 32;

    private static final int STEPS = 8;

    /** As far ahead it takes in what other processes could handle as well; as long as that takes. */
    private static final long AHEAD = Duration.ofMillis(20).toNanos();

    private static final int MOST_AHEAD = 1_000;

    private final int processors;
    private long typical;
    private int seen;

    /**
     * Nothing known yet.
     *
     * @param processors how many events can be handled at the same time that do nothing but compute
     */
    Pace(int processors) {
        this.processors = processors;
    }

    /** Notes what so many events have taken together. */
    void note(int events, long nanos) {
        long each = Math.max(1, nanos / events);
        typical = seen == 0 ? each : towards(typical, each);
        seen = Math.min(ENOUGH, seen + 1);
    }

    /**
     * The median of a stream, about: a step up or down, however far away the value is, since one that was held up by something
     * else shall not count for many.
     */
    private static long towards(long median, long value) {
        long step = Math.max(1, median / STEPS);
        return value > median ? median + step : Math.max(1, median - step);
    }

    /** Somebody got stuck: what was known holds no more. */
    void forget() {
        seen = 0;
    }

    private boolean isKnown() {
        return seen >= ENOUGH;
    }

    /**
     * How many workers are started as fast as events come.
     *
     * @param waiting how many events wait
     */
    int workers(int waiting) {
        if (!isKnown() || typical >= SHORT) {
            return EAGER;
        }
        return typical < INSTANT && waiting < CROWD ? 1 : processors;
    }

    /** How many events may be ready for the workers while more are taken in that other processes could handle as well. */
    int ahead() {
        if (!isKnown()) {
            return EAGER;
        }
        return (int) Math.max(EAGER, Math.min(MOST_AHEAD, processors * AHEAD / Math.max(1, typical)));
    }

    /** How many events one worker shall claim. */
    int atOnce() {
        if (!isKnown() || typical >= SHORT) {
            return 1;
        }
        return (int) Math.min(MOST_AT_ONCE, TOGETHER / Math.max(1, typical));
    }
}
