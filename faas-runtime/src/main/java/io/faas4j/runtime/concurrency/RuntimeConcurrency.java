package io.faas4j.runtime.concurrency;

import io.faas4j.error.InvalidParameterValueException;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * What Lambda calls the account's concurrency: the limit on all invocations of one runtime, and the part of it that no
 * function has reserved (rules CONC-2, CONC-3), nor claimed for provisioned contexts (rule CONC-14).
 */
public final class RuntimeConcurrency {

    private final ConcurrencyLimit total;
    private final ConcurrencyLimit unreserved;
    private final int unreservedMinimum;
    private final ReentrantLock changes = new ReentrantLock();

    /** What the unreserved pool has not: reservations, and the places claimed for provisioned contexts besides. */
    private int setAside;

    /** What may not be given twice: reservations, and the provisioned concurrency that is asked for besides. */
    private int promised;

    private final @Nullable RuntimeRates rates;
    private final WaitingRooms waiting;
    private final int maxWaiting;

    /**
     * The concurrency of one runtime.
     *
     * @param limit invocations at once, 1 or more
     * @param unreservedMinimum what reservations must leave over, 0 to {@code limit}
     * @param reclaim makes all idle contexts of the runtime give back their places
     */
    public RuntimeConcurrency(int limit, int unreservedMinimum, Runnable reclaim) {
        this(limit, unreservedMinimum, reclaim, null, null);
    }

    /**
     * As {@link #RuntimeConcurrency(int, int, Runnable)}, with rates and a bound on those who wait.
     *
     * @param limit invocations at once, 1 or more
     * @param unreservedMinimum what reservations must leave over, 0 to {@code limit}
     * @param reclaim makes all idle contexts of the runtime give back their places
     * @param admission what else is asked for; null for nothing
     * @param relay where long work for those who wait goes on; null for on the thread that began it
     */
    public RuntimeConcurrency(
            int limit,
            int unreservedMinimum,
            Runnable reclaim,
            @Nullable AdmissionSettings admission,
            @Nullable Executor relay) {
        this.total = new ConcurrencyLimit(limit, reclaim);
        this.unreserved = new ConcurrencyLimit(limit, reclaim);
        this.unreservedMinimum = unreservedMinimum;
        this.rates = admission == null || !admission.hasRates() ? null : new RuntimeRates(admission, limit);
        this.maxWaiting = admission == null ? AdmissionSettings.DEFAULT_MAX_WAITING : admission.maxWaiting();
        this.waiting = new WaitingRooms(relay);
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
     * @param from what is promised to the function now, 0 if nothing
     * @param to what it shall have reserved; 0 is always possible
     * @throws InvalidParameterValueException if it would leave the unreserved pool below its minimum
     */
    void check(int from, int to) {
        if (to > 0 && unpromised() + from - to < unreservedMinimum) {
            throw new InvalidParameterValueException("Specified ReservedConcurrentExecutions for function decreases "
                    + "account's UnreservedConcurrentExecution below its minimum value of [%d]."
                            .formatted(unreservedMinimum));
        }
    }

    /**
     * Checks that more can be provisioned for a function without a reservation.
     *
     * @param from what the function has now of what is to be changed
     * @param to what it shall have instead
     * @throws InvalidParameterValueException if that is more than is unreserved, or leaves too little (rule CONC-14)
     */
    void checkProvisioned(int from, int to) {
        int free = unpromised() + from;
        if (to > free) {
            throw new InvalidParameterValueException("Specified ConcurrentExecutions for function is greater than "
                    + "account's unreserved concurrency [%d].".formatted(free));
        }
        if (free - to < unreservedMinimum) {
            throw new InvalidParameterValueException("Specified ConcurrentExecutions for function decreases account's "
                    + "UnreservedConcurrentExecution below its minimum value of [%d].".formatted(unreservedMinimum));
        }
    }

    /** What is neither reserved nor to be provisioned. */
    private int unpromised() {
        changes.lock();
        try {
            return total.max() - promised;
        } finally {
            changes.unlock();
        }
    }

    /** How much of {@link #checkProvisioned} may be asked for. */
    int provisionable(int from) {
        return Math.max(0, unpromised() + from - unreservedMinimum);
    }

    void promise(int more) {
        changes.lock();
        try {
            promised += more;
        } finally {
            changes.unlock();
        }
    }

    /** Takes places from the unreserved pool, or gives some back: the caller then has those served who wait. */
    void setAside(int more) {
        changes.lock();
        try {
            setAside += more;
            unreserved.setMax(total.max() - setAside);
            if (rates != null) {
                rates.changeUnreserved(unreserved.max());
            }
        } finally {
            changes.unlock();
        }
    }

    /** Held by whoever changes what a function has reserved or claimed. */
    ReentrantLock changes() {
        return changes;
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

    /** The places that only some may take: functions with a reservation, and provisioned contexts. */
    public int reservedPlaces() {
        return total.max() - unreserved.max();
    }

    /** The places that are taken: by running invocations, and by idle contexts that keep theirs until it is needed. */
    public int placesTaken() {
        return total.inUse();
    }
}
