package io.faas4j.error;

/**
 * An event was not accepted, as its function's queue has no room for it. Nothing was taken; it is worth trying again
 * later. Lambda has no such error: its queues have no end that a caller sees.
 */
public final class EventQueueFullException extends FaasException {

    private static final long serialVersionUID = 1L;

    /** Which bound of a function's queue was reached. */
    public enum Limit {
        /** How many events it holds: waiting, running, waiting for a retry, or being delivered. */
        EVENTS("events"),
        /** How many bytes of payload these have together. */
        BYTES("bytes of payload"),
        /** How many dead letters are kept: while nobody sees to them, nothing more is taken in. */
        DEAD_LETTERS("dead letters");

        private final String counted;

        Limit(String counted) {
            this.counted = counted;
        }
    }

    private final String function;
    private final Limit limit;
    private final long value;

    /**
     * Makes the error.
     *
     * @param function the name of the function
     * @param limit which bound was reached
     * @param value the bound, in events, bytes or dead letters
     */
    public EventQueueFullException(String function, Limit limit, long value) {
        super(
                "EventQueueFullException",
                429,
                "The event queue of function '%s' is full: at most %d %s.".formatted(function, value, limit.counted),
                null);
        this.function = function;
        this.limit = limit;
        this.value = value;
    }

    /** The name of the function. */
    public String function() {
        return function;
    }

    /** Which bound was reached. */
    public Limit limit() {
        return limit;
    }

    /** The bound, in events, bytes or dead letters. */
    public long value() {
        return value;
    }
}
