package io.faas4j.error;

import java.time.Duration;
import java.util.OptionalInt;

/**
 * The invocation was throttled: no concurrency was free for it, or it came too fast (rule CONC-19). No handler ran, nothing
 * was taken.
 */
public final class TooManyRequestsException extends FaasException {

    private static final long serialVersionUID = 1L;

    /** Which limit refused the invocation. */
    public enum Reason {
        /** The function has a reservation, and its on-demand share is in use (or the reservation is 0). */
        RESERVED_FUNCTION_CONCURRENT_INVOCATION_LIMIT_EXCEEDED("ReservedFunctionConcurrentInvocationLimitExceeded"),
        /** The function has no reservation, and the unreserved pool or the whole runtime is in use. */
        CONCURRENT_INVOCATION_LIMIT_EXCEEDED("ConcurrentInvocationLimitExceeded"),
        /** The function has a reservation, and more invocations a second, or new execution contexts, than it may. */
        RESERVED_FUNCTION_INVOCATION_RATE_LIMIT_EXCEEDED("ReservedFunctionInvocationRateLimitExceeded"),
        /** The function has no reservation, and there are more invocations a second, or new contexts, than may be. */
        FUNCTION_INVOCATION_RATE_LIMIT_EXCEEDED("FunctionInvocationRateLimitExceeded"),
        /** Functions are changed more often than they may be. */
        CALLER_RATE_LIMIT_EXCEEDED("CallerRateLimitExceeded");

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
    private final int retryAfterSeconds;

    /**
     * Makes the error; its message is Lambda's, {@code Rate Exceeded.}
     *
     * @param reason which limit refused
     * @param function the name of the function that was throttled
     * @param limit the limit that was in use, in concurrent invocations
     */
    public TooManyRequestsException(Reason reason, String function, int limit) {
        this(reason, function, limit, 0);
    }

    /**
     * As {@link #TooManyRequestsException(Reason, String, int)}, for a limit that is known to be free again after a time.
     *
     * @param reason which limit refused
     * @param function the name of the function that was throttled; empty if the call was not an invocation
     * @param limit the limit that was reached
     * @param retryAfter after what time it is worth trying again; told in whole seconds, at least 1
     */
    public TooManyRequestsException(Reason reason, String function, int limit, Duration retryAfter) {
        this(reason, function, limit, wholeSeconds(retryAfter));
    }

    private TooManyRequestsException(Reason reason, String function, int limit, int retryAfterSeconds) {
        super("TooManyRequestsException", 429, "Rate Exceeded.", null);
        this.reason = reason;
        this.function = function;
        this.limit = limit;
        this.retryAfterSeconds = retryAfterSeconds;
    }

    private static int wholeSeconds(Duration duration) {
        long rounded = duration.plusNanos(999_999_999).toSeconds();
        return (int) Math.max(1, Math.min(Integer.MAX_VALUE, rounded));
    }

    /** Which limit refused the invocation. */
    public Reason reason() {
        return reason;
    }

    /** The name of the function that was throttled; empty if the call was not an invocation. */
    public String function() {
        return function;
    }

    /**
     * The limit that was reached: in concurrent invocations; in invocations a second, or execution contexts in the time of
     * the scaling rate, where a rate refused; in calls in the time of the caller rate.
     */
    public int limit() {
        return limit;
    }

    /** After how many seconds it is worth trying again, 1 or more; empty where that is not known (rule CONC-19). */
    public OptionalInt retryAfterSeconds() {
        return retryAfterSeconds == 0 ? OptionalInt.empty() : OptionalInt.of(retryAfterSeconds);
    }

    /** With the facts, which Lambda's message does not have. */
    @Override
    @SuppressWarnings("OverrideThrowableToString") // the message is Lambda's to the letter
    public String toString() {
        return "%s: %s (reason %s, function '%s', limit %d)"
                .formatted(getClass().getName(), getMessage(), reason.wireName(), function, limit);
    }
}
