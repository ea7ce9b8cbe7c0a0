package io.faas4j.runtime.tally;

/**
 * What was counted so far.
 *
 * @param invocations that ran, with function errors (MET Invocations)
 * @param errors function errors, timeouts among them (MET Errors)
 * @param timeouts function errors that were timeouts
 * @param nanos what all invoke phases together took (MET Duration)
 */
public record Counts(long invocations, long errors, long timeouts, long nanos) {

    /** Nothing. */
    public static final Counts NONE = new Counts(0, 0, 0, 0);

    Counts plus(Counts other) {
        return new Counts(
                invocations + other.invocations, errors + other.errors, timeouts + other.timeouts, nanos + other.nanos);
    }
}
