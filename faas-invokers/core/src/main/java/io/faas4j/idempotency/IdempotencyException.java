package io.faas4j.idempotency;

/**
 * Why an idempotent handler did not answer, or was not called. It ends the invocation as a function error: an asynchronous one is
 * tried again like any other.
 */
public abstract sealed class IdempotencyException extends RuntimeException
        permits IdempotencyAlreadyInProgressException,
                IdempotencyKeyException,
                IdempotencyLockLostException,
                IdempotencyStoreFullException,
                IdempotencyValidationException {

    private static final long serialVersionUID = 1L;

    IdempotencyException(String message) {
        super(message);
    }
}
