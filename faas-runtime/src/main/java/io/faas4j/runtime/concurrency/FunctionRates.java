package io.faas4j.runtime.concurrency;

import io.faas4j.error.TooManyRequestsException.Reason;
import org.jspecify.annotations.Nullable;

/**
 * The rates of one function: how fast it may make execution contexts, and, while it has a reservation, how many invocations
 * a second it may have. Changed by one thread at a time; all else is for use by many.
 */
final class FunctionRates {

    private final String function;
    private final RuntimeRates runtime;
    private final @Nullable TokenBucket scaling;
    private volatile @Nullable TokenBucket reserved;

    FunctionRates(String function, RuntimeRates runtime) {
        this.function = function;
        this.runtime = runtime;
        Rate rate = runtime.settings().scaling();
        this.scaling = rate == null ? null : new TokenBucket(runtime.settings().time(), rate);
    }

    boolean limitsRequests() {
        return runtime.limitsRequests();
    }

    /**
     * Lets an invocation pass, or throttles it.
     *
     * @return what was taken from, to be given back if the invocation is to be admitted once more; null if nothing was
     */
    @Nullable
    TokenBucket admit(boolean isReserved) {
        TokenBucket bucket = isReserved ? reserved : runtime.unreserved();
        if (bucket != null && !bucket.tryTake()) {
            throw RuntimeRates.refusal(rateReason(isReserved), function, bucket);
        }
        return bucket;
    }

    /** Lets an execution context be made, or throttles the invocation that needs it. */
    void admitContext(boolean isReserved) {
        if (scaling != null && !scaling.tryTake()) {
            throw RuntimeRates.refusal(rateReason(isReserved), function, scaling);
        }
    }

    private static Reason rateReason(boolean isReserved) {
        return isReserved
                ? Reason.RESERVED_FUNCTION_INVOCATION_RATE_LIMIT_EXCEEDED
                : Reason.FUNCTION_INVOCATION_RATE_LIMIT_EXCEEDED;
    }

    /** Takes over a new reservation, 0 for none too: then nothing is taken from the bucket. */
    void reserve(int invocations) {
        reserved = runtime.changed(reserved, invocations);
    }
}
