package io.faas4j.functions.concurrency;

import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.faas4j.error.TooManyRequestsException;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;

/** How an invocation was throttled. */
record Throttle(int status, String type, @Nullable String message, String reason, String function, int limit) {

    /** Makes the invocation, which must be throttled. */
    static Throttle of(ThrowingCallable invocation) {
        TooManyRequestsException refused = catchThrowableOfType(TooManyRequestsException.class, invocation);
        if (refused == null) {
            throw new AssertionError("expected a throttle");
        }
        return new Throttle(
                refused.httpStatus(),
                refused.type(),
                refused.getMessage(),
                refused.reason().wireName(),
                refused.function(),
                refused.limit());
    }

    static Throttle byReservation(String function, int limit) {
        return of("ReservedFunctionConcurrentInvocationLimitExceeded", function, limit);
    }

    static Throttle byTotal(String function, int limit) {
        return of("ConcurrentInvocationLimitExceeded", function, limit);
    }

    private static Throttle of(String reason, String function, int limit) {
        return new Throttle(429, "User", "Rate Exceeded.", reason, function, limit);
    }
}
