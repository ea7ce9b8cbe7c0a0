package io.faas4j.runtime.concurrency;

import io.faas4j.error.InvalidParameterValueException;
import org.jspecify.annotations.Nullable;

/**
 * What Lambda calls the account's concurrency: the limit on all invocations of one runtime, and the part of it that no
 * function has reserved (rules CONC-2, CONC-3). Reservations are changed by one thread at a time.
 */
public final class RuntimeConcurrency {

    private final ConcurrencyLimit total;
    private final ConcurrencyLimit unreserved;
    private final int unreservedMinimum;
    private final @Nullable RuntimeRates rates;
    private final WaitingRooms waiting;
    private final int maxWaiting;
    private int reserved;

    /**
     * The concurrency of one runtime.
     *
     * @param limit invocations at once, 1 or more
     * @param unreservedMinimum what reservations must leave over, 0 to {@code limit}
     * @param reclaim makes all idle contexts of the runtime give back their places
     */
    public RuntimeConcurrency(int limit, int unreservedMinimum, Runnable reclaim) {
        this(limit, unreservedMinimum, reclaim, null);
    }

    /**
     * As {@link #RuntimeConcurrency(int, int, Runnable)}, with rates and a bound on those who wait.
     *
     * @param limit invocations at once, 1 or more
     * @param unreservedMinimum what reservations must leave over, 0 to {@code limit}
     * @param reclaim makes all idle contexts of the runtime give back their places
     * @param admission what else is asked for; null for nothing
     */
    public RuntimeConcurrency(
            int limit, int unreservedMinimum, Runnable reclaim, @Nullable AdmissionSettings admission) {
        this.total = new ConcurrencyLimit(limit, reclaim);
        this.unreserved = new ConcurrencyLimit(limit, reclaim);
        this.unreservedMinimum = unreservedMinimum;
        this.rates = admission == null || !admission.hasRates() ? null : new RuntimeRates(admission, limit);
        this.maxWaiting = admission == null ? AdmissionSettings.DEFAULT_MAX_WAITING : admission.maxWaiting();
        this.waiting = new WaitingRooms(total);
    }

    /** Those who wait for a place. */
    WaitingRooms waiting() {
        return waiting;
    }

    /** How many invocations of one function may wait. */
    int maxWaiting() {
        return maxWaiting;
    }

    /** The rates of one more function, null if there are none. */
    @Nullable
    FunctionRates ratesOf(String function) {
        return rates == null ? null : new FunctionRates(function, rates);
    }

    /**
     * Lets a change of functions pass.
     *
     * @throws io.faas4j.error.TooManyRequestsException if there were too many lately
     */
    public void admitCall() {
        if (rates != null) {
            rates.admitCall();
        }
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
        if (rates != null) {
            rates.changeUnreserved(unreserved.max());
        }
        waiting.serve();
    }

    ConcurrencyLimit total() {
        return total;
    }

    ConcurrencyLimit unreserved() {
        return unreserved;
    }

    /** Lets idle contexts keep their places again where nobody was refused lately; housekeeping calls it. */
    public void relax() {
        if (waiting.areOccupied()) {
            return;
        }
        total.relax();
        unreserved.relax();
        if (waiting.areOccupied()) {
            // Somebody came in between, and may have been refused while places were scarce: they stay so.
            total.reclaim();
            unreserved.reclaim();
        }
    }

    /** Invocations at once, in all functions together. */
    public int limit() {
        return total.max();
    }

    /** The places that are taken: by running invocations, and by idle contexts that keep theirs until it is needed. */
    public int placesTaken() {
        return total.inUse();
    }
}
