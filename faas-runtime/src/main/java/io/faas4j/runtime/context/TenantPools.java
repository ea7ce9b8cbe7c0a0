package io.faas4j.runtime.context;

import java.util.Iterator;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/**
 * The pools of one revision with tenant isolation: one for each tenant that has execution contexts now, so that a context
 * never serves two tenants (rule TEN-1).
 */
final class TenantPools {

    /*
     * I1  a pool is in the map, under the contexts' lock, from its making until it is forgotten; a forgotten pool takes no
     *     new context, so that a tenant's contexts are in one pool only.
     * I2  a pool is forgotten when its last context is retired, and when the last borrowing leaves it empty: there are no
     *     more pools than contexts and borrowings. While somebody waits for a context of it, it is kept: else who waits
     *     would have to come again, behind others.
     * I3  after drain() no pool is made.
     * A warm invocation reads the map and takes no lock.
     */

    /** Beyond so many contexts the one that was idle longest, of a few looked at, is retired for a new one. */
    private static final int MAX_CONTEXTS = 10_000;

    private static final int LOOKED_AT = 16;

    private final ContextPool whole;
    private final Contexts contexts;
    private final ConcurrentHashMap<String, ContextPool> pools = new ConcurrentHashMap<>();

    // Under the contexts' lock.
    private Iterator<ContextPool> round = pools.values().iterator();
    private int size;
    private boolean drained;

    /**
     * No pools.
     *
     * @param whole stands for all of them, and has no contexts itself
     */
    TenantPools(ContextPool whole, Contexts contexts) {
        this.whole = whole;
        this.contexts = contexts;
    }

    /** A tenant's pool; once drained the one that stands for all, which is too. */
    ContextPool of(String tenant) {
        ContextPool known = pools.get(tenant);
        return known == null ? add(tenant) : known;
    }

    private ContextPool add(String tenant) {
        contexts.lock().lock();
        try {
            return drained ? whole : pools.computeIfAbsent(tenant, named -> new ContextPool(whole, named, this));
        } finally {
            contexts.lock().unlock();
        }
    }

    /** Under the contexts' lock: a pool has one context more. Answers one that is to be retired for it, if it is idle. */
    @Nullable
    ExecutionContext grown() {
        size++;
        return size > MAX_CONTEXTS ? idlest() : null;
    }

    /** Under the contexts' lock: a pool has one context less. */
    void shrunk(ContextPool pool) {
        size--;
        forgetIfUnused(pool);
    }

    void forgetIfUnused(ContextPool pool) {
        contexts.lock().lock();
        try {
            if (pool.isUnused()) {
                pool.takeNothingMore();
                pools.remove(pool.tenant(), pool);
            }
        } finally {
            contexts.lock().unlock();
        }
    }

    private @Nullable ExecutionContext idlest() {
        ExecutionContext idlest = null;
        for (int i = 0; i < LOOKED_AT; i++) {
            if (!round.hasNext()) {
                round = pools.values().iterator();
                if (!round.hasNext()) {
                    break;
                }
            }
            idlest = round.next().idlest(idlest);
        }
        return idlest;
    }

    void drain() {
        contexts.lock().lock();
        try {
            drained = true;
        } finally {
            contexts.lock().unlock();
        }
        forEach(ContextPool::drain);
    }

    void forEach(Consumer<ContextPool> action) {
        pools.values().forEach(action);
    }

    int count() {
        return pools.size();
    }

    /** How many contexts all tenants together have, by state. */
    ContextCounts counts() {
        return pools.values().stream().map(ContextPool::counts).reduce(ContextCounts.NONE, ContextCounts::plus);
    }

    int sum(ToIntFunction<ContextPool> number) {
        return pools.values().stream().mapToInt(number).sum();
    }
}
