package io.faas4j.runtime.concurrency;

import io.faas4j.error.TooManyRequestsException;
import io.faas4j.error.TooManyRequestsException.Reason;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * How many invocations of one function, all versions and aliases together, may run at once (rule CONC-2).
 *
 * <p>Each invocation holds a place of the function, one of the whole runtime, and, without a reservation, one of the
 * unreserved pool. Changes are made by one thread at a time; all else is safe for use by many.
 */
public final class FunctionConcurrency {

    private static final int NO_RESERVATION = -1;

    private final String function;
    private final RuntimeConcurrency runtime;
    private final ConcurrencyLimit own;
    private final LoopGuard loops;
    private volatile int reservation = NO_RESERVATION;

    /** Housekeeping's own: a race of two rounds relaxes once more or less. */
    private long relaxedIn;

    /**
     * The concurrency of one function, without a reservation.
     *
     * @param function its name
     * @param runtime what all functions share
     * @param reclaim makes the function's idle contexts give back their places
     */
    public FunctionConcurrency(String function, RuntimeConcurrency runtime, Runnable reclaim) {
        this.function = function;
        this.runtime = runtime;
        this.own = new ConcurrencyLimit(Integer.MAX_VALUE, reclaim);
        this.loops = new LoopGuard(function);
    }

    /** Stops the function when it goes in a circle. */
    public LoopGuard loops() {
        return loops;
    }

    /**
     * Takes a place for one invocation.
     *
     * @return where it was taken from, to be given to {@link #release}
     * @throws TooManyRequestsException if every place is in use
     */
    public Permit acquire() {
        boolean isReserved = reservation != NO_RESERVATION;
        ConcurrencyLimit refused = refusing(isReserved);
        if (refused != null) {
            throw refusal(refused);
        }
        return isReserved ? Permit.RESERVED : Permit.UNRESERVED;
    }

    /** The limit that has no place, or null if all have and their places are taken. */
    private @Nullable ConcurrencyLimit refusing(boolean isReserved) {
        if (!own.tryAcquire()) {
            return own;
        }
        if (!isReserved && !runtime.unreserved().tryAcquire()) {
            own.release();
            return runtime.unreserved();
        }
        if (!runtime.total().tryAcquire()) {
            release(isReserved, false);
            return runtime.total();
        }
        return null;
    }

    private TooManyRequestsException refusal(ConcurrencyLimit refused) {
        Reason reason = refused == own
                ? Reason.RESERVED_FUNCTION_CONCURRENT_INVOCATION_LIMIT_EXCEEDED
                : Reason.CONCURRENT_INVOCATION_LIMIT_EXCEEDED;
        return new TooManyRequestsException(reason, function, refused.max());
    }

    /**
     * Gives a place back.
     *
     * @param permit what {@link #acquire} answered
     */
    public void release(Permit permit) {
        release(permit == Permit.RESERVED, true);
    }

    private void release(boolean isReserved, boolean alsoTotal) {
        own.release();
        if (!isReserved) {
            runtime.unreserved().release();
        }
        if (alsoTotal) {
            runtime.total().release();
        }
    }

    /** Whether contexts give back their places when they become idle. */
    public boolean isScarce() {
        return own.isScarce()
                || runtime.total().isScarce()
                || runtime.unreserved().isScarce();
    }

    /**
     * Lets idle contexts keep their places again if nobody was refused lately; housekeeping calls it for each pool.
     *
     * @param round of housekeeping: the first call in a round counts
     */
    public void relax(long round) {
        if (relaxedIn != round) {
            relaxedIn = round;
            own.relax();
        }
    }

    /**
     * Checks that {@link #reserve} is possible.
     *
     * @param invocations the reservation
     */
    public void checkReservation(int invocations) {
        runtime.check(reservedOrZero(), invocations);
    }

    /**
     * Reserves places: at once for new invocations, while running ones go on (rule CONC-20).
     *
     * @param invocations 0 or more
     * @throws io.faas4j.error.InvalidParameterValueException if too little would be left to others (rule CONC-3)
     */
    public void reserve(int invocations) {
        runtime.check(reservedOrZero(), invocations);
        change(invocations);
    }

    /** Gives the reservation up; does nothing without one. */
    public void unreserve() {
        if (reservation != NO_RESERVATION) {
            change(NO_RESERVATION);
        }
    }

    private void change(int to) {
        int from = reservedOrZero();
        reservation = to;
        own.setMax(to == NO_RESERVATION ? Integer.MAX_VALUE : to);
        runtime.change(from, reservedOrZero());
        // Places kept by idle contexts were taken under the old rule.
        own.reclaim();
    }

    /** The reservation, empty without one (rule CONC-4). */
    public OptionalInt reservation() {
        int current = reservation;
        return current == NO_RESERVATION ? OptionalInt.empty() : OptionalInt.of(current);
    }

    /** The places that are taken: by running invocations, and by idle contexts that keep theirs until it is needed. */
    public int placesTaken() {
        return own.inUse();
    }

    private int reservedOrZero() {
        return Math.max(0, reservation);
    }
}
