package io.faas4j.mapping;

import io.faas4j.event.AttemptRecord;
import io.faas4j.invocation.FunctionError;
import io.faas4j.mapping.batch.StreamReport;
import io.faas4j.mapping.event.StreamFailureRecords;
import io.faas4j.runtime.dispatch.AttemptOutcome;
import io.faas4j.runtime.time.TimeSource;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The last invocation with a batch, which failed.
 *
 * @param version what ran
 * @param isUnhandled whether the handler threw or timed out, rather than that it reported failures
 * @param errorType of what
 * @param errorMessage with which text
 * @param startNanos when it began, by the runtime's time
 * @param durationNanos how long it took
 */
record LastTry(
        String version,
        boolean isUnhandled,
        String errorType,
        @Nullable String errorMessage,
        long startNanos,
        long durationNanos) {

    static LastTry of(AttemptOutcome.Failure failure) {
        FunctionError error = failure.error();
        return new LastTry(
                failure.version(),
                true,
                error.errorType(),
                error.errorMessage(),
                failure.startNanos(),
                failure.durationNanos());
    }

    /** Null if nothing failed. */
    static @Nullable LastTry of(AttemptOutcome outcome, StreamReport report) {
        String failure = report.failure();
        if (failure == null || !(outcome instanceof AttemptOutcome.Returned returned)) {
            return null;
        }
        return new LastTry(
                returned.version(),
                false,
                FunctionError.ITEMS_REPORTED,
                failure,
                returned.startNanos(),
                returned.durationNanos());
    }

    /** As a failure record tells it. */
    StreamFailureRecords.LastAttempt told() {
        return new StreamFailureRecords.LastAttempt(version, isUnhandled);
    }

    /** As a dead letter tells it. */
    AttemptRecord record(TimeSource time) {
        return new AttemptRecord(
                time.now().minusNanos(time.nanoTime() - startNanos),
                Duration.ofNanos(durationNanos),
                version,
                errorType,
                errorMessage);
    }
}
