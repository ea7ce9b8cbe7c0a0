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
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has the events of one function handled, by as many workers as it takes: one while events take next to no time, one for each
 * processor while they are short, and where they are not, one an event, up to the runtime's concurrency or what throttles have
 * shown to be possible. Functions share nothing here but the threads, of which there are as many as are wanted, so that
 * none delays another. Safe for use by many threads.
 */
final class Drain {

    /*
     * I1  an event in the queue has a worker that will look for it, or one is being started: who finds something claimable and
     *     nobody looking starts one, and a worker looks again after it has left the set of workers, unless another does.
     * I2  `workers` are those who will look into the queue again; one that a handler keeps beyond its deadline is taken out
     *     of it, and does not look again. `busy` counts those of them who have claimed something.
     * I3  while somebody is busy who claimed several events, or there is more to claim, somebody looks after the workers.
     * Lock order: this drain's monitor, then nothing: neither a queue nor a handler is called under it.
     */
    private static final Logger log = LoggerFactory.getLogger(Drain.class);

    /** Who has not got further for so long is kept by its handler. */
    static final Duration PATIENCE = Duration.ofMillis(10);

    /** So long after more workers were wanted than throttles have shown to be possible, one more tries. */
    private static final Duration PROBE = Duration.ofSeconds(1);

    private final FunctionQueue queue;
    private final Tasks tasks;
    private final TimeSource time;
    private final IntSupplier concurrency;
    private final BooleanSupplier isStopped;
    private final Consumer<Worker> body;
    private final Runnable successor;
    private final Pace pace = new Pace(Runtime.getRuntime().availableProcessors());

    // Guarded by this object's monitor, where it is written.
    private final Set<Worker> workers = new LinkedHashSet<>();
    private volatile int working;
    private final AtomicInteger busy = new AtomicInteger();
    private volatile int most = Integer.MAX_VALUE;
    private volatile TimeSource.@Nullable Cancellable look;
    private TimeSource.@Nullable Cancellable probe;
    private @Nullable CompletableFuture<?> idle;
    private volatile boolean isRetired;

    /**
     * Without workers.
     *
     * @param concurrency how many events can run at most
     * @param isStopped whether no events are to be handled any more; never again false
     * @param body what a worker does: it claims and handles events until there are none
     * @param successor wakes whoever has taken this one's place, once it is retired
     */
    Drain(
            FunctionQueue queue,
            Tasks tasks,
            TimeSource time,
            IntSupplier concurrency,
            BooleanSupplier isStopped,
            Consumer<Worker> body,
            Runnable successor) {
        this.queue = queue;
        this.tasks = tasks;
        this.time = time;
        this.concurrency = concurrency;
        this.isStopped = isStopped;
        this.body = body;
        this.successor = successor;
    }

    Pace pace() {
        return pace;
    }

    /** There may be something to claim. */
    void wake() {
        int working = this.working;
        if (working >= pace.workers(queue.claimable())) {
            // They look again before they go, and are looked after while they stay.
            lookLater();
            return;
        }
        addUpTo(working + 1);
    }

    private void addUpTo(int wanted) {
        while (!isStopped.getAsBoolean()) {
            Worker begun;
            synchronized (this) {
                if (isRetired) {
                    break;
                }
                int looking = working - busy.get();
                int allowed = Math.min(wanted, Math.min(most, concurrency.getAsInt()));
                if (looking >= Math.max(1, queue.claimable())) {
                    return;
                }
                if (working >= Math.max(1, allowed)) {
                    if (looking == 0 && working >= most) {
                        probeLater();
                    }
                    return;
                }
                begun = new Worker(this);
                workers.add(begun);
                working = workers.size();
            }
            if (!start(begun)) {
                return;
            }
        }
        if (isRetired) {
            successor.run();
        }
    }

    private boolean start(Worker begun) {
        try {
            tasks.execute(() -> body.accept(begun));
            return true;
        } catch (RuntimeException | Error noThread) {
            FailureLog.error(log, "No thread could be started for the events of {}", queue.function(), noThread);
            remove(begun);
            lookLater();
            return false;
        }
    }

    /** A worker has something to do, and there may be more. */
    void more() {
        if (queue.claimable() > 0) {
            wake();
        }
    }

    /** Whether there are more workers than events of this pace need: this one may go. */
    boolean isTooMany() {
        return working > 1 && working > pace.workers(queue.claimable());
    }

    /**
     * A worker has found nothing to do, or is one too many.
     *
     * @return whether it ends; otherwise it looks again
     */
    boolean leave(Worker worker) {
        boolean isOneTooMany = isTooMany();
        remove(worker);
        if (isNothingToDo()) {
            return true;
        }
        synchronized (this) {
            boolean isSomebodyLooking = working > busy.get();
            boolean isMissed = working == 0 || !isOneTooMany;
            if (!isSomebodyLooking && isMissed) {
                workers.add(worker);
                working = workers.size();
                return false;
            }
        }
        lookLater();
        return true;
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
                if (look != null && queue.claimable() == 0) {
                    look.cancel();
                    look = null;
                }
                if (probe != null) {
                    // Nobody is busy any more, so that one can always begin.
                    probe.cancel();
                    probe = null;
                }
            }
        }
        if (told != null) {
            told.complete(null);
        }
    }

    /** Those who are busy may be so for long, and what throttled the others be over before. */
    private void probeLater() {
        if (probe == null) {
            probe = time.schedule(PROBE, this::probe);
        }
    }

    private void probe() {
        synchronized (this) {
            probe = null;
            most = Math.max(most, workers.size() + 1);
        }
        more();
    }

    private boolean isNothingToDo() {
        return isStopped.getAsBoolean() || queue.claimable() == 0;
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

    void begins() {
        busy.incrementAndGet();
    }

    void ends() {
        busy.decrementAndGet();
    }

    // ---- looking after the workers
    // -----------------------------------------------------------------------------------

    /** Has somebody look whether the workers get on. */
    void lookLater() {
        if (look != null || isStopped.getAsBoolean()) {
            return;
        }
        synchronized (this) {
            if (look == null) {
                look = time.schedule(PATIENCE, this::lookAfterWorkers);
            }
        }
    }

    private void lookAfterWorkers() {
        List<Worker> kept = new ArrayList<>();
        boolean isSlow = false;
        int before;
        synchronized (this) {
            look = null;
            before = workers.size();
            for (Worker worker : workers) {
                int looks = worker.looksKept();
                if (looks > 0) {
                    kept.add(worker);
                }
                isSlow |= looks > 1;
            }
        }
        for (Worker worker : kept) {
            worker.recall(queue);
        }
        if (isSlow) {
            pace.forget();
        }
        if (queue.claimable() > 0) {
            if (kept.size() == before) {
                // All of them are kept by their handlers: twice as many, until it is enough.
                addUpTo(Math.max(1, 2 * before));
            }
            lookLater();
        } else if (hasSeveral()) {
            lookLater();
        }
    }

    private synchronized boolean hasSeveral() {
        return workers.stream().anyMatch(Worker::hasSeveral);
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
                // Events without a worker: one has just been lost to its handler, or leaves and looks again.
                if (workers.isEmpty() && isNothingToDo()) {
                    return;
                }
                idle = told;
            }
            if (!time.await(told, Duration.ofNanos(Math.max(0, end - time.nanoTime())))) {
                return;
            }
        }
    }

    /** Starts no worker any more, unless there is one, or something to claim; the queue's events are another's then. */
    synchronized boolean retire() {
        isRetired |= workers.isEmpty() && queue.claimable() == 0;
        return isRetired;
    }

    boolean isRetired() {
        return isRetired;
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
}
