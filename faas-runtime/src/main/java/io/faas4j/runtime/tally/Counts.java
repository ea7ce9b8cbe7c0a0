package io.faas4j.runtime.tally;

/**
 * What was counted so far.
 *
 * @param successes invocations that ended with a result
 * @param failures invocations that ended in a function error other than a timeout
 * @param timeouts invocations that timed out
 * @param nanos what all invoke phases together took (MET Duration)
 * @param coldStarts invocations for which a handler was made
 * @param initNanos what the making of those handlers took
 * @param overruns handlers that were still running at their deadline and have ended since
 * @param overrunNanos for how long those ran on
 */
public record Counts(
        long successes,
        long failures,
        long timeouts,
        long nanos,
        long coldStarts,
        long initNanos,
        long overruns,
        long overrunNanos) {

    /** Nothing. */
    public static final Counts NONE = new Counts(0, 0, 0, 0, 0, 0, 0, 0);

    /** Invocations that ran, with function errors (MET Invocations). */
    public long invocations() {
        return successes + errors();
    }

    /** Function errors, timeouts among them (MET Errors). */
    public long errors() {
        return failures + timeouts;
    }

    /**
     * The sum of both.
     *
     * @param other of another qualifier or version
     */
    public Counts plus(Counts other) {
        return new Counts(
                successes + other.successes,
                failures + other.failures,
                timeouts + other.timeouts,
                nanos + other.nanos,
                coldStarts + other.coldStarts,
                initNanos + other.initNanos,
                overruns + other.overruns,
                overrunNanos + other.overrunNanos);
    }
}
