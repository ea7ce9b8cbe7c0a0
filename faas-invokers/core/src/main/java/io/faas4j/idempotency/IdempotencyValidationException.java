package io.faas4j.idempotency;

/** An event has the key of an earlier one, and is not the same otherwise. The handler was not called. */
public final class IdempotencyValidationException extends IdempotencyException {

    private static final long serialVersionUID = 1L;

    private final String key;

    IdempotencyValidationException(String key) {
        super("An earlier event with the idempotency key %s had another payload.".formatted(key));
        this.key = key;
    }

    /** The function's name, {@code #}, and the hash of the event's key. */
    public String key() {
        return key;
    }
}
