package io.faas4j.idempotency;

import java.time.Instant;

/** Another invocation is at an event with the same key. The handler was not called; later it may be worth trying again. */
public final class IdempotencyAlreadyInProgressException extends IdempotencyException {

    private static final long serialVersionUID = 1L;

    private final String key;
    private final Instant until;

    IdempotencyAlreadyInProgressException(String key, Instant until) {
        super("An invocation with the idempotency key %s is in progress, until %s at the latest."
                .formatted(key, until));
        this.key = key;
        this.until = until;
    }

    /** The function's name, {@code #}, and the hash of the event's key. */
    public String key() {
        return key;
    }

    /** When that invocation ends at the latest. */
    public Instant until() {
        return until;
    }
}
