package io.faas4j.function;

import java.nio.file.Path;
import java.util.Map;

/** What a handler can know while it is made: everything that stays the same for its execution context. */
public interface InitContext {

    /** The function's name. */
    String functionName();

    /** The version this context belongs to: {@code $LATEST} or a number. */
    String functionVersion();

    /** The version's configuration. */
    FunctionConfiguration configuration();

    /** The user's variables and those the runtime sets, such as {@code AWS_LAMBDA_INITIALIZATION_TYPE} (rule CTX-14). */
    Map<String, String> environment();

    /** Why this context is made: on demand for an invocation, or ahead of traffic. */
    InitializationType initializationType();

    /** The context's own scratch directory, made at the first call (rule CTX-8). */
    Path temporaryDirectory();

    /** Writes to the function's log. */
    ContextLogger logger();

    /**
     * Adds a hook for the end of this context. Hooks run last in, first out, before an {@link AutoCloseable} handler is
     * closed, and all together within the runtime's shutdown budget (rule CTX-13).
     *
     * @param hook called once
     */
    void onShutdown(ShutdownHook hook);

    /**
     * Adds a hook that runs after each invocation of this context, whether its handler returned or threw, while the
     * invocation still counts against concurrency and deadline (rules LIB-2, CONC-1). Hooks run in the order they were added.
     *
     * @param hook called on the invocation's thread
     */
    void afterInvoke(AfterInvokeHook hook);
}
