package io.faas4j.idempotency;

/**
 * The handler has answered, but after the lock of its key had ended, and another invocation has taken the key since: that one's
 * result counts.
 */
public final class IdempotencyLockLostException extends IdempotencyException {

    private static final long serialVersionUID = 1L;

    private final String key;

    IdempotencyLockLostException(String key) {
        super("The lock of the idempotency key %s had ended when the handler answered; its result was not kept."
                .formatted(key));
        this.key = key;
    }

    /** The function's name, {@code #}, and the hash of the event's key. */
    public String key() {
        return key;
    }
}
