package io.faas4j.stream;

import io.faas4j.error.InvalidArgumentException;
import io.faas4j.stream.PutOutcome.Refused;
import org.jspecify.annotations.Nullable;

/**
 * A record on its way into a shard.
 *
 * @param hash decides which
 * @param size what it counts, its partition key included
 * @param behind the number that its own has to be above of; null for any
 */
record PendingRecord(
        String partitionKey,
        HashKey hash,
        int size,
        Data data,
        @Nullable String behind) {

    /** What it holds; known in full only with its place. */
    interface Data {
        byte[] at(String sequenceNumber);
    }

    byte[] dataAt(String sequenceNumber) {
        return data.at(sequenceNumber);
    }

    /** Refuses it if it has to be behind a number that the shard has not given yet (rule STREAM-7). */
    @Nullable
    PutOutcome refusalBehind(long last) {
        if (behind == null || SequenceNumbers.parse(behind) <= last) {
            return null;
        }
        return new Refused(new InvalidArgumentException(
                "SequenceNumberForOrdering %s is not below the next sequence number of its shard.".formatted(behind)));
    }
}
