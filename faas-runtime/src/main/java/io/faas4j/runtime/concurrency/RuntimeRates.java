package io.faas4j.runtime.concurrency;

import io.faas4j.error.TooManyRequestsException;
import io.faas4j.error.TooManyRequestsException.Reason;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** The rates that all functions of a runtime share. Changed by one thread at a time; all else is for use by many. */
final class RuntimeRates {

    private final AdmissionSettings settings;
    private final @Nullable TokenBucket calls;
    private volatile @Nullable TokenBucket unreserved;

    RuntimeRates(AdmissionSettings settings, int unreservedPool) {
        this.settings = settings;
        Rate ofCalls = settings.calls();
        this.calls = ofCalls == null ? null : new TokenBucket(settings.time(), ofCalls);
        changeUnreserved(unreservedPool);
    }

    AdmissionSettings settings() {
        return settings;
    }

    /** Whether invocations are counted. */
    boolean limitsRequests() {
        return settings.requestsPerConcurrency() > 0;
    }

    /** The invocations of all functions without a reservation; null if their number is not limited. */
    @Nullable
    TokenBucket unreserved() {
        return unreserved;
    }

    void changeUnreserved(int pool) {
        unreserved = changed(unreserved, pool);
    }

    /** A bucket for so much concurrency, as full as the one before; null for no limit, and where there is no concurrency. */
    @Nullable
    TokenBucket changed(@Nullable TokenBucket before, int concurrency) {
        if (!limitsRequests() || concurrency <= 0) {
            return null;
        }
        long requests = (long) concurrency * settings.requestsPerConcurrency();
        Rate rate = Rate.perSecond((int) Math.min(Integer.MAX_VALUE, requests));
        return before == null ? new TokenBucket(settings.time(), rate) : before.changedTo(rate);
    }

    /** Lets a change of functions pass, or throttles it. */
    void admitCall() {
        if (calls != null && !calls.tryTake()) {
            throw refusal(Reason.CALLER_RATE_LIMIT_EXCEEDED, "", calls);
        }
    }

    static TooManyRequestsException refusal(Reason reason, String function, TokenBucket refused) {
        return new TooManyRequestsException(
                reason, function, refused.rate().tokens(), Duration.ofNanos(refused.nanosUntilNext()));
    }
}
