package io.faas4j.runtime.time;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Future;

/**
 * Where a runtime takes its time from (rules COMMON-1, LIB-6). Safe for use by many threads.
 *
 * <p>Tasks run one at a time, on the source's own thread or on the thread that advances a {@link VirtualTime}; they are
 * short and never wait. What a task throws is logged and goes no further.
 */
public interface TimeSource extends AutoCloseable {

    /** Wall time; may jump. */
    Instant now();

    /** Elapsed time in nanoseconds from an arbitrary origin; only differences mean something. */
    long nanoTime();

    /**
     * Runs a task later: something that somebody waits for.
     *
     * @param delay from now; zero or negative means as soon as possible
     * @param task short
     */
    Cancellable schedule(Duration delay, Runnable task);

    /**
     * Runs a task later that only keeps house (a sweep, an empty poll): it runs as time advances, but nobody waits for
     * it, so that {@link VirtualTime#runUntilIdle} does not either.
     *
     * @param delay from now; zero or negative means as soon as possible
     * @param task short
     */
    Cancellable scheduleHousekeeping(Duration delay, Runnable task);

    /**
     * Waits until something is done, however it ends.
     *
     * @param done completed by another thread
     * @param limit the longest to wait
     * @return whether it was done in time
     * @throws InterruptedException if the waiting thread was interrupted
     */
    boolean await(Future<?> done, Duration limit) throws InterruptedException;

    /** Drops what is scheduled and ends the source's thread. */
    @Override
    void close();

    /** The system's clock, with one daemon thread for its tasks, started when first needed. */
    static TimeSource system() {
        return new SystemTime();
    }

    /** A scheduled task that may be taken back. */
    @FunctionalInterface
    interface Cancellable {
        /** Takes the task back, unless it runs or ran already. */
        void cancel();
    }
}
