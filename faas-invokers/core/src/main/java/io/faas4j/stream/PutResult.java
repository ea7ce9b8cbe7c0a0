package io.faas4j.stream;

import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What became of records that were to be written together (rule STREAM-8).
 *
 * @param records an outcome for each, in the same order; copied
 */
public record PutResult(List<PutOutcome> records) {

    /** Takes a copy. */
    public PutResult {
        records = List.copyOf(records);
    }

    static PutResult of(@Nullable PutOutcome[] outcomes) {
        return new PutResult(Stream.of(outcomes).map(Objects::requireNonNull).toList());
    }

    /** How many were refused. */
    public int failedRecordCount() {
        return (int) records.stream()
                .filter(outcome -> outcome instanceof PutOutcome.Refused)
                .count();
    }
}
