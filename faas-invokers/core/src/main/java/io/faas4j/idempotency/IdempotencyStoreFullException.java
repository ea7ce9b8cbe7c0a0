package io.faas4j.idempotency;

/** A store in memory has no room for one more key. The handler was not called; room comes as keys expire. */
public final class IdempotencyStoreFullException extends IdempotencyException {

    private static final long serialVersionUID = 1L;

    /** Which bound of the store was reached. */
    public enum Limit {
        /** How many keys it has. */
        KEYS("keys"),
        /** How many bytes their results have together. */
        BYTES("bytes of results");

        private final String counted;

        Limit(String counted) {
            this.counted = counted;
        }
    }

    private final Limit limit;
    private final long value;

    IdempotencyStoreFullException(Limit limit, long value) {
        super("The idempotency store is full: at most %d %s.".formatted(value, limit.counted));
        this.limit = limit;
        this.value = value;
    }

    /** Which bound was reached. */
    public Limit limit() {
        return limit;
    }

    /** The bound, in keys or bytes. */
    public long value() {
        return value;
    }
}
