package io.faas4j.async;

import io.faas4j.async.queue.FunctionQueue;
import io.faas4j.async.queue.QueuedEvent;
import io.faas4j.runtime.failures.FailureLog;
import io.faas4j.runtime.time.Tasks;
import io.faas4j.runtime.time.TimeSource;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has the events of one function handled, by as many workers as it takes: one while events take next to no time, one an event
 * where they take longer, and no more than the function's concurrency lets run. Functions share nothing here but the threads,
 * of which there are as many as are wanted, so that none delays another. Safe for use by many threads.
 */
final class Drain {

    /*
     * I1  an event in the queue has a worker, or one is being started: who finds something claimable and no worker starts one, and
     *     a worker looks again after it has left the set of workers.
     * I2  `workers` are those who will look into the queue again; one that a handler keeps beyond its deadline is taken out
     *     of it, and does not look again. `busy` counts those of them who have claimed something.
     * Lock order: this drain's monitor, then nothing: neither a queue nor a handler is called under it.
     */
    private static final Logger log = LoggerFactory.getLogger(Drain.class);

    /** Who claimed several events and has not got further for so long leaves them to others. */
    static final Duration PATIENCE = Duration.ofMillis(10);

    private final FunctionQueue queue;
    private final Tasks tasks;
    private final TimeSource time;
    private final Consumer<Worker> body;
    private final Pace pace = new Pace();

    // Guarded by this object's monitor, where it is written.
    private final Set<Worker> workers = new LinkedHashSet<>();
    private volatile int working;
    private final AtomicInteger busy = new AtomicInteger();
    private int most = Integer.MAX_VALUE;
    private TimeSource.@Nullable Cancellable look;
    private @Nullable CompletableFuture<?> idle;

    /**
     * Without workers.
     *
     * @param body what a worker does: it claims and handles events until there are none
     */
    Drain(FunctionQueue queue, Tasks tasks, TimeSource time, Consumer<Worker> body) {
        this.queue = queue;
        this.tasks = tasks;
        this.time = time;
        this.body = body;
    }

    Pace pace() {
        return pace;
    }

    /** There may be something to claim. */
    void wake() {
        if (working > 0 && pace.isFast()) {
            // It looks again before it goes, and is looked after while it stays.
            return;
        }
        Worker begun;
        synchronized (this) {
            int looking = working - busy.get();
            if (working >= most || looking >= Math.max(1, queue.claimable())) {
                return;
            }
            begun = add();
        }
        start(begun);
    }

    private synchronized Worker add() {
        Worker added = new Worker(this);
        workers.add(added);
        working = workers.size();
        return added;
    }

    private void start(Worker begun) {
        try {
            tasks.execute(() -> body.accept(begun));
        } catch (RuntimeException | Error noThread) {
            FailureLog.error(log, "No thread could be started for the events of {}", queue.function(), noThread);
            remove(begun);
            lookLater();
        }
    }

    /** Whether a worker that has something to do shall have another beside it. */
    void more() {
        if (!pace.isFast() && queue.claimable() > 0) {
            wake();
        }
    }

    /**
     * A worker has found nothing to do.
     *
     * @return whether it ends; otherwise it looks again
     */
    boolean leave(Worker worker) {
        remove(worker);
        if (queue.claimable() == 0) {
            return true;
        }
        synchronized (this) {
            if (working > 0 || working >= most) {
                return true;
            }
            workers.add(worker);
            working = workers.size();
            return false;
        }
    }

    /** A worker's handler runs on beyond its deadline: somebody else goes on. */
    void lose(Worker worker) {
        remove(worker);
        if (queue.claimable() > 0) {
            wake();
        }
    }

    private void remove(Worker worker) {
        CompletableFuture<?> told = null;
        synchronized (this) {
            workers.remove(worker);
            working = workers.size();
            if (workers.isEmpty()) {
                told = idle;
                idle = null;
                if (look != null) {
                    look.cancel();
                    look = null;
                }
            }
        }
        if (told != null) {
            told.complete(null);
        }
    }

    /** More ran than may: there is no place for so many workers. */
    synchronized void throttled() {
        most = Math.max(1, workers.size() - 1);
    }

    /** A worker's events were not throttled: there may be place for one more. */
    void passed() {
        if (most != Integer.MAX_VALUE) {
            synchronized (this) {
                most = Math.min(most, Integer.MAX_VALUE - 1) + 1;
            }
        }
    }

    // ---- looking after those who have claimed several
    // -----------------------------------------------------------------

    /** Somebody claimed several events. */
    synchronized void lookLater() {
        if (look == null) {
            look = time.schedule(PATIENCE, this::lookAfterWorkers);
        }
    }

    private void lookAfterWorkers() {
        List<Worker> stuck = new ArrayList<>();
        synchronized (this) {
            look = null;
            for (Worker worker : workers) {
                if (worker.isStuck()) {
                    stuck.add(worker);
                }
            }
            if (workers.stream().anyMatch(Worker::hasSeveral)) {
                look = time.schedule(PATIENCE, this::lookAfterWorkers);
            }
        }
        for (Worker worker : stuck) {
            worker.recall(queue);
        }
        boolean isWaiting = queue.claimable() > 0;
        if (isWaiting && (working == 0 || !stuck.isEmpty())) {
            pace.isSlower();
            wake();
        }
    }

    // ---- the end
    // -----------------------------------------------------------------------------------------------------

    /**
     * Waits until nobody works here, and there is nothing to do.
     *
     * @param limit how long at most
     */
    void awaitIdle(Duration limit) throws InterruptedException {
        long end = time.nanoTime() + limit.toNanos();
        while (true) {
            CompletableFuture<?> told = new CompletableFuture<>();
            synchronized (this) {
                if (workers.isEmpty()) {
                    return;
                }
                idle = told;
            }
            if (!time.await(told, Duration.ofNanos(Math.max(0, end - time.nanoTime())))) {
                return;
            }
        }
    }

    /** The events that handlers have in their hands. */
    List<QueuedEvent> running() {
        List<QueuedEvent> running = new ArrayList<>();
        synchronized (this) {
            for (Worker worker : workers) {
                QueuedEvent event = worker.running();
                if (event != null) {
                    running.add(event);
                }
            }
        }
        return running;
    }

    void begins() {
        busy.incrementAndGet();
    }

    void ends() {
        busy.decrementAndGet();
    }
}
