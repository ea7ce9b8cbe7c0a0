package io.faas4j.runtime.context;

import org.jspecify.annotations.Nullable;

/**
 * Which invocation's handler the current thread runs, so that what the handler invokes knows its caller. One for each
 * thread, found once an invocation; empty outside of handlers.
 */
public final class CurrentInvocation {

    private static final ThreadLocal<CurrentInvocation> OF_THREAD = ThreadLocal.withInitial(CurrentInvocation::new);

    private @Nullable InvocationContext invocation;

    private CurrentInvocation() {}

    /** The current thread's. */
    public static CurrentInvocation ofThread() {
        return OF_THREAD.get();
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
    }
}
