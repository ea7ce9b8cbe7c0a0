package io.faas4j.runtime.time;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/**
 * Where one thread waits for its turn, which another gives it: what a scheduler of tests is made of. An interrupt does not
 * end the wait; it is noted, and seen from outside as soon as {@link Thread#interrupt} has returned.
 */
public final class Turn {

    /*
     * I1  isInterrupted() is true from the interrupt until the waiter takes it: it is noted before the thread's own flag is
     *     cleared, and whoever asks reads the flag first.
     */
    private final Thread waiter;
    private volatile boolean given;
    private volatile boolean interrupted;

    /**
     * A turn not given yet.
     *
     * @param waiter the one thread that waits here
     */
    public Turn(Thread waiter) {
        this.waiter = waiter;
    }

    /** Lets the waiter go on, now or when it comes. */
    public void give() {
        given = true;
        LockSupport.unpark(waiter);
    }

    /**
     * Waits for the turn and takes it, so that the next wait is for another one. Called by the waiter.
     *
     * @param limit the longest to wait, in real time
     * @return false if it was not given in time
     */
    public boolean await(Duration limit) {
        long end = System.nanoTime() + limit.toNanos();
        while (!given) {
            long left = end - System.nanoTime();
            if (left <= 0) {
                return false;
            }
            LockSupport.parkNanos(this, left);
            noteInterrupt();
        }
        given = false;
        return true;
    }

    private void noteInterrupt() {
        if (waiter.isInterrupted()) {
            interrupted = true;
            Thread.interrupted();
        }
    }

    /** Whether the waiter was interrupted, before it waited or since. */
    public boolean isInterrupted() {
        return waiter.isInterrupted() || interrupted;
    }

    /** As {@link #isInterrupted}, and the interrupt is consumed. Called by the waiter. */
    public boolean takeInterrupt() {
        noteInterrupt();
        boolean was = interrupted;
        interrupted = false;
        return was;
    }
}
