package io.faas4j.runtime.registry;

import io.faas4j.function.FunctionRef;
import io.faas4j.function.ProvisionedConcurrency;
import io.faas4j.function.ProvisionedConcurrency.Status;
import io.faas4j.function.Qualifier;
import io.faas4j.runtime.concurrency.FunctionConcurrency;
import io.faas4j.runtime.context.Contexts;
import io.faas4j.runtime.context.ProvisionedContexts;
import io.faas4j.runtime.context.ProvisionedListener;
import io.faas4j.runtime.context.Revision;
import io.faas4j.runtime.snapshot.ProvisionedSnapshot;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The provisioned concurrency of one version or alias: how many contexts it asks for, of which revisions, and how far that
 * is. Safe for use by many threads.
 */
final class Allocation {

    /*
     * I1  at most one attempt is under way; one that was replaced or released changes nothing any more.
     * The lock is taken after the registry's and before those of pools and limits. No code of a function runs under it.
     */
    static final String INIT_FAILURE = "FUNCTION_ERROR_INIT_FAILURE";

    private final FunctionRef ref;
    private final FunctionConcurrency concurrency;
    private final Contexts contexts;
    private final ProvisionedListener listener;
    private final Runnable promise;
    private final ReentrantLock lock = new ReentrantLock();

    private volatile int requested;
    private Status status = Status.IN_PROGRESS;
    private Instant lastModified = Instant.EPOCH;
    private Map<Revision, Integer> shares = Map.of();
    private Map<Revision, Integer> sharesBefore = Map.of();
    private @Nullable AllocationAttempt attempt;

    /**
     * Nothing asked for yet.
     *
     * @param promise to be run when less is asked for than before, since a change failed
     */
    Allocation(
            FunctionRef ref,
            FunctionConcurrency concurrency,
            Contexts contexts,
            ProvisionedListener listener,
            Runnable promise) {
        this.ref = ref;
        this.concurrency = concurrency;
        this.contexts = contexts;
        this.listener = listener;
        this.promise = promise;
    }

    /** How many contexts are asked for. */
    int requested() {
        return requested;
    }

    /**
     * Asks for contexts: what is surplus is retired at once, what is missing is initialised, and serves when all is there.
     *
     * @param newShares how many contexts of which revision
     */
    void allocate(Map<Revision, Integer> newShares) {
        lock.lock();
        try {
            status = Status.IN_PROGRESS;
            lastModified = contexts.settings().time().now().truncatedTo(ChronoUnit.MILLIS);
            change(newShares);
        } finally {
            lock.unlock();
        }
    }

    /**
     * Changes the number of contexts while the status stays what it is; does nothing while an allocation is in progress, or
     * after one failed.
     */
    void resize(Map<Revision, Integer> newShares) {
        lock.lock();
        try {
            if (status == Status.READY && attempt == null) {
                change(newShares);
            }
        } finally {
            lock.unlock();
        }
    }

    private void change(Map<Revision, Integer> newShares) {
        stopAttempt();
        Map<Revision, Integer> old = shares;
        sharesBefore = old;
        askFor(newShares);
        old.keySet().forEach(revision -> revision.pool().provisioned().shrinkTo(newShares.getOrDefault(revision, 0)));
        tell(old.keySet(), newShares.keySet());
        AllocationAttempt started = new AllocationAttempt(this, newShares, concurrency, contexts);
        attempt = started;
        started.begin();
    }

    private void askFor(Map<Revision, Integer> newShares) {
        shares = newShares;
        requested = newShares.values().stream().mapToInt(Integer::intValue).sum();
    }

    /** Gives everything up; busy contexts finish their invocation. */
    void release() {
        lock.lock();
        try {
            stopAttempt();
            retireAll();
            tell(shares.keySet(), Set.of());
            shares = Map.of();
        } finally {
            lock.unlock();
        }
    }

    private void tell(Set<Revision> before, Set<Revision> now) {
        before.stream().filter(revision -> !now.contains(revision)).forEach(listener::ended);
        now.stream().filter(revision -> !before.contains(revision)).forEach(listener::began);
    }

    private void stopAttempt() {
        AllocationAttempt running = attempt;
        if (running != null) {
            running.cancel();
            attempt = null;
        }
    }

    private void retireAll() {
        shares.keySet().forEach(revision -> revision.pool().provisioned().shrinkTo(0));
    }

    // ---- told by the attempt, with the lock held -------------------------------------------------------------------

    ReentrantLock lock() {
        return lock;
    }

    boolean isCurrent(AllocationAttempt asking) {
        return attempt == asking;
    }

    void succeeded() {
        attempt = null;
        status = Status.READY;
    }

    /** A first allocation, or one that its owner asked for, has failed; a mere change of size leaves what there is. */
    void failed() {
        attempt = null;
        if (status == Status.IN_PROGRESS) {
            status = Status.FAILED;
            retireAll();
        } else {
            askFor(sharesBefore);
            promise.run();
        }
    }

    // ---- views -----------------------------------------------------------------------------------------------------

    /** As it is now. */
    ProvisionedConcurrency view() {
        lock.lock();
        try {
            return new ProvisionedConcurrency(ref, requested, allocated(), available(), status, reason(), lastModified);
        } finally {
            lock.unlock();
        }
    }

    /** As it is said to be right after it was asked for (rule CONC-7). */
    ProvisionedConcurrency begun() {
        lock.lock();
        try {
            return new ProvisionedConcurrency(ref, requested, 0, 0, Status.IN_PROGRESS, Optional.empty(), lastModified);
        } finally {
            lock.unlock();
        }
    }

    /** What one of its versions has of it; null if that is none of its versions. */
    @Nullable
    ProvisionedSnapshot snapshot(Revision revision) {
        lock.lock();
        try {
            Integer share = shares.get(revision);
            if (share == null) {
                return null;
            }
            ProvisionedContexts pool = revision.pool().provisioned();
            return new ProvisionedSnapshot(
                    qualifier(), share, pool.allocated(), pool.available(), pool.busy(), status, reason());
        } finally {
            lock.unlock();
        }
    }

    private String qualifier() {
        return ref.qualifier().orElse(Qualifier.LATEST).text();
    }

    private Optional<String> reason() {
        return status == Status.FAILED ? Optional.of(INIT_FAILURE) : Optional.empty();
    }

    /** Whether these are the contexts it asks for. */
    boolean isOf(Map<Revision, Integer> other) {
        lock.lock();
        try {
            return shares.equals(other);
        } finally {
            lock.unlock();
        }
    }

    /** Whether it is ready, and is not being changed. */
    boolean isSteady() {
        lock.lock();
        try {
            return status == Status.READY && attempt == null;
        } finally {
            lock.unlock();
        }
    }

    int allocated() {
        lock.lock();
        try {
            return shares.keySet().stream()
                    .mapToInt(revision -> revision.pool().provisioned().allocated())
                    .sum();
        } finally {
            lock.unlock();
        }
    }

    private int available() {
        return shares.keySet().stream()
                .mapToInt(revision -> revision.pool().provisioned().available())
                .sum();
    }

    /** How many of the contexts belong to an invocation. */
    int busy() {
        lock.lock();
        try {
            return shares.keySet().stream()
                    .mapToInt(revision -> revision.pool().provisioned().busy())
                    .sum();
        } finally {
            lock.unlock();
        }
    }
}
