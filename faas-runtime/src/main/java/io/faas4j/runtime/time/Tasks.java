package io.faas4j.runtime.time;

/**
 * Runs tasks that nobody waits for on worker threads, as many at once as there are. Tasks handle their own failures: what
 * one throws is logged and goes no further. An interrupt of a task's thread is not seen by the next task on it. Safe for use
 * by many threads. Made by {@link WorkerThreads#tasks}.
 */
public interface Tasks extends AutoCloseable {

    /**
     * Runs a task soon, next to all others.
     *
     * @param task may block, and take as long as it likes
     * @throws IllegalStateException if closed
     * @throws OutOfMemoryError among others, if no thread can be started for it: the task will not run
     */
    void execute(Runnable task);

    /** Takes no more tasks, and ends each thread once the task it runs, if any, has ended. Idempotent; does not wait. */
    @Override
    void close();
}
