package io.faas4j.runtime.context;

import org.jspecify.annotations.Nullable;

/**
 * Which invocation's handler the current thread runs, so that what the handler invokes knows its caller. One for each
 * thread, found once an invocation; empty outside of handlers.
 */
public final class CurrentInvocation {

    /*
     * To store a reference to a young object into an old one costs a fence on the usual collector (G1), some 3 ns of 75. So a
     * thread that invokes often gets a new holder now and then, long before the last one is old.
     */
    private static final int USES = 1 << 10;

    private static final ThreadLocal<CurrentInvocation> OF_THREAD = ThreadLocal.withInitial(CurrentInvocation::new);

    private @Nullable InvocationContext invocation;
    private int uses;
    private boolean isReplaced;

    private CurrentInvocation() {}

    /** The current thread's. */
    public static CurrentInvocation ofThread() {
        CurrentInvocation current = OF_THREAD.get();
        return ++current.uses < USES || current.invocation != null ? current : current.replaced();
    }

    private CurrentInvocation replaced() {
        isReplaced = true;
        CurrentInvocation fresh = new CurrentInvocation();
        OF_THREAD.set(fresh);
        return fresh;
    }

    /** The innermost invocation whose handler runs here, null outside of handlers. */
    public @Nullable InvocationContext get() {
        return invocation;
    }

    /**
     * Enters or leaves a handler.
     *
     * @param to the invocation entered, or the one around it
     */
    public void set(@Nullable InvocationContext to) {
        invocation = to;
        if (isReplaced) {
            // Who found this one on the way to a handler has invoked something else before it got there.
            isReplaced = false;
            OF_THREAD.set(this);
        }
    }
}
