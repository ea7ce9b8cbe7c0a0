package io.faas4j.function;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * What a handler can know of the invocation it serves (rule CTX-16). Immutable but for {@link #exit}; safe for use by
 * many threads, also after the invocation ended.
 */
public interface Context {

    /** The invocation's id; the caller sees the same one (rule CTX-17). */
    UUID requestId();

    /** The function's name. */
    String functionName();

    /** The version that runs: {@code $LATEST} or a number, also where an alias was invoked (rule ALIAS-7). */
    String functionVersion();

    /** The function exactly as it was addressed: without a qualifier if there was none (rule CTX-18). */
    FunctionRef invokedFunction();

    /** {@link #invokedFunction()} as an ARN. */
    String invokedFunctionArn();

    /** When the invocation times out. */
    Instant deadline();

    /** The time until {@link #deadline()}; zero or negative once it has passed (rule CTX-19). */
    Duration remainingTime();

    /**
     * Whether nobody waits for the handler any more: its deadline has passed, or the runtime is closing and waits no longer.
     * A handler that works in a loop looks here, or at {@link Thread#interrupted()}, and returns.
     */
    boolean isCancelled();

    /** Which attempt of the event this is, from 1; more than 1 only for asynchronous and mapped invocations. */
    int attempt();

    /** What the client said of itself; only in synchronous invocations (rule SYNC-9). */
    Optional<ClientContext> clientContext();

    /** The tenant the invocation is for, if the function has tenant isolation (rule TEN-1). */
    Optional<String> tenantId();

    /** The user's variables and those the runtime sets, such as {@code AWS_LAMBDA_FUNCTION_NAME}. */
    Map<String, String> environment();

    /** The execution context's own scratch directory, made at the first call; outlives the invocation (rule CTX-8). */
    Path temporaryDirectory();

    /** The configured memory in MB. The JVM does not enforce it. */
    int memoryLimitInMb();

    /** The log group, {@code /aws/lambda/} and the function's name. */
    String logGroupName();

    /** The log stream, one per execution context: date, version in brackets, and an id (rule LOG-6). */
    String logStreamName();

    /** Writes to the function's log. */
    ContextLogger logger();

    /**
     * Ends the execution context as {@code System.exit} ends an environment of Lambda's: the invocation ends with
     * {@code Runtime.ExitError} whatever the handler does from here on, and the context is reset (rules LIB-3, ERR-7,
     * CTX-7). Write {@code throw context.exit(1);}.
     *
     * @param status the exit status, 0 to 255
     * @return an exception to throw, so that the handler ends there
     */
    RuntimeException exit(int status);
}
