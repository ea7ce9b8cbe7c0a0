package io.faas4j.mapping.batch;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A batch without the records that have become too old (rule ESM-STREAM-9). Immutable.
 *
 * @param discards what is cut out, one for each run of records that follow each other; mostly none
 * @param remaining what is left, to be given to the function now; null if nothing is
 */
public record AgeCut(
        List<StreamDecision.Discard> discards, @Nullable BatchAttempt remaining) {

    /** Takes a copy. */
    public AgeCut {
        discards = List.copyOf(discards);
    }

    /** What is left, to be given to the function now. */
    public Optional<BatchAttempt> rest() {
        return Optional.ofNullable(remaining);
    }
}
