package io.faas4j.idempotency;

/** An event has no key, where one is required. The handler was not called. */
public final class IdempotencyKeyException extends IdempotencyException {

    private static final long serialVersionUID = 1L;

    private final String function;

    IdempotencyKeyException(String function) {
        super("The event for function '%s' has no idempotency key.".formatted(function));
        this.function = function;
    }

    /** The function's name. */
    public String function() {
        return function;
    }
}
