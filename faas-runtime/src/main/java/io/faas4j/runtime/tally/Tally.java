package io.faas4j.runtime.tally;

import org.jspecify.annotations.Nullable;

/**
 * What one execution context did for one qualifier. Only the context's owner writes, so that counting costs a plain add;
 * others read what they happen to see.
 *
 * <p>An execution context is itself the tally of the first qualifier it serves: one object less for each idle context, and
 * counts that lie on its own cache lines.
 */
public class Tally extends TallyPadding {

    // Under the lock of the totals; unset until they begin this tally.
    private @Nullable Totals totals;

    @Nullable
    Tally next;

    @Nullable
    Tally previous;

    private int coldStarts;
    private long successes;
    private long failures;
    private long nanos;
    private long initNanos;

    /** Nothing counted, for nothing yet: {@link Totals#begin} says for what. */
    protected Tally() {}

    void begin(Totals begun) {
        totals = begun;
    }

    /** Whether it counts for some qualifier. */
    protected final boolean hasBegun() {
        return totals != null;
    }

    /**
     * Whether this counts what comes through a qualifier.
     *
     * @param traffic what comes
     */
    public final boolean isOf(Traffic traffic) {
        Totals counted = totals;
        return counted != null && counted.traffic() == traffic;
    }

    /** Whether it counts for a qualifier that was deleted. */
    public final boolean isOver() {
        Totals counted = totals;
        return counted != null && counted.traffic().isEnded();
    }

    /**
     * Counts an invocation that ended with a result.
     *
     * @param tookNanos what its invoke phase took
     */
    public void succeeded(long tookNanos) {
        successes++;
        nanos += tookNanos;
    }

    /**
     * Counts an invocation that ended in a function error other than a timeout.
     *
     * @param tookNanos what its invoke phase took
     */
    public void failed(long tookNanos) {
        failures++;
        nanos += tookNanos;
    }

    /**
     * Counts an invocation that timed out, instead of what it was counted as before: nobody who reads sees half of that.
     *
     * @param tookNanos what its invoke phase took
     * @param overrunNanos for how long the handler ran on; negative if it did not run
     * @param before as what it was counted already
     */
    public void timedOut(long tookNanos, long overrunNanos, Counted before) {
        Totals counted = totals;
        if (counted == null) {
            return;
        }
        synchronized (counted) {
            if (before == Counted.NOT) {
                nanos += tookNanos;
            } else if (before == Counted.AS_SUCCESS) {
                successes--;
            } else {
                failures--;
            }
            counted.timedOut(overrunNanos);
        }
    }

    /**
     * Counts an invocation for which a handler is made.
     *
     * @param tookNanos what the making took
     */
    public final void coldStarted(long tookNanos) {
        coldStarts++;
        initNanos += tookNanos;
    }

    /** What the making of a handler took beyond what was told with {@link #coldStarted}. */
    public final void initializedAgain(long tookNanos) {
        initNanos += tookNanos;
    }

    /** The context ended: the totals keep the counts. The last call of its owner. */
    public final void endTally() {
        Totals counted = totals;
        if (counted != null) {
            counted.end(this);
        }
    }

    Counts counts() {
        return new Counts(successes, failures, 0, nanos, coldStarts, initNanos, 0, 0);
    }
}
