package io.faas4j.error;

import org.jspecify.annotations.Nullable;

/**
 * The root of all refusals: whenever a call ends in one of these, no handler ran for it (rule SYNC-2).
 *
 * <p>Each subclass is one error of an AWS API under AWS's name; {@link #code()} is that name, {@link #httpStatus()}
 * the status an HTTP front door answers with. Immutable and safe for use by many threads.
 */
public abstract sealed class FaasException extends RuntimeException
        permits AccessDeniedException,
                AliasLimitExceededException,
                EventQueueFullException,
                ExpiredIteratorException,
                InvalidArgumentException,
                InvalidParameterValueException,
                InvalidRequestContentException,
                InvocationInterruptedException,
                LimitExceededException,
                PreconditionFailedException,
                ProvisionedConcurrencyConfigNotFoundException,
                ProvisionedThroughputExceededException,
                QueueException,
                QueueFullException,
                RecursiveInvocationException,
                RequestTooLargeException,
                ResourceConflictException,
                ResourceInUseException,
                ResourceNotFoundException,
                ServiceException,
                StoreException,
                StreamFullException,
                TooManyRequestsException,
                ValidationException {

    private static final long serialVersionUID = 1L;

    private final String code;
    private final int httpStatus;

    FaasException(String code, int httpStatus, @Nullable String message, @Nullable Throwable cause) {
        super(message, cause);
        this.code = code;
        this.httpStatus = httpStatus;
    }

    /** Lambda's name of the error, such as {@code ResourceNotFoundException}. */
    public final String code() {
        return code;
    }

    /** The HTTP status Lambda answers with, 400 to 599. */
    public final int httpStatus() {
        return httpStatus;
    }

    /**
     * Whose fault it is, in Lambda's words: {@code User} or {@code Service}.
     *
     * <p>A {@link ValidationException} and an {@link AccessDeniedException} carry no type on the wire; here they answer
     * {@code User} too.
     */
    public final String type() {
        return httpStatus < 500 ? "User" : "Service";
    }
}
