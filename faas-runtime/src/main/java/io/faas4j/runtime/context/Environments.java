package io.faas4j.runtime.context;

import io.faas4j.error.TooManyRequestsException;
import io.faas4j.error.TooManyRequestsException.Reason;
import io.faas4j.function.FunctionConfiguration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The environments of a pool whose contexts serve several invocations at once. Used under the contexts' lock. */
final class Environments {

    private final ContextPool pool;
    private final int slotsEach;
    private final int most;
    private final List<Environment> all = new ArrayList<>();

    Environments(ContextPool pool, FunctionConfiguration configuration) {
        this.pool = pool;
        this.slotsEach = configuration.contextConcurrency();
        this.most = configuration.maxContexts();
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

    /** An environment for one more slot, which joins it. */
    Environment forSlot() {
        Environment found = withRoom();
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

    private @Nullable Environment withRoom() {
        long now = pool.settings().time().nanoTime();
        long lifetime = pool.settings().maxLifetime().toNanos();
        for (int i = all.size() - 1; i >= 0; i--) {
            if (all.get(i).hasRoom(slotsEach, now, lifetime)) {
                return all.get(i);
            }
        }
        return null;
    }

    void remove(Environment ended) {
        all.remove(ended);
    }

    int count() {
        return all.size();
    }
}
