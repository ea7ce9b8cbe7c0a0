package io.faas4j.runtime.context;

import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Which context each thread used last: cells that threads share when there are more threads than cells. A hint only shortens
 * the way: it may be stale, wrong or null at any time. Safe for use by many threads.
 */
final class Hints extends AtomicReferenceArray<@Nullable ExecutionContext> {

    private static final long serialVersionUID = 1L;

    /** Enough for the threads of a small pool, and still little for each of 100,000 functions. */
    private static final int FEWEST = 16;

    /** Of more threads than that few find their own context again anyway. */
    private static final int MOST = 1024;

    private Hints(int cells) {
        super(cells);
    }

    /** Hints for so many contexts: those there are, as long as they have a cell for each context. */
    static Hints forContexts(int contexts, @Nullable Hints present) {
        int cells = present == null ? FEWEST : present.length();
        while (cells < MOST && cells < contexts) {
            cells *= 4;
        }
        if (present != null && cells == present.length()) {
            return present;
        }
        Hints grown = new Hints(cells);
        for (int i = 0; present != null && i < present.length(); i++) {
            grown.set(i, present.get(i));
        }
        return grown;
    }

    /** The context that the current thread, or one that shares its cell, used last. */
    @Nullable
    ExecutionContext ofThread() {
        return getAcquire(cell());
    }

    void remember(ExecutionContext context) {
        set(cell(), context);
    }

    /** Takes back what was just remembered. */
    void unremember(ExecutionContext context) {
        compareAndSet(cell(), context, null);
    }

    void clear(Predicate<ExecutionContext> condition) {
        for (int i = 0; i < length(); i++) {
            ExecutionContext hinted = get(i);
            if (hinted != null && condition.test(hinted)) {
                compareAndSet(i, hinted, null);
            }
        }
    }

    /** Threads with neighbouring ids, as pools make them, have cells of their own. */
    private int cell() {
        return (int) Thread.currentThread().getId() & (length() - 1);
    }
}
