package io.faas4j.runtime.context;

import io.faas4j.function.Handler;
import io.faas4j.function.ShutdownReason;
import io.faas4j.runtime.failures.FailureLog;
import io.faas4j.runtime.time.TimeSource.Cancellable;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All execution contexts of one runtime, and the one watcher that sweeps them: deadlines, idle and old contexts. A warm
 * invocation schedules nothing; the sweep comes round before the shortest timeout that could have begun since the last.
 */
public final class Contexts {

    private static final Logger log = LoggerFactory.getLogger(Contexts.class);

    /** How late after its interrupt a context's own thread may end and the context still be used again (rule LIB-1). */
    private static final Duration INTERRUPT_GRACE = Duration.ofSeconds(1);

    /** In how many steps the invocations that are left at a close are timed out. */
    private static final int FORCED_SWEEPS = 5;

    private final ContextSettings settings;
    private final Runnable relaxLimits;
    private final Set<ContextPool> pools = ConcurrentHashMap.newKeySet();
    private final ReentrantLock lock = new ReentrantLock();
    private final ReentrantLock interrupts = new ReentrantLock();
    private final ReentrantLock watcher = new ReentrantLock();
    private final AtomicLong numbers = new AtomicLong();
    private final AtomicLong sweeps = new AtomicLong();
    private final AtomicInteger leaked = new AtomicInteger();
    private final ScratchSpace scratch;
    private final Shutdowns shutdowns;
    private final InitThreads initThreads;
    private @Nullable Cancellable nextSweep;
    private long nextSweepAt;
    private boolean closed;
    private volatile @Nullable CompletableFuture<Void> drained;

    /**
     * No contexts yet.
     *
     * @param settings what all contexts have in common
     * @param relaxLimits called with every sweep
     */
    public Contexts(ContextSettings settings, Runnable relaxLimits) {
        this.settings = settings;
        this.relaxLimits = relaxLimits;
        this.scratch = new ScratchSpace(settings.scratchRoot());
        this.shutdowns = new Shutdowns(settings);
        this.initThreads = new InitThreads(settings.threads(), settings.time());
    }

    /** What all contexts have in common. */
    public ContextSettings settings() {
        return settings;
    }

    // ---- the watcher -----------------------------------------------------------------------------------------------

    /**
     * Takes a pool in that is about to have a context: before, under {@link #lock}, so that a reclaim misses none.
     */
    void add(ContextPool pool) {
        pools.add(pool);
    }

    /** Has a pool swept in time, now that it has a new context. */
    void watch(ContextPool pool) {
        sweepWithin(Math.min(
                pool.shortestTimeout(),
                Math.min(
                        settings.idleTimeout().toNanos(), settings.maxLifetime().toNanos())));
    }

    private void sweepWithin(long nanos) {
        watcher.lock();
        try {
            long at = settings.time().nanoTime() + nanos;
            if (closed || (nextSweep != null && nextSweepAt - at <= 0)) {
                return;
            }
            if (nextSweep != null) {
                nextSweep.cancel();
            }
            nextSweepAt = at;
            nextSweep = settings.time().scheduleHousekeeping(Duration.ofNanos(nanos), this::sweep);
        } finally {
            watcher.unlock();
        }
    }

    private void sweep() {
        watcher.lock();
        try {
            nextSweep = null;
        } finally {
            watcher.unlock();
        }
        long next = sweep(false);
        if (next < Long.MAX_VALUE) {
            sweepWithin(Math.max(0, next));
        }
    }

    private long sweep(boolean force) {
        long now = settings.time().nanoTime();
        long round = sweeps.incrementAndGet();
        long next = Long.MAX_VALUE;
        for (ContextPool pool : pools) {
            next = Math.min(next, sweep(pool, round, now, force));
            if (!pool.isEmpty()) {
                next = Math.min(next, pool.shortestTimeout());
            } else {
                forget(pool);
            }
        }
        relaxLimits.run();
        return next;
    }

    /** One pool that fails must not end the deadlines of all. */
    private static long sweep(ContextPool pool, long round, long now, boolean force) {
        try {
            return pool.sweep(round, now, force);
        } catch (RuntimeException | Error failure) {
            FailureLog.error(log, "The contexts of {} could not all be looked after", pool.revision(), failure);
            return pool.shortestTimeout();
        }
    }

    /** An empty pool is watched again with its next context. */
    private void forget(ContextPool pool) {
        lock.lock();
        try {
            if (pool.isEmpty()) {
                pools.remove(pool);
            }
        } finally {
            lock.unlock();
        }
    }

    // ---- interrupts and leaks --------------------------------------------------------------------------------------

    ReentrantLock interrupts() {
        return interrupts;
    }

    long interruptGraceNanos() {
        return INTERRUPT_GRACE.toNanos();
    }

    boolean isAnotherInterrupted(Thread thread, ExecutionContext context) {
        for (ContextPool pool : pools) {
            if (pool.hasInterrupted(thread, context)) {
                return true;
            }
        }
        return false;
    }

    void workerTimedOut() {
        leaked.incrementAndGet();
    }

    void workerEnded() {
        leaked.decrementAndGet();
    }

    /** How many contexts have timed out on their own thread, and their handler has not ended yet (rule LIB-1). */
    public int leaked() {
        return leaked.get();
    }

    // ---- making and ending -----------------------------------------------------------------------------------------

    ReentrantLock lock() {
        return lock;
    }

    long nextNumber() {
        return numbers.incrementAndGet();
    }

    InitThreads initThreads() {
        return initThreads;
    }

    /**
     * Runs a piece of the runtime's own work on another thread, soon.
     *
     * @param work short
     */
    public void runSoon(Runnable work) {
        initThreads.execute(work);
    }

    ScratchSpace scratch() {
        return scratch;
    }

    /** Ends a handler and leaves its context as it is. */
    void shutDown(Initialization init, @Nullable Handler<Object, Object> handler, ShutdownReason reason) {
        shutdowns.begin(init.functionName(), init.hooks(), owned(init, handler), reason, () -> {});
    }

    /** What is to be closed: a handler that was given as an object belongs to whoever gave it. */
    private static @Nullable Object owned(Initialization init, @Nullable Handler<Object, Object> handler) {
        return init.isHandlerShared() ? null : AdaptedHandler.ownOf(handler);
    }

    /** Ends a retired context: its handler, then its scratch directory. */
    void retire(
            ExecutionContext context,
            @Nullable Initialization init,
            @Nullable Handler<Object, Object> handler,
            ShutdownReason reason) {
        context.pool().remove(context);
        Runnable last = () -> {
            Path directory = context.scratchIfAny();
            if (directory != null) {
                ScratchSpace.delete(directory);
            }
        };
        if (init == null) {
            last.run();
        } else {
            shutdowns.begin(context.toString(), init.hooks(), owned(init, handler), reason, last);
        }
        noticeDrained();
    }

    private void noticeDrained() {
        CompletableFuture<Void> waiting = drained;
        if (waiting != null && pools.stream().allMatch(ContextPool::isEmpty)) {
            waiting.complete(null);
        }
    }

    /**
     * Ends all contexts: every pool has been drained before. Waits for running invocations, and then times them out.
     *
     * @param limit the longest to wait
     */
    public void close(Duration limit) {
        CompletableFuture<Void> waiting = new CompletableFuture<>();
        drained = waiting;
        noticeDrained();
        if (!awaits(waiting, limit)) {
            int running = pools.stream().mapToInt(ContextPool::busy).sum();
            FailureLog.warn(
                    log,
                    "{} invocations still run after {} of waiting for them: they are timed out now",
                    running,
                    limit);
            timeOutAll(waiting);
        }
        awaits(shutdowns.idle(), settings.shutdownBudget().multipliedBy(2));
        watcher.lock();
        try {
            closed = true;
            if (nextSweep != null) {
                nextSweep.cancel();
            }
        } finally {
            watcher.unlock();
        }
        scratch.close();
    }

    /** More than once: a context that was borrowed before the close may get its deadline only now. */
    private void timeOutAll(CompletableFuture<Void> waiting) {
        Duration step = settings.shutdownBudget().dividedBy(FORCED_SWEEPS);
        for (int i = 0; i < FORCED_SWEEPS; i++) {
            sweep(true);
            if (awaits(waiting, step)) {
                return;
            }
        }
    }

    private boolean awaits(CompletableFuture<Void> done, Duration limit) {
        try {
            return settings.time().await(done, limit);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return done.isDone();
        }
    }

    /** How many contexts belong to an invocation now. */
    public int busy() {
        int busy = 0;
        for (ContextPool pool : pools) {
            busy += pool.busy();
        }
        return busy;
    }

    /**
     * How many contexts belong to an invocation now.
     *
     * @param all of all functions
     * @param unreserved of functions that have reserved nothing
     */
    public record Busy(int all, int unreserved) {}

    /** {@link #busy} and {@link #busyUnreserved} in one look. */
    public Busy busyByReservation() {
        int reserved = 0;
        int unreserved = 0;
        for (ContextPool pool : pools) {
            int busy = pool.busy();
            if (busy > 0 && pool.concurrency().isReserved()) {
                reserved += busy;
            } else {
                unreserved += busy;
            }
        }
        return new Busy(reserved + unreserved, unreserved);
    }

    /** As {@link #busy}, of functions that have reserved nothing. */
    public int busyUnreserved() {
        int busy = 0;
        for (ContextPool pool : pools) {
            busy += pool.concurrency().reservation().isEmpty() ? pool.busy() : 0;
        }
        return busy;
    }

    /** As {@link #busyUnreserved}, but for provisioned contexts, whose places are set aside whether they are busy or not. */
    public int busyUnclaimed() {
        return pools.stream()
                .filter(pool -> pool.concurrency().reservation().isEmpty())
                .mapToInt(ContextPool::busyOnDemand)
                .sum();
    }

    /** Makes all idle contexts give back their permits now, and busy ones when they end. */
    public void reclaimPermits() {
        pools.forEach(ContextPool::reclaimPermits);
    }
}
