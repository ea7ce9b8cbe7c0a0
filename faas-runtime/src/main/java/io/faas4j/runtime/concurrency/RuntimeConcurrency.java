package io.faas4j.runtime.concurrency;

import io.faas4j.error.InvalidParameterValueException;

/**
 * What Lambda calls the account's concurrency: the limit on all invocations of one runtime, and the part of it that no
 * function has reserved (rules CONC-2, CONC-3). Reservations are changed by one thread at a time.
 */
public final class RuntimeConcurrency {

    private final ConcurrencyLimit total;
    private final ConcurrencyLimit unreserved;
    private final int unreservedMinimum;
    private int reserved;

    /**
     * The concurrency of one runtime.
     *
     * @param limit invocations at once, 1 or more
     * @param unreservedMinimum what reservations must leave over, 0 to {@code limit}
     * @param reclaim makes all idle contexts of the runtime give back their places
     */
    public RuntimeConcurrency(int limit, int unreservedMinimum, Runnable reclaim) {
        this.total = new ConcurrencyLimit(limit, reclaim);
        this.unreserved = new ConcurrencyLimit(limit, reclaim);
        this.unreservedMinimum = unreservedMinimum;
    }

    /**
     * Checks that a reservation can be changed.
     *
     * @param from what the function has reserved now, 0 if nothing
     * @param to what it shall have reserved; 0 is always possible
     * @throws InvalidParameterValueException if it would leave the unreserved pool below its minimum
     */
    void check(int from, int to) {
        if (to > 0 && total.max() - reserved + from - to < unreservedMinimum) {
            throw new InvalidParameterValueException("Specified ReservedConcurrentExecutions for function decreases "
                    + "account's UnreservedConcurrentExecution below its minimum value of [%d]."
                            .formatted(unreservedMinimum));
        }
    }

    void change(int from, int to) {
        reserved += to - from;
        unreserved.setMax(total.max() - reserved);
    }

    ConcurrencyLimit total() {
        return total;
    }

    ConcurrencyLimit unreserved() {
        return unreserved;
    }

    /** Lets idle contexts keep their places again where nobody was refused lately; housekeeping calls it. */
    public void relax() {
        total.relax();
        unreserved.relax();
    }

    /** Invocations at once, in all functions together. */
    public int limit() {
        return total.max();
    }

    /** The places that only some functions may take. */
    public int reservedPlaces() {
        return total.max() - unreserved.max();
    }

    /** The places that are taken: by running invocations, and by idle contexts that keep theirs until it is needed. */
    public int placesTaken() {
        return total.inUse();
    }
}
