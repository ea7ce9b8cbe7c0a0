package io.faas4j.runtime.concurrency;

import java.util.List;

/**
 * Places that a function has claimed for provisioned contexts, and gets as soon as no running invocation has them; none is
 * ended for it (rules CONC-16, CONC-20). Used by one thread at a time.
 */
public final class ProvisionedClaim {

    /*
     * The places count as taken in the function's own limit, and as set aside from the unreserved pool, from the beginning, so
     * that what ends is not replaced. The claim is met when neither limit has more places taken than it has, and the
     * runtime's has so many free.
     */
    private final FunctionConcurrency function;
    private final int places;
    private final Runnable whenFree;
    private boolean isMet;

    ProvisionedClaim(FunctionConcurrency function, int places, Runnable whenFree) {
        this.function = function;
        this.places = places;
        this.whenFree = whenFree;
    }

    /**
     * Whether the places are the function's now: each is to be given back as {@link Permit#PROVISIONED}. If not, the claim's
     * listener is told when it is worth asking again.
     */
    public boolean isMet() {
        if (isMet) {
            return true;
        }
        List<ConcurrencyLimit> limits = function.claimed();
        ConcurrencyLimit total = limits.get(limits.size() - 1);
        stopWaiting();
        for (ConcurrencyLimit limit : limits) {
            limit.tellWhenFree(limit == total ? places : 0, whenFree);
        }
        isMet = limits.stream().filter(limit -> limit != total).allMatch(ConcurrencyLimit::isWithinMax)
                && total.tryAcquire(places);
        if (isMet) {
            stopWaiting();
        }
        return isMet;
    }

    private void stopWaiting() {
        function.limits().forEach(limit -> limit.forget(whenFree));
    }

    /** Gives the claim up, unless it was met: then its places are given back one by one. */
    public void cancel() {
        if (!isMet) {
            isMet = true;
            stopWaiting();
            function.giveUp(places);
        }
    }
}
