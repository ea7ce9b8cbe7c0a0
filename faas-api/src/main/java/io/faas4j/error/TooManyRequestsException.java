package io.faas4j.error;

/**
 * The invocation was throttled: no concurrency was free for it (rule CONC-19). No handler ran, nothing was taken.
 */
public final class TooManyRequestsException extends FaasException {

    private static final long serialVersionUID = 1L;

    /** Which limit refused the invocation. */
    public enum Reason {
        /** The function has a reservation, and its on-demand share is in use (or the reservation is 0). */
        RESERVED_FUNCTION_CONCURRENT_INVOCATION_LIMIT_EXCEEDED("ReservedFunctionConcurrentInvocationLimitExceeded"),
        /** The function has no reservation, and the unreserved pool or the whole runtime is in use. */
        CONCURRENT_INVOCATION_LIMIT_EXCEEDED("ConcurrentInvocationLimitExceeded");

        private final String wireName;

        Reason(String wireName) {
            this.wireName = wireName;
        }

        /** Lambda's spelling, such as {@code ConcurrentInvocationLimitExceeded}. */
        public String wireName() {
            return wireName;
        }
    }

    private final Reason reason;
    private final String function;
    private final int limit;

    /**
     * Makes the error; its message is Lambda's, {@code Rate Exceeded.}
     *
     * @param reason which limit refused
     * @param function the name of the function that was throttled
     * @param limit the limit that was in use, in concurrent invocations
     */
    public TooManyRequestsException(Reason reason, String function, int limit) {
        super("TooManyRequestsException", 429, "Rate Exceeded.", null);
        this.reason = reason;
        this.function = function;
        this.limit = limit;
    }

    /** Which limit refused the invocation. */
    public Reason reason() {
        return reason;
    }

    /** The name of the function that was throttled. */
    public String function() {
        return function;
    }

    /** The limit that was in use, in concurrent invocations. */
    public int limit() {
        return limit;
    }

    /** With the facts, which Lambda's message does not have. */
    @Override
    @SuppressWarnings("OverrideThrowableToString") // the message is Lambda's to the letter
    public String toString() {
        return "%s: %s (reason %s, function '%s', limit %d)"
                .formatted(getClass().getName(), getMessage(), reason.wireName(), function, limit);
    }
}
