package io.faas4j.runtime.time;

import io.faas4j.runtime.time.TimeSource.Cancellable;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Each task has a thread to itself: the one that became idle last, or else a new one. A thread that was idle for some time
 * ends.
 */
final class ReusedThreads implements Tasks {

    /*
     * I1  a worker is either idle and in the stack, or has exactly one task; the task's end puts it back.
     * I2  while a worker is idle, one sweep is scheduled, not later than the oldest one's time.
     */
    private static final Duration IDLE_LIMIT = Duration.ofSeconds(10);

    private final WorkerThreads threads;
    private final String name;
    private final TimeSource time;
    private final ReentrantLock lock = new ReentrantLock();
    private final Deque<Idle> idle = new ArrayDeque<>();
    private long made;
    private @Nullable Cancellable sweep;
    private boolean closed;

    ReusedThreads(WorkerThreads threads, String name, TimeSource time) {
        this.threads = threads;
        this.name = name;
        this.time = time;
    }

    private record Idle(Worker worker, long since) {}

    @Override
    public void execute(Runnable task) {
        Worker worker = take();
        worker.execute(() -> {
            try {
                task.run();
            } finally {
                giveBack(worker);
            }
        });
    }

    private Worker take() {
        lock.lock();
        try {
            if (closed) {
                throw new IllegalStateException("'" + name + "' is closed and takes no more tasks");
            }
            Idle last = idle.pollLast();
            return last == null ? new Worker(threads, name + "-" + ++made) : last.worker();
        } finally {
            lock.unlock();
        }
    }

    private void giveBack(Worker worker) {
        lock.lock();
        try {
            if (!closed) {
                idle.addLast(new Idle(worker, time.nanoTime()));
                if (sweep == null) {
                    sweep = time.scheduleHousekeeping(IDLE_LIMIT, this::sweep);
                }
                return;
            }
        } finally {
            lock.unlock();
        }
        worker.close();
    }

    private void sweep() {
        List<Idle> ended = new ArrayList<>();
        lock.lock();
        try {
            sweep = null;
            long left = IDLE_LIMIT.toNanos();
            for (Idle oldest = idle.peekFirst(); oldest != null; oldest = idle.peekFirst()) {
                left = IDLE_LIMIT.toNanos() - (time.nanoTime() - oldest.since());
                if (left > 0) {
                    break;
                }
                ended.add(idle.removeFirst());
            }
            if (!idle.isEmpty() && !closed) {
                sweep = time.scheduleHousekeeping(Duration.ofNanos(left), this::sweep);
            }
        } finally {
            lock.unlock();
        }
        ended.forEach(each -> each.worker().close());
    }

    @Override
    public void close() {
        List<Idle> ended;
        lock.lock();
        try {
            closed = true;
            ended = List.copyOf(idle);
            idle.clear();
            if (sweep != null) {
                sweep.cancel();
                sweep = null;
            }
        } finally {
            lock.unlock();
        }
        ended.forEach(each -> each.worker().close());
    }
}
