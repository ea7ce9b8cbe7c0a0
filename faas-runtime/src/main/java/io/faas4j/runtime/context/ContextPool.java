package io.faas4j.runtime.context;

import io.faas4j.error.TooManyRequestsException;
import io.faas4j.function.FunctionConfiguration;
import io.faas4j.function.ShutdownReason;
import io.faas4j.runtime.concurrency.FunctionConcurrency;
import io.faas4j.runtime.concurrency.Permit;
import io.faas4j.runtime.concurrency.QueueWait;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntSupplier;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/**
 * The execution contexts of one revision. A caller gets back the context that it used last, else the one that became idle
 * last, else a new one (rules CTX-11, CTX-12). With tenant isolation it is those of one tenant, and the revision's own pool
 * stands for all of them and has none itself.
 */
public final class ContextPool {

    /*
     * I1  a context is in `all` from its making until it is retired.
     * I2  a new context is made for an invocation only while its maker holds a permit, and after it saw, under the lock, no
     *     idle one. What is made ahead of traffic is held until it is offered.
     * I3  after drain() nothing is made, and what becomes idle is retired.
     * I4  while provisioned contexts serve, no hint leads to another: a free one of them comes first (rule CONC-16).
     * The hints only shorten the way: any of them may be stale, wrong or null at any time. Where invocations are counted
     * against a rate there are none, so that each passes borrow().
     */
    private static final ExecutionContext[] NONE = {};

    private final Revision revision;
    private final FunctionConcurrency concurrency;
    private final Contexts contexts;
    private final @Nullable String tenant;
    private final @Nullable TenantPools tenants;
    private final @Nullable Environments environments;
    private final IdleStack idle = new IdleStack();
    private volatile @Nullable ProvisionedContexts provisioned;
    private volatile ExecutionContext[] all = NONE;
    private volatile @Nullable Hints hints;
    private volatile boolean draining;
    private long coldStarts;

    /** Where a pool is one tenant's: the callers that want a context of it just now, or wait for one. */
    private final AtomicInteger borrowings = new AtomicInteger();

    ContextPool(Revision revision, FunctionConcurrency concurrency, Contexts contexts) {
        this.revision = revision;
        this.concurrency = concurrency;
        this.contexts = contexts;
        this.tenant = null;
        FunctionConfiguration configuration = revision.configuration();
        this.tenants = configuration.tenantIsolation() ? new TenantPools(this, contexts) : null;
        this.environments = configuration.contextConcurrency() > 1 ? new Environments(this, configuration) : null;
    }

    /** The pool of one tenant. */
    ContextPool(ContextPool whole, String tenant, TenantPools tenants) {
        this.revision = whole.revision;
        this.concurrency = whole.concurrency;
        this.contexts = whole.contexts;
        this.tenant = tenant;
        this.tenants = tenants;
        this.environments = null;
    }

    /** The contexts of a tenant; only with tenant isolation. */
    ContextPool of(String named) {
        return tenants == null ? this : tenants.of(named);
    }

    /** Whose contexts these are, null without tenant isolation. */
    @Nullable
    String tenant() {
        return tenant;
    }

    /** Where a pool is one for all tenants: their pools. */
    private @Nullable TenantPools others() {
        return tenant == null ? tenants : null;
    }

    /** Where a pool is one tenant's: all tenants' pools. */
    private @Nullable TenantPools siblings() {
        return tenant == null ? null : tenants;
    }

    /**
     * The warm path: the context that this thread used last, if it is idle and keeps its permit.
     *
     * @return the context, to be given back; null if there is none, and {@link #borrow} is to be called
     */
    public @Nullable ExecutionContext borrowWarm() {
        Hints known = hints;
        if (known == null) {
            return null;
        }
        ExecutionContext hinted = known.ofThread();
        return hinted != null && hinted.claimReady() ? hinted : null;
    }

    /**
     * Borrows any context; it may be cold.
     *
     * @return the context, to be given back; null if this pool is drained, and its revision no longer to be used
     * @throws TooManyRequestsException if no permit is free
     */
    public @Nullable ExecutionContext borrow() {
        return borrow(null);
    }

    /**
     * As {@link #borrow()}, and waits for a permit where none is free.
     *
     * @param wait how long; null for not at all
     * @return the context, to be given back; null if this pool is drained, and its revision no longer to be used
     * @throws TooManyRequestsException if no permit was free in time
     * @throws io.faas4j.error.InvocationInterruptedException if the thread was interrupted while it waited
     */
    public @Nullable ExecutionContext borrow(@Nullable QueueWait wait) {
        TenantPools siblings = siblings();
        if (siblings == null) {
            return borrowHere(wait);
        }
        ExecutionContext warm = borrowWarm();
        if (warm != null) {
            return warm;
        }
        borrowings.incrementAndGet();
        try {
            return borrowHere(wait);
        } finally {
            // The last borrowing to leave sees that the pool is empty, or whoever empties it later sees no borrowing.
            if (borrowings.decrementAndGet() == 0 && isUnused()) {
                siblings.forgetIfUnused(this);
            }
        }
    }

    private @Nullable ExecutionContext borrowHere(@Nullable QueueWait wait) {
        if (!concurrency.limitsRequests()) {
            return borrowAny(wait);
        }
        boolean isReserved = concurrency.isReserved();
        ExecutionContext ahead = isReserved ? null : claimProvisioned(wait);
        if (ahead != null) {
            return ahead;
        }
        Runnable undo = concurrency.admit();
        ExecutionContext context = borrowAny(wait);
        // A reservation's rate has the provisioned contexts in it, that of the unreserved pool has not.
        if (context == null || (!isReserved && context.isProvisioned())) {
            undo.run();
        }
        return context;
    }

    /** A provisioned context if one is free; it has a request rate of its own. */
    private @Nullable ExecutionContext claimProvisioned(@Nullable QueueWait wait) {
        ProvisionedContexts ahead = serving();
        ExecutionContext context = ahead == null ? null : claim(ahead, wait);
        if (context != null) {
            remember(context);
        }
        return context;
    }

    /** A provisioned context if one is free, else one on demand (rule CONC-16). */
    private @Nullable ExecutionContext borrowAny(@Nullable QueueWait wait) {
        ProvisionedContexts ahead = serving();
        ExecutionContext context = ahead == null ? null : claim(ahead, wait);
        if (context != null) {
            remember(context);
            return context;
        }
        ExecutionContext spilled = wait == null ? borrowNow() : borrowInTime(wait);
        if (ahead != null && spilled != null && !spilled.isProvisioned()) {
            ahead.countSpillover();
        }
        return spilled;
    }

    /** Whoever may wait for one of these contexts leaves it to those who wait already, first come, first served. */
    private @Nullable ExecutionContext claim(ProvisionedContexts ahead, @Nullable QueueWait wait) {
        boolean isBehindOthers = wait != null && concurrency.isWaitedFor(this) && !wait.isOver();
        return isBehindOthers ? null : ahead.claim();
    }

    /** The provisioned contexts, while they serve. */
    private @Nullable ProvisionedContexts serving() {
        ProvisionedContexts known = provisioned;
        return known == null || !known.isServing() ? null : known;
    }

    /** On demand, or a provisioned context that comes free meanwhile, perhaps the first there is. */
    private @Nullable ExecutionContext borrowInTime(QueueWait wait) {
        ProvisionedWait alternative = new ProvisionedWait(this);
        wait.accept(alternative);
        ExecutionContext onDemand = borrowOnDemandInTime(wait);
        ExecutionContext context = onDemand == null ? alternative.taken() : onDemand;
        if (context != null) {
            remember(context);
        }
        return context;
    }

    /** An idle context is not kept from others while its permit is waited for. */
    private @Nullable ExecutionContext borrowOnDemandInTime(QueueWait wait) {
        ExecutionContext context = claim();
        if (context == null || !context.hasPermit()) {
            if (context != null) {
                context.giveBack();
            }
            Permit permit = concurrency.acquire(wait);
            context = permit == null ? null : claimOrCreateWith(permit);
        }
        if (context != null) {
            remember(context);
        }
        return context;
    }

    private @Nullable ExecutionContext claimOrCreateWith(Permit permit) {
        ExecutionContext context = claim();
        if (context == null) {
            return claimOrCreate(permit);
        }
        if (context.hasPermit()) {
            concurrency.release(permit);
        } else {
            give(permit, context);
        }
        return context;
    }

    private @Nullable ExecutionContext borrowNow() {
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
        Hints known = hints;
        ExecutionContext hinted = known == null ? null : known.ofThread();
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
        ExecutionContext surplus = null;
        boolean isPermitUsed = false;
        contexts.lock().lock();
        try {
            if (draining) {
                return null;
            }
            for (ExecutionContext context : all) {
                if (!context.isProvisioned() && context.claimIdle()) {
                    if (!context.hasPermit()) {
                        give(permit, context);
                        isPermitUsed = true;
                    }
                    return context;
                }
            }
            admitContext();
            made = add(1, PooledContext.forInvocation(permit)).get(0);
            coldStarts++;
            isPermitUsed = true;
            TenantPools siblings = siblings();
            surplus = siblings == null ? null : siblings.grown();
        } finally {
            contexts.lock().unlock();
            if (!isPermitUsed) {
                concurrency.release(permit);
            }
        }
        keepsPermitOnlyIfPlenty(made);
        if (surplus != null) {
            surplus.retireIfIdle(ShutdownReason.SPINDOWN);
        }
        watch(made);
        return made;
    }

    /** Lets one more context be made, or throttles; a slot of a context that there is may always be. */
    private void admitContext() {
        if (environments != null) {
            if (!environments.needsNew()) {
                return;
            }
            environments.requireRoomForNew();
        }
        concurrency.admitContext();
    }

    /** Under the lock. What is copied may be a second choice that its thread is just taking back, in the old hints. */
    private void growHints(int size) {
        Hints known = hints;
        Hints grown = concurrency.limitsRequests() ? null : Hints.forContexts(size, known);
        if (grown != known) {
            hints = grown;
            clearHints();
        }
    }

    /** Makes contexts; under the lock. */
    private List<ExecutionContext> add(int count, long word) {
        ExecutionContext[] grown = Arrays.copyOf(all, all.length + count);
        for (int i = all.length; i < grown.length; i++) {
            grown[i] = environments == null
                    ? new ExecutionContext(this, contexts.nextNumber(), word)
                    : ExecutionContext.slot(this, contexts.nextNumber(), word, environments.forSlot(word));
        }
        growHints(grown.length);
        contexts.add(this);
        List<ExecutionContext> made = List.of(grown).subList(all.length, grown.length);
        all = grown;
        return made;
    }

    /** Makes contexts that are held, to be initialised ahead of traffic; none if this pool is drained. */
    List<ExecutionContext> hold(int count, boolean forProvisioning) {
        return hold(() -> count, forProvisioning);
    }

    /** As {@link #hold(int, boolean)}, where the lock is needed to tell how many. */
    List<ExecutionContext> hold(IntSupplier wanted, boolean forProvisioning) {
        List<ExecutionContext> made;
        contexts.lock().lock();
        try {
            int count = wanted.getAsInt();
            if (draining || count <= 0) {
                return List.of();
            }
            made = add(count, PooledContext.aheadOfTraffic(forProvisioning));
        } finally {
            contexts.lock().unlock();
        }
        contexts.watch(this);
        return made;
    }

    /**
     * Makes on-demand contexts and initialises them ahead of traffic; they have no place while they are idle, and one that
     * fails to be initialised ends. Not for contexts of tenants, nor for those that serve several invocations at once.
     *
     * @param count the most to make; fewer if the runtime could not run so many
     */
    public void prewarm(int count) {
        if (tenants != null || environments != null) {
            return;
        }
        int most = concurrency.most() - size();
        for (ExecutionContext made : hold(Math.min(count, most), false)) {
            Preparation preparation =
                    new Preparation(this, List.of(made), 1, settings().initLimit(), true, isReady -> made.offer(0));
            preparation.start();
        }
    }

    /** Has the contexts that there shall be at least made and initialised, on other threads (rule LMI-4). */
    public void keepMinimum() {
        if (environments != null) {
            environments.minimum().fill();
        }
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
        Hints known = hints;
        if (known == null || known.ofThread() == context || isSecondChoice(context)) {
            return;
        }
        known.remember(context);
        // Who makes provisioned contexts serve says so and then clears the hints: it clears this one, or is seen here.
        if (isSecondChoice(context)) {
            known.unremember(context);
        }
    }

    private boolean isSecondChoice(ExecutionContext context) {
        ProvisionedContexts ahead = provisioned;
        return ahead != null && ahead.isServing() && !context.isProvisioned();
    }

    /** Forgets the hints to contexts that are now a second choice. */
    void clearHints() {
        Hints known = hints;
        if (known != null) {
            known.clear(this::isSecondChoice);
        }
    }

    void push(ExecutionContext context) {
        if (context.isProvisioned()) {
            provisioned().push(context);
        } else {
            idle.push(context);
        }
    }

    /** The provisioned contexts of this pool. */
    public ProvisionedContexts provisioned() {
        ProvisionedContexts known = provisioned;
        return known == null ? firstProvisioned() : known;
    }

    private ProvisionedContexts firstProvisioned() {
        contexts.lock().lock();
        try {
            ProvisionedContexts known = provisioned;
            if (known == null) {
                known = new ProvisionedContexts(this);
                provisioned = known;
            }
            return known;
        } finally {
            contexts.lock().unlock();
        }
    }

    /** The provisioned contexts, null if there never were any. */
    public @Nullable ProvisionedContexts provisionedIfAny() {
        return provisioned;
    }

    /** Forgets a retired context. */
    void remove(ExecutionContext retired) {
        contexts.lock().lock();
        try {
            all = Arrays.stream(all).filter(context -> context != retired).toArray(ExecutionContext[]::new);
            if (retired.isProvisioned()) {
                provisioned().forget(retired);
            } else {
                idle.forget(retired);
            }
            Hints known = hints;
            if (known != null) {
                known.clear(context -> context == retired);
            }
            TenantPools siblings = siblings();
            if (siblings != null) {
                siblings.shrunk(this);
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
        ProvisionedContexts ahead = provisioned;
        if (ahead != null) {
            ahead.shrinkTo(0);
        }
        for (ExecutionContext context : all) {
            context.abandon();
        }
        TenantPools others = others();
        if (others != null) {
            others.drain();
        }
    }

    boolean isDraining() {
        return draining;
    }

    /** Under the contexts' lock: as {@link #drain}, for a pool without contexts. */
    void takeNothingMore() {
        draining = true;
    }

    /** The context that is idle longest, of these and another. */
    @Nullable
    ExecutionContext idlest(@Nullable ExecutionContext another) {
        ExecutionContext idlest = another;
        for (ExecutionContext context : all) {
            if (context.isIdle() && (idlest == null || context.lastUsed - idlest.lastUsed < 0)) {
                idlest = context;
            }
        }
        return idlest;
    }

    /** Makes idle contexts give back their permits now, and busy ones when they end. */
    public void reclaimPermits() {
        for (ExecutionContext context : all) {
            context.reclaimPermit();
        }
        TenantPools others = others();
        if (others != null) {
            others.forEach(ContextPool::reclaimPermits);
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
        return Math.min(revision.timeoutNanos(), initLimitNanos());
    }

    /** How long the init phase of a context may take that is made for an invocation (rule CTX-2). */
    public long initLimitNanos() {
        return (environments == null ? settings().initLimit() : revision.longInitLimit()).toNanos();
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

    /** Whether there is no context, and nobody who wants one: where a pool is one tenant's. */
    boolean isUnused() {
        return isEmpty() && borrowings.get() == 0;
    }

    boolean hasInterrupted(Thread thread, ExecutionContext except) {
        for (ExecutionContext context : all) {
            if (context != except && context.hasInterrupted(thread)) {
                return true;
            }
        }
        return false;
    }

    /** How many contexts were made for invocations that found none; never less than before. */
    public long coldStarts() {
        contexts.lock().lock();
        try {
            return coldStarts;
        } finally {
            contexts.lock().unlock();
        }
    }

    /** How many contexts are in which state. */
    public ContextCounts counts() {
        TenantPools tenants = others();
        if (tenants != null) {
            return tenants.counts();
        }
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
        return all.length + ofOthers(ContextPool::size);
    }

    /** How many contexts belong to an invocation now. */
    public int busy() {
        int busy = 0;
        for (ExecutionContext context : all) {
            busy += context.isBusy() ? 1 : 0;
        }
        return busy + ofOthers(ContextPool::busy);
    }

    /** As {@link #busy}, but for provisioned contexts. */
    int busyOnDemand() {
        long here = Arrays.stream(all)
                .filter(context -> context.isBusy() && !context.isProvisioned())
                .count();
        return (int) here + ofOthers(ContextPool::busyOnDemand);
    }

    /** How many contexts are idle now. */
    public int idle() {
        return (int) Arrays.stream(all).filter(ExecutionContext::isIdle).count() + ofOthers(ContextPool::idle);
    }

    /** How many environments the contexts are slots of; 0 if each serves one invocation at a time. */
    public int environments() {
        contexts.lock().lock();
        try {
            return environments == null ? 0 : environments.count();
        } finally {
            contexts.lock().unlock();
        }
    }

    /** How many tenants have contexts now; 0 without tenant isolation. */
    public int tenants() {
        TenantPools others = others();
        return others == null ? 0 : others.count();
    }

    private int ofOthers(ToIntFunction<ContextPool> number) {
        TenantPools others = others();
        return others == null ? 0 : others.sum(number);
    }

    boolean isOfSameFunction(ContextPool other) {
        return concurrency == other.concurrency;
    }
}
