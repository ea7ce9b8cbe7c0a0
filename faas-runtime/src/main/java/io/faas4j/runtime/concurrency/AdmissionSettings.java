package io.faas4j.runtime.concurrency;

import io.faas4j.runtime.time.TimeSource;
import org.jspecify.annotations.Nullable;

/**
 * What one runtime asks for before it lets an invocation pass, besides a place: rates, each off unless set (rule LIB-6),
 * and how many may wait for a place.
 *
 * @param time what the rates are measured by
 * @param scaling how fast each function may make execution contexts; null for as fast as it likes
 * @param requestsPerConcurrency how many invocations a second each unit of concurrency allows; 0 for any number
 * @param provisioning how fast each function may have contexts provisioned; null for as fast as it likes
 * @param calls how often functions may be changed, all together; null for as often as anybody likes
 * @param maxWaiting how many invocations of one function may wait for a place, 1 or more
 */
public record AdmissionSettings(
        TimeSource time,
        @Nullable Rate scaling,
        int requestsPerConcurrency,
        @Nullable Rate provisioning,
        @Nullable Rate calls,
        int maxWaiting) {

    /** How many invocations of one function may wait unless set. */
    public static final int DEFAULT_MAX_WAITING = 10_000;

    /** Whether any rate is set. */
    boolean hasRates() {
        return scaling != null || requestsPerConcurrency > 0 || provisioning != null || calls != null;
    }
}
