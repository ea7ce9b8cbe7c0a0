package io.faas4j.runtime.snapshot;

import io.faas4j.function.FunctionRef;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One event source mapping at one moment.
 *
 * @param uuid its id
 * @param name by what its checkpoints are known; unique
 * @param eventSourceArn the source
 * @param function the function, as it was addressed
 * @param state where it is in its life, by Lambda's name (rule ESM-2), such as {@code Enabled}
 * @param isPaused whether it rests because its function fails
 * @param lastResult {@code No records processed}, {@code OK} or {@code PROBLEM: ...} (rule ESM-4)
 * @param lastErrorOrNull what exactly went wrong; null if the last result is no problem
 * @param since since when the last result is as it is
 * @param iteratorAge how old the last record of the last batch of a stream was when it was handed over; 0 for queues
 * @param inFlight how many records handlers have, or wait for another try
 */
public record MappingSnapshot(
        UUID uuid,
        String name,
        String eventSourceArn,
        FunctionRef function,
        String state,
        boolean isPaused,
        String lastResult,
        @Nullable String lastErrorOrNull,
        Instant since,
        Duration iteratorAge,
        int inFlight) {

    /** What exactly went wrong; empty if the last result is no problem. */
    public Optional<String> lastError() {
        return Optional.ofNullable(lastErrorOrNull);
    }

    /** What is not well; null if nothing is. */
    @Nullable
    String trouble() {
        if (state.equals("Disabled")) {
            return null;
        }
        if (lastErrorOrNull == null) {
            return isPaused ? "paused" : null;
        }
        return "%s%s (%s)".formatted(isPaused ? "paused, " : "", lastResult, lastErrorOrNull);
    }
}
