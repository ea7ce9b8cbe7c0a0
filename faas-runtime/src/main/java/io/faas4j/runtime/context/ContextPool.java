package io.faas4j.runtime.context;

import io.faas4j.error.TooManyRequestsException;
import io.faas4j.function.ShutdownReason;
import io.faas4j.runtime.concurrency.FunctionConcurrency;
import io.faas4j.runtime.concurrency.Permit;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * The execution contexts of one revision. A caller gets back the context that it used last, else the one that became idle
 * last, else a new one (rules CTX-11, CTX-12).
 */
public final class ContextPool {

    /*
     * I1  a context is in `all` from its making until it is retired.
     * I2  a new context is made only while its maker holds a permit, and after it saw, under the lock, no idle one.
     * I3  after drain() nothing is made, and what becomes idle is retired.
     * The hints only shorten the way: any of them may be stale, wrong or null at any time.
     */
    private static final ExecutionContext[] NONE = {};
    private static final int HINTS = 16;

    private final Revision revision;
    private final FunctionConcurrency concurrency;
    private final Contexts contexts;
    private final IdleStack idle = new IdleStack();
    private volatile ExecutionContext[] all = NONE;
    private volatile @Nullable AtomicReferenceArray<@Nullable ExecutionContext> hints;
    private volatile boolean draining;

    ContextPool(Revision revision, FunctionConcurrency concurrency, Contexts contexts) {
        this.revision = revision;
        this.concurrency = concurrency;
        this.contexts = contexts;
    }

    /**
     * The warm path: the context that this thread used last, if it is idle and keeps its permit.
     *
     * @return the context, to be given back; null if there is none, and {@link #borrow} is to be called
     */
    public @Nullable ExecutionContext borrowWarm() {
        AtomicReferenceArray<@Nullable ExecutionContext> cells = hints;
        if (cells == null) {
            return null;
        }
        ExecutionContext hinted = cells.getAcquire(cell());
        return hinted != null && hinted.claimReady() ? hinted : null;
    }

    /**
     * Borrows any context; it may be cold.
     *
     * @return the context, to be given back; null if this pool is drained, and its revision no longer to be used
     * @throws TooManyRequestsException if no permit is free
     */
    public @Nullable ExecutionContext borrow() {
        ExecutionContext context = claim();
        if (context == null) {
            Permit permit = concurrency.acquire();
            context = claimOrCreate(permit);
            if (context == null) {
                return null;
            }
        } else if (!context.hasPermit()) {
            permit(context);
        }
        remember(context);
        return context;
    }

    private @Nullable ExecutionContext claim() {
        AtomicReferenceArray<@Nullable ExecutionContext> cells = hints;
        ExecutionContext hinted = cells == null ? null : cells.getAcquire(cell());
        return hinted != null && hinted.claimIdle() ? hinted : idle.claim();
    }

    /** Gets a permit for a context that has been claimed, or gives the context back. */
    private void permit(ExecutionContext context) {
        try {
            give(concurrency.acquire(), context);
        } catch (RuntimeException | Error refused) {
            context.giveBack();
            throw refused;
        }
    }

    private void give(Permit permit, ExecutionContext context) {
        context.addFlags(ExecutionContext.permitFlags(permit));
        keepsPermitOnlyIfPlenty(context);
    }

    /** A reclaim that began before the flags were set has not seen this permit. */
    private void keepsPermitOnlyIfPlenty(ExecutionContext context) {
        if (concurrency.isScarce()) {
            context.addFlags(ContextState.GIVE_BACK);
        }
    }

    /** The permit goes to the context, or back: also if none can be made. */
    private @Nullable ExecutionContext claimOrCreate(Permit permit) {
        ExecutionContext made;
        boolean isPermitUsed = false;
        contexts.lock().lock();
        try {
            if (draining) {
                return null;
            }
            for (ExecutionContext context : all) {
                if (context.claimIdle()) {
                    if (!context.hasPermit()) {
                        give(permit, context);
                        isPermitUsed = true;
                    }
                    return context;
                }
            }
            made = new ExecutionContext(this, contexts.nextNumber(), permit);
            ExecutionContext[] grown = Arrays.copyOf(all, all.length + 1);
            grown[all.length] = made;
            if (hints == null) {
                hints = new AtomicReferenceArray<>(HINTS);
            }
            contexts.add(this);
            all = grown;
            isPermitUsed = true;
        } finally {
            contexts.lock().unlock();
            if (!isPermitUsed) {
                concurrency.release(permit);
            }
        }
        keepsPermitOnlyIfPlenty(made);
        watch(made);
        return made;
    }

    private void watch(ExecutionContext made) {
        try {
            contexts.watch(this);
        } catch (RuntimeException | Error notScheduled) {
            made.giveBack();
            throw notScheduled;
        }
    }

    private void remember(ExecutionContext context) {
        AtomicReferenceArray<@Nullable ExecutionContext> cells = hints;
        if (cells != null && cells.getAcquire(cell()) != context) {
            cells.setRelease(cell(), context);
        }
    }

    /** Threads with neighbouring ids, as pools make them, have cells of their own. */
    private static int cell() {
        return (int) Thread.currentThread().getId() & (HINTS - 1);
    }

    void push(ExecutionContext context) {
        idle.push(context);
    }

    /** Forgets a retired context. */
    void remove(ExecutionContext retired) {
        contexts.lock().lock();
        try {
            all = Arrays.stream(all).filter(context -> context != retired).toArray(ExecutionContext[]::new);
            idle.forget(retired);
            AtomicReferenceArray<@Nullable ExecutionContext> cells = hints;
            for (int i = 0; cells != null && i < HINTS; i++) {
                cells.compareAndSet(i, retired, null);
            }
        } finally {
            contexts.lock().unlock();
        }
    }

    /** Takes no new work from now on; contexts are retired as they become idle (rule CTX-12). */
    public void drain() {
        contexts.lock().lock();
        try {
            draining = true;
        } finally {
            contexts.lock().unlock();
        }
        for (ExecutionContext context : all) {
            context.retire(ShutdownReason.SPINDOWN);
        }
    }

    /** Makes idle contexts give back their permits now, and busy ones when they end. */
    public void reclaimPermits() {
        for (ExecutionContext context : all) {
            context.reclaimPermit();
        }
    }

    /** Looks after all contexts; answers how many nanoseconds from now the pool needs another look. */
    long sweep(long round, long now, boolean force) {
        concurrency.relax(round);
        long next = Long.MAX_VALUE;
        for (ExecutionContext context : all) {
            next = Math.min(next, context.sweep(now, force));
        }
        return next;
    }

    /** The shortest time in which an invocation that begins now can time out. */
    long shortestTimeout() {
        return Math.min(revision.timeoutNanos(), settings().initLimit().toNanos());
    }

    /** The revision whose contexts these are. */
    public Revision revision() {
        return revision;
    }

    /** The concurrency of the function. */
    public FunctionConcurrency concurrency() {
        return concurrency;
    }

    Contexts contexts() {
        return contexts;
    }

    ContextSettings settings() {
        return contexts.settings();
    }

    boolean isEmpty() {
        return all.length == 0;
    }

    boolean hasInterrupted(Thread thread, ExecutionContext except) {
        for (ExecutionContext context : all) {
            if (context != except && context.hasInterrupted(thread)) {
                return true;
            }
        }
        return false;
    }

    /** How many contexts are in which state. */
    public ContextCounts counts() {
        ExecutionContext[] now = all;
        if (now.length == 0) {
            return ContextCounts.NONE;
        }
        ContextCounts.Counting counting = new ContextCounts.Counting();
        for (ExecutionContext context : now) {
            counting.add(context.state());
        }
        return counting.counted();
    }

    /** How many contexts there are. */
    public int size() {
        return all.length;
    }

    /** How many contexts belong to an invocation now. */
    public int busy() {
        int busy = 0;
        for (ExecutionContext context : all) {
            busy += context.isBusy() ? 1 : 0;
        }
        return busy;
    }

    /** How many contexts are idle now. */
    public int idle() {
        return (int) Arrays.stream(all).filter(ExecutionContext::isIdle).count();
    }

    boolean isOfSameFunction(ContextPool other) {
        return concurrency == other.concurrency;
    }
}
