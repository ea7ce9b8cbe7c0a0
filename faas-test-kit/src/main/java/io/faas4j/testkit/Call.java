package io.faas4j.testkit;

import io.faas4j.function.FunctionRef;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One call of a handler that a test deployed, as it was when it was asked for.
 *
 * @param at when it began, in virtual time
 * @param took what it took so far, or took altogether, in virtual time
 * @param function the function as it was addressed
 * @param version {@code $LATEST} or the number that ran
 * @param attempt which attempt of the event, from 1
 * @param requestId the invocation's id, the same for all attempts of an event
 * @param outcome how it ended
 * @param error what the handler threw; null if it threw nothing
 */
public record Call(
        Instant at,
        Duration took,
        FunctionRef function,
        String version,
        int attempt,
        UUID requestId,
        Outcome outcome,
        @Nullable Throwable error) {

    /** How a call ended. */
    public enum Outcome {
        /** It has not ended. */
        RUNNING,
        /** The handler returned. */
        SUCCEEDED,
        /** The handler threw. */
        FAILED,
        /** The handler ended, however, after its deadline, or when its runtime was closed. */
        TIMED_OUT
    }

    @Override
    public String toString() {
        return "%s  %s, version %s, attempt %d, %s: %s after %s%s"
                .formatted(
                        at,
                        function,
                        version,
                        attempt,
                        requestId,
                        outcome.name().toLowerCase(Locale.ROOT).replace('_', ' '),
                        took,
                        error == null ? "" : ", " + error);
    }
}
