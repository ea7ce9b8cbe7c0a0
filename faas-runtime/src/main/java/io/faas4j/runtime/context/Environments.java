package io.faas4j.runtime.context;

import io.faas4j.error.TooManyRequestsException;
import io.faas4j.error.TooManyRequestsException.Reason;
import io.faas4j.function.FunctionConfiguration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The environments of a pool whose contexts serve several invocations at once. Used under the contexts' lock, if not said
 * otherwise.
 */
final class Environments {

    private final ContextPool pool;
    private final int slotsEach;
    private final int least;
    private final int most;
    private final MinimumEnvironments minimum;
    private final List<Environment> all = new ArrayList<>();

    Environments(ContextPool pool, FunctionConfiguration configuration) {
        this.pool = pool;
        this.slotsEach = configuration.contextConcurrency();
        this.least = configuration.minContexts();
        this.most = configuration.maxContexts();
        this.minimum = new MinimumEnvironments(pool, this);
    }

    /** Whether the next slot needs an environment of its own. */
    boolean needsNew() {
        return withRoom() == null;
    }

    /**
     * Checks that there may be one more.
     *
     * @throws TooManyRequestsException if there may not (rule LMI-4)
     */
    void requireRoomForNew() {
        if (all.size() >= most) {
            throw new TooManyRequestsException(
                    Reason.CONCURRENT_INVOCATION_LIMIT_EXCEEDED, pool.revision().functionName(), most * slotsEach);
        }
    }

    /** An environment for one more slot, which joins it; a new one if the slot is made ahead of traffic. */
    Environment forSlot(long word) {
        Environment found = ContextState.isInvoked(word) ? withRoom() : null;
        if (found == null) {
            ContextSettings settings = pool.settings();
            found = new Environment(
                    this,
                    pool.contexts().nextNumber(),
                    settings.time().nanoTime(),
                    settings.random().nextLong());
            all.add(found);
        }
        return found;
    }

    /** A ready one before one that is being initialised; one that has lived too long only while it is kept. */
    private @Nullable Environment withRoom() {
        Environment second = null;
        for (int i = all.size() - 1; i >= 0; i--) {
            Environment environment = all.get(i);
            boolean isYoung = isYoung(environment);
            boolean isReady = environment.isReady();
            if (!environment.hasRoom(slotsEach) || !(isYoung || (isReady && least > 0))) {
                continue;
            }
            if (isYoung && isReady) {
                return environment;
            }
            if (second == null || (isReady && !second.isReady())) {
                second = environment;
            }
        }
        return second;
    }

    private boolean isYoung(Environment environment) {
        ContextSettings settings = pool.settings();
        return settings.time().nanoTime() - environment.created()
                < settings.maxLifetime().toNanos();
    }

    // ---- the minimum -----------------------------------------------------------------------------------------------

    MinimumEnvironments minimum() {
        return minimum;
    }

    /** How many there are too few; those count that take invocations, or will soon, and go on doing so. */
    int missing() {
        if (least == 0) {
            return 0;
        }
        return least
                - (int) all.stream()
                        .filter(environment -> environment.isOpen() && isYoung(environment))
                        .count();
    }

    /** Whether enough others are ready. */
    private boolean isSpare(Environment one) {
        return all.stream()
                        .filter(other -> other != one && other.isOpen() && other.isReady())
                        .count()
                >= least;
    }

    /** Takes the lock: whether one that has lived too long may end now; it takes no more slots then. */
    boolean mayEnd(Environment old) {
        if (least == 0) {
            return true;
        }
        ReentrantLock lock = pool.contexts().lock();
        lock.lock();
        try {
            if (!old.isOpen()) {
                return true;
            }
            if (isSpare(old)) {
                old.dismiss();
                return true;
            }
        } finally {
            lock.unlock();
        }
        minimum.fill();
        return false;
    }

    /** Takes the lock: whether an idle slot may end: not the last one of an environment that is needed. */
    boolean mayLoseSlot(Environment environment) {
        ReentrantLock lock = pool.contexts().lock();
        lock.lock();
        try {
            return !environment.isOpen() || environment.slots().size() > 1 || isSpare(environment);
        } finally {
            lock.unlock();
        }
    }

    /** Takes the lock: the slots of all that have lived too long and may end now; these take no more slots. */
    List<ExecutionContext> dismissOld() {
        List<ExecutionContext> dismissed = new ArrayList<>();
        ReentrantLock lock = pool.contexts().lock();
        lock.lock();
        try {
            for (Environment environment : all) {
                if (environment.isOpen() && !isYoung(environment) && isSpare(environment)) {
                    environment.dismiss();
                    dismissed.addAll(environment.slots());
                }
            }
        } finally {
            lock.unlock();
        }
        return dismissed;
    }

    void remove(Environment ended) {
        all.remove(ended);
    }

    int count() {
        return all.size();
    }
}
