package io.faas4j.invocation;

import java.util.UUID;

/**
 * The function ran and failed: the throwing form of {@link InvocationResult.Failure}. Its cause is what the handler threw,
 * where it threw. Not a {@code FaasException}: those say that no handler ran.
 */
public final class FunctionErrorException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient FunctionError error;
    private final UUID requestId;
    private final String executedVersion;

    /**
     * Makes the exception.
     *
     * @param error how the function failed
     * @param requestId the invocation's id
     * @param executedVersion {@code $LATEST} or the number that ran
     */
    public FunctionErrorException(FunctionError error, UUID requestId, String executedVersion) {
        super(error.toString(), error.cause().orElse(null));
        this.error = error;
        this.requestId = requestId;
        this.executedVersion = executedVersion;
    }

    /** How the function failed. */
    public FunctionError error() {
        return error;
    }

    /** The invocation's id. */
    public UUID requestId() {
        return requestId;
    }

    /** {@code $LATEST} or the number that ran. */
    public String executedVersion() {
        return executedVersion;
    }
}
