package io.faas4j.runtime.concurrency;

import io.faas4j.runtime.time.TimeSource;
import org.jspecify.annotations.Nullable;

/**
 * The rates of one runtime; each is off unless set (rule LIB-6).
 *
 * @param time what the rates are measured by
 * @param scaling how fast each function may make execution contexts; null for as fast as it likes
 * @param requestsPerConcurrency how many invocations a second each unit of concurrency allows; 0 for any number
 * @param calls how often functions may be changed, all together; null for as often as anybody likes
 */
public record RateSettings(
        TimeSource time,
        @Nullable Rate scaling,
        int requestsPerConcurrency,
        @Nullable Rate calls) {

    /** Whether any rate is set. */
    public boolean isAny() {
        return scaling != null || requestsPerConcurrency > 0 || calls != null;
    }
}
