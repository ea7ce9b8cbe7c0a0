package io.faas4j.runtime.concurrency;

import io.faas4j.error.InvalidParameterValueException;
import io.faas4j.error.TooManyRequestsException;
import io.faas4j.error.TooManyRequestsException.Reason;
import java.util.List;
import java.util.OptionalInt;
import java.util.function.Consumer;
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
    private final @Nullable FunctionRates rates;
    private final LoopGuard loops;
    private volatile int reservation = NO_RESERVATION;

    /** Made when first needed: few functions have callers who wait. */
    private volatile @Nullable WaitingRoom room;

    /** Housekeeping's own: a race of two rounds relaxes once more or less. */
    private long relaxedIn;

    // Changed under the runtime's lock of changes.
    private int provisioned;
    private volatile int toBeProvisioned;

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
        this.rates = runtime.ratesOf(function);
        this.loops = new LoopGuard(function);
    }

    /** Stops the function when it goes in a circle. */
    public LoopGuard loops() {
        return loops;
    }

    // ---- rates -----------------------------------------------------------------------------------------------------

    /** Whether every invocation has to pass {@link #admit}. */
    public boolean limitsRequests() {
        return rates != null && rates.limitsRequests();
    }

    /**
     * Lets an invocation pass; asked before {@link #acquire}.
     *
     * @return undoes it, for an invocation that will ask again
     * @throws TooManyRequestsException if there were too many lately
     */
    public Runnable admit() {
        return rates == null ? FunctionRates.NOTHING_TAKEN : rates.admit(isReserved());
    }

    /**
     * Lets an execution context be made.
     *
     * @throws TooManyRequestsException if too many were made lately
     */
    public void admitContext() {
        if (rates != null) {
            rates.admitContext(isReserved());
        }
    }

    /**
     * Lets a context be provisioned.
     *
     * @return 0, or in how many nanoseconds to ask again
     */
    public long admitProvisioned() {
        return rates == null ? 0 : rates.admitProvisioned();
    }

    /** The request rate of one version's provisioned contexts, none yet; null if invocations are not counted. */
    public @Nullable ProvisionedRate provisionedRate() {
        return rates == null ? null : rates.provisioned();
    }

    /** Whether the function is reserved nothing, so that none of its invocations runs (rules CONC-8, ASYNC-8). */
    public boolean isReservedNothing() {
        return reservation == 0;
    }

    /** Whether the function has a reservation. */
    public boolean isReserved() {
        return reservation != NO_RESERVATION;
    }

    // ---- places ----------------------------------------------------------------------------------------------------

    /**
     * Takes a place for one invocation.
     *
     * @return where it was taken from, to be given to {@link #release}
     * @throws TooManyRequestsException if every place is in use, or others wait for one already
     */
    public Permit acquire() {
        WaitingRoom others = room;
        if (others != null && others.size() > 0) {
            throw refusalOf(others.refusedBy());
        }
        boolean isReserved = isReserved();
        ConcurrencyLimit refused = refusing(isReserved);
        if (refused != null) {
            // The attempt may have held a place for a moment that somebody waits for.
            runtime.waiting().serve();
            throw refusal(refused);
        }
        return permit(isReserved);
    }

    /**
     * Takes a place for one invocation, or waits for one behind those who wait already.
     *
     * @param wait how long
     * @return where it was taken from, to be given to {@link #release}; null if the function is gone, or the wait's
     *     alternative was taken
     * @throws TooManyRequestsException if the wait was over first, or too many wait already
     * @throws io.faas4j.error.InvocationInterruptedException if the thread was interrupted, which it still is
     */
    public @Nullable Permit acquire(QueueWait wait) {
        if (wait.isOver()) {
            return acquire();
        }
        WaitingRoom others = room;
        if (others == null || others.size() == 0) {
            boolean isReserved = isReserved();
            if (refusing(isReserved) == null) {
                return permit(isReserved);
            }
            runtime.waiting().serve();
        }
        return room().await(wait);
    }

    synchronized WaitingRoom room() {
        WaitingRoom known = room;
        if (known == null) {
            known = new WaitingRoom(this, runtime.waiting(), runtime.maxWaiting());
            room = known;
        }
        return known;
    }

    /** Takes a place for somebody who waits, or tells which limit has none and answers null. Serves nobody else. */
    @Nullable
    Permit takeOrNote(Consumer<ConcurrencyLimit> refusedBy) {
        boolean isReserved = isReserved();
        ConcurrencyLimit refused = refusing(isReserved);
        if (refused != null) {
            refusedBy.accept(refused);
            return null;
        }
        return permit(isReserved);
    }

    private static Permit permit(boolean isReserved) {
        return isReserved ? Permit.RESERVED : Permit.UNRESERVED;
    }

    /** Serves those who wait, since what may serve them as well as a place has come free. */
    public void serveWaiting() {
        runtime.waiting().serve();
    }

    /** As {@link #serveWaiting}, on another thread. */
    public void serveWaitingSoon() {
        runtime.waiting().serveSoon();
    }

    /** How many invocations wait for a place. */
    public int waiting() {
        WaitingRoom known = room;
        return known == null ? 0 : known.size();
    }

    /**
     * Whether somebody waits for a place whom an alternative would serve as well.
     *
     * @param source where the alternative comes from
     */
    public boolean isWaitedFor(Object source) {
        WaitingRoom known = room;
        return known != null && known.isWaitedFor(source);
    }

    /** Sends away who waits for a place, now and from now on: the function was deleted. */
    public void close() {
        room().close();
    }

    String function() {
        return function;
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

    /** The throttle for somebody who was, or had to get, in line. */
    TooManyRequestsException refusalOf(@Nullable ConcurrencyLimit refused) {
        return refusal(refused != null ? refused : isReserved() ? own : runtime.total());
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
        if (permit == Permit.PROVISIONED) {
            runtime.total().release();
            giveUp(1);
        } else {
            release(permit == Permit.RESERVED, true);
            runtime.waiting().serve();
        }
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
                || (!isReserved() && runtime.unreserved().isScarce());
    }

    /**
     * Lets idle contexts keep their places again if nobody was refused lately; housekeeping calls it for each pool.
     *
     * @param round of housekeeping: the first call in a round counts
     */
    public void relax(long round) {
        if (relaxedIn != round) {
            relaxedIn = round;
            relax();
        }
    }

    /** As {@link RuntimeConcurrency#relax}: not while somebody waits. */
    private void relax() {
        if (waiting() > 0) {
            return;
        }
        own.relax();
        if (waiting() > 0) {
            own.reclaim();
        }
    }

    /**
     * Checks that {@link #reserve} is possible.
     *
     * @param invocations the reservation
     */
    public void checkReservation(int invocations) {
        if (invocations < toBeProvisioned) {
            throw new InvalidParameterValueException(
                    " ReservedConcurrentExecutions  %d should not be lower than function's total provisioned concurrency [%d]."
                            .formatted(invocations, toBeProvisioned));
        }
        runtime.check(promised(), invocations);
    }

    /**
     * Reserves places: at once for new invocations, while running ones go on (rule CONC-20).
     *
     * @param invocations 0 or more
     * @throws InvalidParameterValueException if too little would be left to others (rule CONC-3), or for the function's
     *     provisioned concurrency (rule CONC-5)
     */
    public void reserve(int invocations) {
        checkReservation(invocations);
        change(invocations);
    }

    /** Gives the reservation up; does nothing without one. */
    public void unreserve() {
        if (reservation != NO_RESERVATION) {
            change(NO_RESERVATION);
        }
    }

    private void change(int to) {
        runtime.changes().lock();
        try {
            int promisedBefore = promised();
            int asideBefore = aside();
            reservation = to;
            own.setMax(to == NO_RESERVATION ? Integer.MAX_VALUE : to);
            runtime.promise(promised() - promisedBefore);
            runtime.setAside(aside() - asideBefore);
        } finally {
            runtime.changes().unlock();
        }
        if (rates != null) {
            rates.reserve(Math.max(0, reservation));
        }
        // Places kept by idle contexts were taken under the old rule.
        own.reclaim();
        runtime.waiting().serveSoon();
    }

    /** The most invocations of the function that can ever run at once. */
    public int most() {
        return Math.min(own.max(), runtime.limit());
    }

    /** The reservation, empty without one (rule CONC-4). */
    public OptionalInt reservation() {
        int current = reservation;
        return current == NO_RESERVATION ? OptionalInt.empty() : OptionalInt.of(current);
    }

    // ---- provisioned concurrency -----------------------------------------------------------------------------------

    /**
     * Checks that the function's provisioned concurrency can be changed (rule CONC-14).
     *
     * @param from what it is now, of one version or alias
     * @param to what it shall be there
     * @throws InvalidParameterValueException if it cannot
     */
    public void checkProvisioned(int from, int to) {
        int reserved = reservation;
        if (reserved == NO_RESERVATION) {
            runtime.checkProvisioned(from, to);
        } else if (toBeProvisioned - from + to > reserved) {
            throw new InvalidParameterValueException(
                    "Requested Provisioned Concurrency should not be greater than the reservedConcurrentExecution for function");
        }
    }

    /**
     * How much {@link #checkProvisioned} allows at most, 0 or more.
     *
     * @param from what it is now, of one version or alias
     */
    public int provisionable(int from) {
        int reserved = reservation;
        return reserved == NO_RESERVATION
                ? runtime.provisionable(from)
                : Math.max(0, reserved - toBeProvisioned + from);
    }

    /**
     * Says how many contexts are to be provisioned, in all versions and aliases together: nobody else is promised their
     * places. Called by one thread at a time.
     *
     * @param contexts 0 or more
     */
    public void promise(int contexts) {
        runtime.changes().lock();
        try {
            int before = promised();
            toBeProvisioned = contexts;
            runtime.promise(promised() - before);
        } finally {
            runtime.changes().unlock();
        }
    }

    /**
     * Claims places for provisioned contexts: from now on no invocation takes one of them.
     *
     * @param places how many
     * @param whenFree called once each time {@link ProvisionedClaim#isMet} may have changed; must be quick
     */
    public ProvisionedClaim claim(int places, Runnable whenFree) {
        runtime.changes().lock();
        try {
            int before = aside();
            provisioned += places;
            own.claim(places);
            runtime.setAside(aside() - before);
        } finally {
            runtime.changes().unlock();
        }
        return new ProvisionedClaim(this, places, whenFree);
    }

    /** The limits that a claim waits for, the last of which is to be taken besides. */
    List<ConcurrencyLimit> claimed() {
        return reservation == NO_RESERVATION
                ? List.of(own, runtime.unreserved(), runtime.total())
                : List.of(own, runtime.total());
    }

    /** Whether an invocation on demand takes a place of this limit. */
    boolean needs(ConcurrencyLimit limit) {
        return limit == runtime.total() || limit == own || (limit == runtime.unreserved() && !isReserved());
    }

    /** All limits that may have been waited for. */
    List<ConcurrencyLimit> limits() {
        return List.of(own, runtime.unreserved(), runtime.total());
    }

    void giveUp(int places) {
        own.release(places);
        runtime.changes().lock();
        try {
            int before = aside();
            provisioned -= places;
            runtime.setAside(aside() - before);
        } finally {
            runtime.changes().unlock();
        }
        runtime.waiting().serveSoon();
    }

    private int promised() {
        return reservation == NO_RESERVATION ? toBeProvisioned : reservation;
    }

    private int aside() {
        return reservation == NO_RESERVATION ? provisioned : reservation;
    }

    /** The places that are taken: by running invocations, and by idle contexts that keep theirs until it is needed. */
    public int placesTaken() {
        return own.inUse();
    }
}
