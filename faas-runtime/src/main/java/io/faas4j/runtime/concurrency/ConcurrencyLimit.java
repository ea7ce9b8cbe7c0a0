package io.faas4j.runtime.concurrency;

import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * A bound on invocations at once, whose places may stay with idle execution contexts, so that a warm invocation writes
 * nothing that other threads share. Before anyone is refused, those places are taken back.
 */
public final class ConcurrencyLimit {

    /*
     * I1  inUse <= max at every acquisition; inUse counts running invocations and places kept by idle contexts.
     * I2  one release() for each tryAcquire() that answered true.
     * I3  tryAcquire() answers false only if there was an instant, within the call, at which every place belonged to an
     *     invocation that had not ended.
     *
     * The mode is even while idle contexts may keep their places, odd ("scarce") while they give them back. A caller that
     * finds no place makes the mode odd, has all kept places reclaimed, and tries again. From then on whoever ends gives
     * its place back to the counter, so that while the mode stays odd one reclaim is enough: `swept` remembers it.
     * A mode that changed during the attempt means that somebody relaxed it and places may have been kept: try again.
     *
     * Memory: the reclaim and the contexts meet in the contexts' state words, see ExecutionContext.
     * Cost: one compare-and-set when uncontended.
     */
    private final AtomicInteger inUse = new AtomicInteger();
    private final AtomicInteger mode = new AtomicInteger();
    private volatile int swept;
    private volatile int max;
    private volatile boolean refusedLately;
    private final Runnable reclaim;

    /** Null until somebody waits for the first time; then looked at by whoever gives a place back. */
    private volatile @Nullable Queue<Claimant> claimants;

    /** Called once when so many places are free. */
    private record Claimant(int places, Runnable whenFree) {}

    /**
     * A limit.
     *
     * @param max 0 or more places
     * @param reclaim makes every idle context below this limit give back its place, now, and every busy one when it ends
     */
    ConcurrencyLimit(int max, Runnable reclaim) {
        this.max = max;
        this.reclaim = reclaim;
    }

    boolean tryAcquire() {
        if (take()) {
            return true;
        }
        while (true) {
            int scarce = enterScarcity();
            refusedLately = true;
            if (take()) {
                return true;
            }
            if (mode.get() == scarce) {
                return false;
            }
        }
    }

    void release() {
        inUse.decrementAndGet();
        if (isClaimed()) {
            tellClaimants();
        }
    }

    /** Takes several places or none, and never refuses for places that idle contexts keep. */
    boolean tryAcquire(int places) {
        if (!take(places)) {
            enterScarcity();
            return take(places);
        }
        return true;
    }

    private boolean take(int places) {
        int seen = inUse.get();
        while (seen <= max - places) {
            if (inUse.compareAndSet(seen, seen + places)) {
                return true;
            }
            seen = inUse.get();
        }
        return false;
    }

    /** Takes places although there may be too few: nobody else gets one until as many have come back. */
    void claim(int places) {
        inUse.addAndGet(places);
    }

    void release(int places) {
        inUse.addAndGet(-places);
        if (isClaimed()) {
            tellClaimants();
        }
    }

    /** Whether no more places are taken than there are. */
    boolean isWithinMax() {
        if (inUse.get() <= max) {
            return true;
        }
        enterScarcity();
        return inUse.get() <= max;
    }

    /**
     * Has somebody told, once, when places may be free. Look again afterwards: what came free before is not told.
     *
     * @param places how many it needs
     * @param whenFree called by whoever gives a place back; must be quick
     */
    void tellWhenFree(int places, Runnable whenFree) {
        claimants().add(new Claimant(places, whenFree));
    }

    private synchronized Queue<Claimant> claimants() {
        Queue<Claimant> known = claimants;
        if (known == null) {
            known = new ConcurrentLinkedQueue<>();
            claimants = known;
        }
        return known;
    }

    /** Takes back what {@link #tellWhenFree} was asked for. */
    void forget(Runnable whenFree) {
        claimants().removeIf(claimant -> claimant.whenFree == whenFree);
    }

    private void tellClaimants() {
        Queue<Claimant> waiting = claimants;
        if (waiting == null || waiting.isEmpty()) {
            return;
        }
        for (Claimant claimant : List.copyOf(waiting)) {
            if (inUse.get() <= max - claimant.places && waiting.remove(claimant)) {
                claimant.whenFree.run();
            }
        }
    }

    /** Changes the bound at once for whoever comes next; running invocations above it go on (rule CONC-20). */
    void setMax(int value) {
        max = value;
        if (inUse.get() > value) {
            enterScarcity();
        }
        if (isClaimed()) {
            tellClaimants();
        }
    }

    int max() {
        return max;
    }

    int inUse() {
        return inUse.get();
    }

    /** Whether no place is free, kept ones not counted as free. */
    boolean isFull() {
        return inUse.get() >= max;
    }

    boolean isScarce() {
        return (mode.get() & 1) != 0;
    }

    /** Lets idle contexts keep their places again, if nobody found the limit reached since the last call. */
    void relax() {
        int seen = mode.get();
        if ((seen & 1) == 0) {
            return;
        }
        if (isClaimed()) {
            return;
        }
        if (refusedLately) {
            refusedLately = false;
        } else {
            mode.compareAndSet(seen, seen + 1);
            if (isClaimed()) {
                // Who began to wait has seen the limit scarce, or is seen here.
                enterScarcity();
            }
        }
    }

    private boolean isClaimed() {
        Queue<Claimant> waiting = claimants;
        return waiting != null && !waiting.isEmpty();
    }

    /** Takes all kept places back, also where the mode was scarce already. */
    void reclaim() {
        enterScarcity();
        reclaim.run();
    }

    /** Makes places scarce, and returns when every idle context has given back its own. */
    private int enterScarcity() {
        int seen = mode.get();
        while ((seen & 1) == 0) {
            if (mode.compareAndSet(seen, seen + 1)) {
                seen++;
            } else {
                seen = mode.get();
            }
        }
        if (swept != seen) {
            reclaim.run();
            swept = seen;
        }
        return seen;
    }

    private boolean take() {
        int seen = inUse.get();
        while (seen < max) {
            if (inUse.compareAndSet(seen, seen + 1)) {
                return true;
            }
            seen = inUse.get();
        }
        return false;
    }
}
