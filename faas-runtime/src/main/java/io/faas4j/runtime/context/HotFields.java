package io.faas4j.runtime.context;

import io.faas4j.runtime.tally.Tally;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * What a warm invocation writes; one thread at a time, the owner, but for the state word. On cache lines of its own: the
 * tally brings the padding before, and what a subclass adds, which is seldom written, is the padding behind.
 */
abstract class HotFields extends Tally {

    /** No invocation is under a deadline. */
    public static final long NO_DEADLINE = Long.MIN_VALUE;

    private static final VarHandle STATE;
    private static final VarHandle DEADLINE;

    static {
        try {
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            STATE = lookup.findVarHandle(HotFields.class, "state", long.class);
            DEADLINE = lookup.findVarHandle(HotFields.class, "deadline", long.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    /** See {@link ContextState}. */
    private volatile long state;

    /**
     * When the running invocation times out, or {@link #NO_DEADLINE}. Set after the word became busy, and unset before
     * it becomes anything else: who reads a busy word and then a deadline has the deadline of that borrowing or a later
     * one, never of an earlier one.
     */
    @SuppressWarnings("unused")
    private long deadline = NO_DEADLINE;

    /** Who runs the invocation; null while it waits for the context's own thread. */
    @Nullable
    Thread thread;

    /** Told of a timeout; null if the caller itself runs the handler. */
    @Nullable
    TimeoutListener listener;

    /** When it last served; others read what they happen to see. */
    long lastUsed;

    long idCount;

    final long state() {
        return state;
    }

    final boolean changeState(long from, long to) {
        return STATE.compareAndSet(this, from, to);
    }

    final void initialState(long word) {
        STATE.setRelease(this, word);
    }

    final long deadline() {
        return (long) DEADLINE.getAcquire(this);
    }

    final void deadline(long nanos) {
        DEADLINE.setRelease(this, nanos);
    }
}
