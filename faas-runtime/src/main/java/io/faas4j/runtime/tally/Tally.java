package io.faas4j.runtime.tally;

/**
 * What one execution context did for one qualifier. Only the context's owner writes, so that counting costs a plain add;
 * others read what they happen to see.
 */
public final class Tally {

    private final Totals totals;
    private long invocations;
    private long errors;
    private long timeouts;
    private long nanos;

    Tally(Totals totals) {
        this.totals = totals;
    }

    /** Through which qualifier the invocations came. */
    public Traffic traffic() {
        return totals.traffic();
    }

    /**
     * Counts an invocation whose invoke phase has ended.
     *
     * @param tookNanos what that phase took
     */
    public void invoked(long tookNanos) {
        invocations++;
        nanos += tookNanos;
    }

    /** Counts a function error of an invocation that is counted besides. */
    public void failed() {
        errors++;
    }

    /** Says of a function error, counted besides, that it was a timeout. */
    public void timedOut() {
        timeouts++;
    }

    /** The context ended: the totals keep the counts. The last call of its owner. */
    public void end() {
        totals.end(this);
    }

    Counts counts() {
        return new Counts(invocations, errors, timeouts, nanos);
    }
}
