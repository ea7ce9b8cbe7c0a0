package io.faas4j.runtime.time;

import java.time.Duration;
import java.time.Instant;
import java.util.PriorityQueue;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Time that stands still until it is advanced, for tests: six hours of retries run in milliseconds.
 *
 * <p>Due tasks run on the advancing thread, in the order of their times and then of their scheduling, each at exactly its
 * own time. A task, or a handler that runs within one, may itself advance time. Safe for use by many threads: one advances
 * at a time.
 */
public final class VirtualTime implements TimeSource {

    /** How long, in real time, {@link #await} leaves to running threads before it moves virtual time itself. */
    private static final Duration PATIENCE = Duration.ofMillis(50);

    private static final int MAX_TASKS = 10_000_000;

    private final Instant start;
    private final ReentrantLock advancing = new ReentrantLock();
    private final Object lock = new Object();
    private final PriorityQueue<Task> awaited = new PriorityQueue<>();
    private final PriorityQueue<Task> housekeeping = new PriorityQueue<>();
    private volatile long nanos;
    private long sequence;

    private VirtualTime(Instant start) {
        this.start = start;
    }

    /** Virtual time that starts at midnight, 1 January 2026 UTC. */
    public static VirtualTime create() {
        return startingAt(Instant.parse("2026-01-01T00:00:00Z"));
    }

    /**
     * Virtual time.
     *
     * @param start the first {@link #now()}
     */
    public static VirtualTime startingAt(Instant start) {
        return new VirtualTime(start);
    }

    @Override
    public Instant now() {
        return start.plusNanos(nanos);
    }

    @Override
    public long nanoTime() {
        return nanos;
    }

    @Override
    public Cancellable schedule(Duration delay, Runnable task) {
        return add(delay, task, awaited);
    }

    @Override
    public Cancellable scheduleHousekeeping(Duration delay, Runnable task) {
        return add(delay, task, housekeeping);
    }

    private Cancellable add(Duration delay, Runnable run, PriorityQueue<Task> queue) {
        synchronized (lock) {
            Task task = new Task(nanos + Math.max(0, delay.toNanos()), sequence++, run);
            queue.add(task);
            return () -> task.cancelled = true;
        }
    }

    /**
     * Moves time on and runs every task that becomes due, at its own time.
     *
     * @param duration zero runs what is due now
     */
    public void advance(Duration duration) {
        if (duration.isNegative()) {
            throw new IllegalArgumentException("time cannot go back: duration was " + duration);
        }
        advancing.lock();
        try {
            advanceTo(nanos + duration.toNanos());
        } finally {
            advancing.unlock();
        }
    }

    /**
     * Skips from task to task until nothing is left that somebody waits for. Housekeeping that becomes due on the way
     * runs, and does not keep this from ending.
     *
     * @throws IllegalStateException if tasks go on being scheduled without end
     */
    public void runUntilIdle() {
        advancing.lock();
        try {
            int ran = 0;
            for (Task next = firstAwaited(); next != null; next = firstAwaited()) {
                ran += advanceTo(next.due);
                if (ran > MAX_TASKS) {
                    throw new IllegalStateException(
                            "not idle after %d tasks, at %s: something schedules itself again and again"
                                    .formatted(ran, now()));
                }
            }
        } finally {
            advancing.unlock();
        }
    }

    /**
     * Moves time to the task that is due next and runs that one alone, housekeeping or not.
     *
     * @param limit the farthest to go; zero takes only what is due already
     * @return false if nothing is due within the limit: then time stands still
     */
    public boolean runNext(Duration limit) {
        advancing.lock();
        try {
            long target = nanos + Math.min(limit.toNanos(), Long.MAX_VALUE - nanos);
            Task task = poll(target);
            if (task == null) {
                return false;
            }
            moveTo(task.due);
            SystemTime.runLogged(task.run);
            return true;
        } finally {
            advancing.unlock();
        }
    }

    /** Whether nothing is scheduled that somebody waits for; there may be housekeeping. */
    public boolean isIdle() {
        return firstAwaited() == null;
    }

    /**
     * As for real time, but real threads get a moment to finish, and then virtual time moves up to the limit: a test that
     * waits for something that never comes does not hang.
     */
    @Override
    public boolean await(Future<?> done, Duration limit) throws InterruptedException {
        long deadline = nanos + limit.toNanos();
        while (!isDone(done)) {
            if (nanos - deadline >= 0) {
                return false;
            }
            advancing.lockInterruptibly();
            try {
                Task next = first();
                advanceTo(next == null ? deadline : Math.min(Math.max(next.due, nanos), deadline));
            } finally {
                advancing.unlock();
            }
        }
        return true;
    }

    private static boolean isDone(Future<?> done) throws InterruptedException {
        try {
            done.get(PATIENCE.toNanos(), TimeUnit.NANOSECONDS);
            return true;
        } catch (ExecutionException | CancellationException ended) {
            return true;
        } catch (TimeoutException running) {
            return false;
        }
    }

    private int advanceTo(long target) {
        int ran = 0;
        for (Task task = poll(target); task != null; task = poll(target)) {
            moveTo(task.due);
            SystemTime.runLogged(task.run);
            ran++;
        }
        moveTo(target);
        return ran;
    }

    /** Never back: a task may itself have advanced time beyond the caller's target. */
    private void moveTo(long target) {
        synchronized (lock) {
            nanos = Math.max(nanos, target);
        }
    }

    private @Nullable Task poll(long target) {
        synchronized (lock) {
            Task next = first();
            if (next == null || next.due > target) {
                return null;
            }
            // Whichever queue it heads: a removal at the head takes logarithmic time.
            return next == awaited.peek() ? awaited.poll() : housekeeping.poll();
        }
    }

    private @Nullable Task first() {
        synchronized (lock) {
            Task task = firstAwaited();
            Task keeping = first(housekeeping);
            if (task == null || keeping == null) {
                return task == null ? keeping : task;
            }
            return task.compareTo(keeping) <= 0 ? task : keeping;
        }
    }

    private @Nullable Task firstAwaited() {
        synchronized (lock) {
            return first(awaited);
        }
    }

    private static @Nullable Task first(PriorityQueue<Task> queue) {
        Task head = queue.peek();
        while (head != null && head.cancelled) {
            queue.poll();
            head = queue.peek();
        }
        return head;
    }

    /** Drops what is scheduled. */
    @Override
    public void close() {
        synchronized (lock) {
            awaited.clear();
            housekeeping.clear();
        }
    }

    private static final class Task implements Comparable<Task> {
        private final long due;
        private final long order;
        private final Runnable run;
        private volatile boolean cancelled;

        Task(long due, long order, Runnable run) {
            this.due = due;
            this.order = order;
            this.run = run;
        }

        @Override
        public int compareTo(Task that) {
            int byTime = Long.compare(due, that.due);
            return byTime != 0 ? byTime : Long.compare(order, that.order);
        }
    }
}
