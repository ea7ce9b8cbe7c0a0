package io.faas4j.runtime.time;

import java.util.concurrent.Future;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A few microseconds of waiting without sleep, for an answer or a lock that is likely to come at once: putting a thread to
 * sleep and waking it up takes longer than most handlers run.
 */
public final class BriefWait {

    private static final int SPINS = Runtime.getRuntime().availableProcessors() > 1 ? 500 : 0;

    private BriefWait() {}

    /**
     * Waits while it is worth it: not on a single processor, where nobody could answer meanwhile, and not on a virtual
     * thread, whose carrier others need.
     *
     * @param answer completed by another thread; may or may not be done afterwards
     */
    public static void on(Future<?> answer) {
        if (VirtualThreads.isVirtual(Thread.currentThread())) {
            return;
        }
        for (int i = 0; i < SPINS && !answer.isDone(); i++) {
            Thread.onSpinWait();
        }
    }

    /**
     * Takes a lock that is mostly held for less than such a wait. On virtual threads too: who holds the lock has a carrier of
     * its own, and waits for nobody.
     *
     * @param lock the caller's afterwards
     */
    public static void lock(ReentrantLock lock) {
        for (int i = 0; i < SPINS; i++) {
            // A look first: a try that fails takes the cache line away from who holds the lock.
            if (!lock.isLocked() && lock.tryLock()) {
                return;
            }
            Thread.onSpinWait();
        }
        lock.lock();
    }
}
