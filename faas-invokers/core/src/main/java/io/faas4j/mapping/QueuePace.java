package io.faas4j.mapping;

import java.time.Duration;

/**
 * How long the batches of one queue take, about, and so how many workers are worth it: while a batch takes next to no time, handing
 * the next one to another thread costs more than handling it. Guarded by its workers' monitor.
 */
final class QueuePace {

    /** Up to that, one worker is the fastest: more stand in each other's way. */
    private static final long INSTANT = Duration.ofNanos(5_000).toNanos();

    /** Up to that, a batch needs a processor, and more workers than those do not help. */
    private static final long SHORT = Duration.ofNanos(100_000).toNanos();

    /** Before as many batches it is not known. */
    private static final int ENOUGH = 32;

    private static final int STEPS = 8;

    private final int processors;
    private long typical;
    private int seen;

    /**
     * Nothing known yet.
     *
     * @param processors how many batches can be handled at the same time that do nothing but compute
     */
    QueuePace(int processors) {
        this.processors = processors;
    }

    /** A batch took so long: the median is a step nearer to it, however far away it is. */
    void note(long nanos) {
        long step = Math.max(1, typical / STEPS);
        if (seen == 0) {
            typical = nanos;
        } else if (nanos > typical) {
            typical += step;
        } else {
            typical = Math.max(1, typical - step);
        }
        seen = Math.min(ENOUGH, seen + 1);
    }

    /** A handler got stuck: what was known holds no more. */
    void forget() {
        seen = 0;
    }

    /** How many workers are worth it. */
    int workers() {
        if (seen < ENOUGH || typical >= SHORT) {
            return Integer.MAX_VALUE;
        }
        return typical < INSTANT ? 1 : processors;
    }
}
