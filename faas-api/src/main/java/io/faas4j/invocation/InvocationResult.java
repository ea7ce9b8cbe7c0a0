package io.faas4j.invocation;

import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * How an invocation ended whose handler ran: with its result, or with a function error; both are status 200 (rule
 * SYNC-2). An invocation that was refused has no result: it throws a {@code FaasException}.
 *
 * @param <O> the result's type
 */
public sealed interface InvocationResult<O> {

    /** The invocation's id, the one that the handler saw (rule CTX-17). */
    UUID requestId();

    /** {@code $LATEST} or the number that ran (rule SYNC-7). */
    String executedVersion();

    /** What it took. */
    InvocationReport report();

    /** The function error, if it ended in one. */
    Optional<FunctionError> error();

    /**
     * The handler's result.
     *
     * @return the result; null if the handler returned null
     * @throws FunctionErrorException if the function failed
     */
    @Nullable
    O payload();

    /** Lambda's status: 200 in both cases. */
    default int statusCode() {
        return 200;
    }

    /** Whether the handler returned. */
    default boolean isSuccess() {
        return error().isEmpty();
    }

    /**
     * The handler returned.
     *
     * @param payload what it returned
     * @param requestId the invocation's id
     * @param executedVersion what ran
     * @param report what it took
     * @param <O> the result's type
     */
    record Success<O>(@Nullable O payload, UUID requestId, String executedVersion, InvocationReport report)
            implements InvocationResult<O> {
        @Override
        public Optional<FunctionError> error() {
            return Optional.empty();
        }
    }

    /**
     * The function failed.
     *
     * @param functionError how
     * @param requestId the invocation's id
     * @param executedVersion what ran
     * @param report what it took
     * @param <O> the result's type
     */
    record Failure<O>(FunctionError functionError, UUID requestId, String executedVersion, InvocationReport report)
            implements InvocationResult<O> {
        @Override
        public Optional<FunctionError> error() {
            return Optional.of(functionError);
        }

        @Override
        public @Nullable O payload() {
            throw new FunctionErrorException(functionError, requestId, executedVersion);
        }
    }
}
