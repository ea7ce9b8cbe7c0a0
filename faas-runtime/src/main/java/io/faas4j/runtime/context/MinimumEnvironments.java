package io.faas4j.runtime.context;

import io.faas4j.function.ShutdownReason;
import java.time.Duration;
import java.util.List;

/**
 * Sees to it that a pool has as many environments as it shall have at least, each initialised ahead of traffic (rules LMI-2,
 * LMI-4). Safe for use by many threads.
 */
final class MinimumEnvironments {

    /*
     * I1  whenever an environment closes, ends, or has lived too long, fill() follows: what is missing is under way, or tried
     *     again at a time that is set.
     * I2  after a failure nothing is made before that time, so that a handler that cannot be made keeps no thread busy.
     * The contexts' lock is never held while a context is initialised, offered or retired.
     */
    private static final int TRIES = 6;

    private static final Duration RETRY = Duration.ofMinutes(1);

    private final ContextPool pool;
    private final Environments environments;
    private volatile boolean isPausing;

    MinimumEnvironments(ContextPool pool, Environments environments) {
        this.pool = pool;
        this.environments = environments;
    }

    /** Makes what is missing, each with one slot; nothing once the pool is drained. */
    void fill() {
        if (isPausing) {
            return;
        }
        Duration limit = pool.revision().longInitLimit();
        for (ExecutionContext first : pool.hold(environments::missing, false)) {
            new Preparation(pool, List.of(first), TRIES, limit, false, isReady -> ended(first, isReady)).start();
        }
    }

    private void ended(ExecutionContext first, boolean isReady) {
        if (!isReady) {
            isPausing = true;
            pool.settings().time().scheduleHousekeeping(RETRY, this::goOn);
        }
        first.offerOrEnd();
        environments.dismissOld().forEach(old -> old.retire(ShutdownReason.SPINDOWN));
    }

    private void goOn() {
        isPausing = false;
        fill();
    }
}
