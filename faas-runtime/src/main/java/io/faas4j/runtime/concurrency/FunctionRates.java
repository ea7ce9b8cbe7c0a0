package io.faas4j.runtime.concurrency;

import io.faas4j.error.TooManyRequestsException.Reason;
import org.jspecify.annotations.Nullable;

/**
 * The rates of one function: how fast it may make execution contexts, or have them provisioned, and how many invocations a
 * second it may have while it has a reservation. Changed by one thread at a time; all else is for use by many.
 */
final class FunctionRates {

    /** Undoes nothing. */
    static final Runnable NOTHING_TAKEN = () -> {};

    private final String function;
    private final RuntimeRates runtime;
    private final @Nullable TokenBucket scaling;
    private final @Nullable TokenBucket provisioning;
    private volatile @Nullable TokenBucket reserved;

    FunctionRates(String function, RuntimeRates runtime) {
        this.function = function;
        this.runtime = runtime;
        this.scaling = bucket(runtime.settings().scaling());
        this.provisioning = bucket(runtime.settings().provisioning());
    }

    private @Nullable TokenBucket bucket(@Nullable Rate rate) {
        return rate == null ? null : new TokenBucket(runtime.settings().time(), rate);
    }

    boolean limitsRequests() {
        return runtime.limitsRequests();
    }

    /**
     * Lets an invocation pass, or throttles it.
     *
     * @return undoes it, if the invocation is to be admitted once more
     */
    Runnable admit(boolean isReserved) {
        TokenBucket bucket = isReserved ? reserved : runtime.unreserved();
        if (bucket == null) {
            return NOTHING_TAKEN;
        }
        long taken = bucket.take();
        if (taken == TokenBucket.NONE) {
            throw RuntimeRates.refusal(rateReason(isReserved), function, bucket);
        }
        return () -> bucket.putBack(taken);
    }

    /** Lets an execution context be made, or throttles the invocation that needs it. */
    void admitContext(boolean isReserved) {
        if (scaling != null && !scaling.tryTake()) {
            throw RuntimeRates.refusal(rateReason(isReserved), function, scaling);
        }
    }

    /** Lets a context be provisioned and answers 0, or in how many nanoseconds to ask again. */
    long admitProvisioned() {
        TokenBucket bucket = provisioning;
        return bucket == null || bucket.tryTake() ? 0 : Math.max(1, bucket.nanosUntilNext());
    }

    /** The rate of one version's provisioned contexts; null if invocations are not counted. */
    @Nullable
    ProvisionedRate provisioned() {
        return limitsRequests() ? new ProvisionedRate(runtime) : null;
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
