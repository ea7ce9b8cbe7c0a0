package io.faas4j.runtime.context;

import io.faas4j.runtime.concurrency.Alternative;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * A provisioned context for an invocation that waits, also one that is there only later: it has its place, and is taken
 * before any other (rule CONC-16).
 */
final class ProvisionedWait implements Alternative {

    private final ContextPool pool;
    private final AtomicReference<@Nullable ExecutionContext> taken = new AtomicReference<>();

    ProvisionedWait(ContextPool pool) {
        this.pool = pool;
    }

    @Override
    public Object source() {
        return pool;
    }

    @Override
    public boolean take() {
        ProvisionedContexts ahead = pool.provisionedIfAny();
        ExecutionContext context = ahead == null || !ahead.isServing() ? null : ahead.claimOrBeTold();
        taken.set(context);
        return context != null;
    }

    @Override
    public void putBack() {
        ExecutionContext context = taken();
        if (context != null) {
            context.giveBack();
        }
    }

    /** The context that was taken; null if there was none. */
    @Nullable
    ExecutionContext taken() {
        return taken.getAndSet(null);
    }
}
