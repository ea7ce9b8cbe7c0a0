package io.faas4j.testkit;

import io.faas4j.runtime.time.Turn;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** One request to let things happen, and how far. Whoever asked for it waits until it is over. */
final class Drive {

    static final long NO_LIMIT = Long.MAX_VALUE;

    private final Turn turn;
    private final Thread asker;
    private final long limitNanos;
    private final boolean untilIdle;
    private final boolean oneStep;
    private final BooleanSupplier condition;
    private final boolean endsWithInterrupt;
    private @Nullable Driver principal;
    private boolean stepped;
    private volatile boolean met;
    private volatile boolean exhausted;
    private volatile @Nullable Throwable failure;

    private Drive(
            @Nullable Blocked of, long limitNanos, boolean untilIdle, boolean oneStep, BooleanSupplier condition) {
        this.asker = of == null ? Thread.currentThread() : of.thread();
        this.turn = of == null ? new Turn(asker) : of.turn();
        this.endsWithInterrupt = of == null;
        this.limitNanos = limitNanos;
        this.untilIdle = untilIdle;
        this.oneStep = oneStep;
        this.condition = condition;
    }

    /** Until nothing is left that somebody waits for. */
    static Drive untilIdle() {
        return new Drive(null, NO_LIMIT, true, false, () -> false);
    }

    /** One thing only. */
    static Drive oneStep() {
        return new Drive(null, NO_LIMIT, true, true, () -> false);
    }

    /** Up to a time, and all that is due by then. */
    static Drive upTo(long nanos) {
        return new Drive(null, nanos, false, false, () -> false);
    }

    /** Until a condition holds, or else up to a time. */
    static Drive until(BooleanSupplier condition, long nanos) {
        return new Drive(null, nanos, false, false, condition);
    }

    /** Until the thread that waits there goes on, or else up to a time. */
    static Drive untilChosen(Blocked waiting, long nanos) {
        return new Drive(waiting, nanos, false, false, () -> false);
    }

    Turn turn() {
        return turn;
    }

    /** The thread that waits for its end. */
    Thread asker() {
        return asker;
    }

    long limitNanos() {
        return limitNanos;
    }

    boolean isUntilIdle() {
        return untilIdle;
    }

    /** The driver whose task asked for it; null if it was another thread. */
    @Nullable
    Driver principal() {
        return principal;
    }

    void principal(@Nullable Driver its) {
        principal = its;
    }

    /** Looks at the condition, which is the test's code: not under the stage's lock. */
    void check() {
        if (endsWithInterrupt && turn.isInterrupted()) {
            failure = new IllegalStateException("the thread that let virtual time pass was interrupted");
            return;
        }
        try {
            met = condition.getAsBoolean();
        } catch (Throwable thrown) {
            failure = thrown;
        }
    }

    void step() {
        stepped = true;
    }

    boolean hasStepped() {
        return stepped;
    }

    void exhaust() {
        exhausted = true;
    }

    boolean isMet() {
        return met;
    }

    boolean isExhausted() {
        return exhausted;
    }

    @Nullable
    Throwable failure() {
        return failure;
    }

    boolean isOver() {
        return met || exhausted || failure != null || (oneStep && stepped);
    }
}
