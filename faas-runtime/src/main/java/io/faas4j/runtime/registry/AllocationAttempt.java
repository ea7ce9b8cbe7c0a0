package io.faas4j.runtime.registry;

import io.faas4j.runtime.concurrency.FunctionConcurrency;
import io.faas4j.runtime.concurrency.ProvisionedClaim;
import io.faas4j.runtime.context.Contexts;
import io.faas4j.runtime.context.Preparation;
import io.faas4j.runtime.context.ProvisionedContexts;
import io.faas4j.runtime.context.Revision;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One try to bring an {@link Allocation} to what it asks for: initialise what is missing, claim places for it, wait until
 * running invocations have left those, then let all of it serve at once (rules CONC-7 to CONC-9).
 *
 * <p>A context needs no place while it is initialised, since no invocation runs: so the function goes on on demand with all
 * of its limit until the contexts are ready.
 */
final class AllocationAttempt {

    private final Allocation allocation;
    private final Map<Revision, Integer> shares;
    private final FunctionConcurrency concurrency;
    private final Contexts contexts;
    private final Map<ProvisionedContexts, Part> parts = new LinkedHashMap<>();
    private int unprepared;
    private @Nullable ProvisionedClaim claim;

    /** What is made for one pool. */
    private record Part(int places, Preparation preparation) {}

    AllocationAttempt(
            Allocation allocation, Map<Revision, Integer> shares, FunctionConcurrency concurrency, Contexts contexts) {
        this.allocation = allocation;
        this.shares = shares;
        this.concurrency = concurrency;
        this.contexts = contexts;
    }

    /** With the allocation's lock held, as {@link #cancel}. */
    void begin() {
        shares.forEach((revision, share) -> {
            ProvisionedContexts pool = revision.pool().provisioned();
            int missing = share - pool.allocated();
            if (missing > 0) {
                parts.put(pool, new Part(missing, pool.prepare(missing, this::prepared)));
            }
        });
        unprepared = parts.size();
        if (unprepared == 0) {
            contexts.runSoon(this::proceed);
        }
        parts.values().forEach(part -> part.preparation.startAtRate());
    }

    void cancel() {
        parts.values().forEach(part -> {
            part.preparation.cancel();
            part.preparation.abandon();
        });
        if (claim != null) {
            claim.cancel();
        }
    }

    private void prepared(boolean isReady) {
        allocation.lock().lock();
        try {
            if (!allocation.isCurrent(this)) {
                return;
            }
            if (!isReady) {
                cancel();
                allocation.failed();
                return;
            }
            unprepared--;
            proceed();
        } finally {
            allocation.lock().unlock();
        }
    }

    /** Goes on if nothing is waited for any more. */
    private void proceed() {
        allocation.lock().lock();
        try {
            if (allocation.isCurrent(this) && unprepared == 0 && hasPlaces()) {
                parts.forEach((pool, part) -> pool.activate(part.preparation, part.places));
                allocation.succeeded();
            }
        } finally {
            allocation.lock().unlock();
        }
    }

    private boolean hasPlaces() {
        if (parts.isEmpty()) {
            return true;
        }
        ProvisionedClaim claimed = claim;
        if (claimed == null) {
            int places = parts.values().stream().mapToInt(Part::places).sum();
            claimed = concurrency.claim(places, () -> contexts.runSoon(this::proceed));
            claim = claimed;
        }
        return claimed.isMet();
    }
}
