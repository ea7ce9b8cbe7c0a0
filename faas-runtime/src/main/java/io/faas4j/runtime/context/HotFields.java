package io.faas4j.runtime.context;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/** Keeps other objects off the cache lines of {@link HotFields}. */
abstract class PaddingBefore {
    @SuppressWarnings("unused")
    private long p0, p1, p2, p3, p4, p5, p6, p7;
}

/** What a warm invocation writes; one thread at a time, the owner, but for the state word. */
abstract class HotFields extends PaddingBefore {

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

/** Keeps other objects off the cache lines of {@link HotFields}. */
abstract class PaddingAfter extends HotFields {
    @SuppressWarnings("unused")
    private long q0, q1, q2, q3, q4, q5, q6, q7;
}
