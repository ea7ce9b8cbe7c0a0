package io.faas4j.runtime.snapshot;

import io.faas4j.runtime.context.ContextCounts;
import io.faas4j.runtime.tally.Counts;
import io.faas4j.runtime.tally.LastError;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One version of a function at one moment.
 *
 * @param version {@code $LATEST} or a number
 * @param contexts its execution contexts; of {@code $LATEST} also those of replaced revisions that have not ended yet
 * @param counts what it did since it was first invoked, through all qualifiers that exist
 * @param lastErrorOrNull its last function error
 * @param provisionedOrNull its provisioned concurrency
 */
public record VersionSnapshot(
        String version,
        ContextCounts contexts,
        Counts counts,
        @Nullable LastError lastErrorOrNull,
        @Nullable ProvisionedSnapshot provisionedOrNull) {

    /** Its last function error, empty if there was none. */
    public Optional<LastError> lastError() {
        return Optional.ofNullable(lastErrorOrNull);
    }

    /** Its provisioned concurrency, empty if none is asked for. */
    public Optional<ProvisionedSnapshot> provisioned() {
        return Optional.ofNullable(provisionedOrNull);
    }
}
