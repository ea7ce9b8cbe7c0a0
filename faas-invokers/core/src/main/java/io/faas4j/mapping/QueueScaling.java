package io.faas4j.mapping;

import java.time.Duration;

/**
 * How many batches of a queue may be handled at once (rules ESM-SQS-3, ESM-SQS-5, ESM-SQS-6, ESM-SQS-8): 5 to begin with, 300 more
 * each minute while all of those are in use, fewer after errors and throttles. Guarded by its engine's monitor.
 */
final class QueueScaling {

    static final int FIRST = 5;
    static final int MOST = 1_250;
    private static final int LEAST = 2;

    /** One more after each: 300 a minute. */
    static final Duration GROWTH = Duration.ofMillis(200);

    private static final long GROWTH_NANOS = GROWTH.toNanos();

    /** Who was short of them before is short of them still. */
    private static final long LATELY_NANOS = 10 * GROWTH_NANOS;

    /** Twice as long as the shortest batches that were seen: they stand in each other's way. */
    private static final int TOO_LONG = 2;

    private static final int STEPS = 8;
    private static final int TENTH = 10;

    private final int most;
    private final boolean isAdaptive;
    private int allowed;
    private long grownNanos;
    private long shortNanos;
    private long typicalNanos;
    private long shortestNanos = Long.MAX_VALUE;

    QueueScaling(int most, boolean isAdaptive, long now) {
        this.most = Math.min(most, MOST);
        this.isAdaptive = isAdaptive;
        this.allowed = Math.min(FIRST, this.most);
        this.grownNanos = now;
        this.shortNanos = now;
    }

    int allowed() {
        return allowed;
    }

    /** Everything that is allowed is in use, and there is more to do. */
    void isShort(long now) {
        if (now - shortNanos > LATELY_NANOS) {
            grownNanos = now;
        }
        shortNanos = now;
        long steps = (now - grownNanos) / GROWTH_NANOS;
        if (steps <= 0) {
            return;
        }
        grownNanos += steps * GROWTH_NANOS;
        if (!isSlow()) {
            allowed = (int) Math.min(most, allowed + steps);
        }
    }

    private boolean isSlow() {
        return isAdaptive && typicalNanos > TOO_LONG * shortestNanos;
    }

    /** Nothing is in use: it begins anew. */
    void isIdle(long now) {
        allowed = Math.min(FIRST, most);
        grownNanos = now;
    }

    /** A batch failed, or was throttled. */
    void isRefused(long now) {
        shrink(now);
    }

    /** A batch was handled. */
    void took(long nanos, long now) {
        if (!isAdaptive) {
            return;
        }
        typicalNanos = typicalNanos == 0 ? nanos : typicalNanos + (nanos - typicalNanos) / STEPS;
        shortestNanos = Math.min(shortestNanos, Math.max(1, typicalNanos));
        if (isSlow()) {
            shrink(now);
            // It is not the same function any more if it stays as slow with fewer at once.
            shortestNanos += Math.max(1, shortestNanos / STEPS);
        }
    }

    private void shrink(long now) {
        allowed = Math.max(Math.min(LEAST, most), allowed - Math.max(1, allowed / TENTH));
        grownNanos = now;
    }
}
