package io.faas4j.runtime.context;

import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * The idle contexts of a pool, last in first out, so that surplus ages at the bottom and is removed (rule CTX-11).
 *
 * <p>A context stays in the stack while its own thread finds it again past the stack; who pops it then goes on to the
 * next. So a steady caller writes nothing here.
 */
final class IdleStack {

    /*
     * I1  a context stands in at most one entry: only who sets the STACKED flag pushes, only who clears it has popped.
     * I2  an idle context with STACKED set stands in the stack, or is being pushed.
     * I3  what was popped and could not be claimed is pushed again by its owner, who finds STACKED cleared.
     * Entries are new objects, so that the head never comes back while somebody compares with it (no ABA).
     */
    private static final class Entry {
        volatile @Nullable ExecutionContext context;
        final @Nullable Entry below;

        Entry(ExecutionContext context, @Nullable Entry below) {
            this.context = context;
            this.below = below;
        }
    }

    private final AtomicReference<@Nullable Entry> top = new AtomicReference<>();

    /** Puts a context on top whose STACKED flag the caller has just set. */
    void push(ExecutionContext context) {
        Entry seen;
        Entry pushed;
        do {
            seen = top.get();
            pushed = new Entry(context, seen);
        } while (!top.compareAndSet(seen, pushed));
    }

    /** Takes contexts off until one can be claimed. */
    @Nullable
    ExecutionContext claim() {
        while (true) {
            Entry seen = top.get();
            if (seen == null) {
                return null;
            }
            if (!top.compareAndSet(seen, seen.below)) {
                continue;
            }
            ExecutionContext context = seen.context;
            if (context != null && context.claimPopped()) {
                return context;
            }
        }
    }

    /** Forgets a retired context, so that its entry holds nothing until it is popped. */
    void forget(ExecutionContext retired) {
        for (Entry entry = top.get(); entry != null; entry = entry.below) {
            if (entry.context == retired) {
                entry.context = null;
                return;
            }
        }
    }
}
