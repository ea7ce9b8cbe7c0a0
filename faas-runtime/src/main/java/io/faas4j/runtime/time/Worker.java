package io.faas4j.runtime.time;

import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * One thread that runs one task at a time, handed over by {@link #execute}; the thread starts with the first task. What a
 * task throws ends neither the thread nor anything else: tasks handle their own failures.
 */
public final class Worker {

    /*
     * I1  a task that execute() accepted runs exactly once, also if close() follows.
     * I2  at most one task is handed over and not yet taken: the owner waits for one to end before it hands over the next.
     * Memory: execute() happens-before the task; both go through `next`.
     */
    private static final Runnable STOP = () -> {};

    private final WorkerThreads threads;
    private final String name;
    private final AtomicReference<@Nullable Runnable> next = new AtomicReference<>();
    private volatile @Nullable Thread thread;
    private volatile boolean closed;

    /**
     * A worker without a thread yet.
     *
     * @param threads where its thread comes from
     * @param name the thread's name
     */
    public Worker(WorkerThreads threads, String name) {
        this.threads = threads;
        this.name = name;
    }

    /**
     * Hands over a task. Called by one thread at a time, and not before the task before is done.
     *
     * @param task runs on the worker's thread
     * @throws IllegalStateException if a task is waiting already
     * @throws OutOfMemoryError among others, if the thread cannot be started: the task will not run
     */
    public void execute(Runnable task) {
        if (!next.compareAndSet(null, task)) {
            throw new IllegalStateException("worker '" + name + "' has a task waiting already");
        }
        Thread running = thread;
        if (running == null) {
            start();
        } else {
            LockSupport.unpark(running);
        }
    }

    private void start() {
        boolean isStarted = false;
        try {
            Thread started = threads.newThread(name, this::run);
            thread = started;
            started.start();
            isStarted = true;
        } finally {
            if (!isStarted) {
                thread = null;
                next.set(null);
            }
        }
    }

    private void run() {
        while (true) {
            Runnable task = next.getAndSet(null);
            if (task == STOP) {
                return;
            }
            if (task == null) {
                if (closed) {
                    return;
                }
                LockSupport.park(this);
                continue;
            }
            SystemTime.runLogged(task);
            // An interrupt was meant for the task that has ended, never for the next one.
            Thread.interrupted();
        }
    }

    /** Ends the thread once the task it runs, if any, has ended. */
    public void close() {
        closed = true;
        next.compareAndSet(null, STOP);
        Thread running = thread;
        if (running != null) {
            LockSupport.unpark(running);
        }
    }
}
