package io.faas4j.runtime.dispatch;

import io.faas4j.runtime.context.ExecutionContext;
import org.jspecify.annotations.Nullable;

/**
 * A thread that somebody lends to handlers, for one attempt after another. A look at the clock takes as long as a third of
 * all else that an attempt needs: where one follows the other at once, it begins when that one ended. Not safe for use by many
 * threads, but for {@link #late}.
 */
public final class LentThread {

    /*
     * The context itself knows when its last invocation ended. That was this thread's last attempt if the context was borrowed
     * once since, which is now; so nothing is read that another thread may be writing.
     */
    private final LateListener listener;
    private @Nullable ExecutionContext last;
    private long nextBorrowing;
    private long begunNanos;

    /**
     * No attempt ran on it so far.
     *
     * @param listener told, on another thread, of an attempt whose deadline came before its handler's end
     */
    public LentThread(LateListener listener) {
        this.listener = listener;
    }

    /** Something else is done before the next attempt, which begins when it begins. */
    public void pause() {
        last = null;
    }

    /** An attempt begins on it. */
    void begins(long nanos) {
        begunNanos = nanos;
    }

    /** When the last attempt began that a handler ran for. */
    public long begunNanos() {
        return begunNanos;
    }

    /** An attempt has ended in a warm context, on this thread, and there is nothing to be done after it. */
    void ended(ExecutionContext context, long borrowing) {
        last = context;
        nextBorrowing = borrowing + 1;
    }

    /**
     * Whether a context was last used by this thread's attempt before, with nothing between.
     *
     * @param context the caller's
     */
    boolean goesOnIn(ExecutionContext context) {
        return context == last && context.borrowings() == nextBorrowing;
    }

    void late(int tag, AttemptOutcome.Failure failure) {
        listener.late(tag, failure);
    }
}
