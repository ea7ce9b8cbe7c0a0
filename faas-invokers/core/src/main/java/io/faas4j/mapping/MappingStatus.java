package io.faas4j.mapping;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a mapping is doing, and why not, at one moment. Immutable.
 *
 * @param state where it is in its life (rule ESM-2)
 * @param lastResult {@code No records processed}, {@code OK} or {@code PROBLEM: ...} (rule ESM-4, which shows none for queues)
 * @param error what exactly went wrong; null if nothing did
 * @param since when the last result began to be so
 * @param isResting whether it pauses because its function fails
 * @param inFlight how many records handlers have, or wait for another try
 * @param iteratorAge how old the last record of the last batch of a stream was; 0 for queues
 * @param counts records since the mapping was made
 */
public record MappingStatus(
        MappingState state,
        String lastResult,
        @Nullable String error,
        Instant since,
        boolean isResting,
        int inFlight,
        Duration iteratorAge,
        Counts counts) {

    /** What exactly went wrong last; empty if nothing did. */
    public Optional<String> lastError() {
        return Optional.ofNullable(error);
    }

    /**
     * Records since a mapping was made.
     *
     * @param polled received or read
     * @param filteredOut of these, by filters
     * @param invoked given to the function, again each time
     * @param failed of these, in batches that failed or reported as failed
     * @param deleted from a queue
     * @param dropped of a stream, without success
     * @param delivered of these, reported to the on-failure destination
     */
    public record Counts(
            long polled, long filteredOut, long invoked, long failed, long deleted, long dropped, long delivered) {}
}
