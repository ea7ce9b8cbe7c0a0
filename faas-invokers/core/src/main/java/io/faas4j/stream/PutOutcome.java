package io.faas4j.stream;

import io.faas4j.error.FaasException;

/** What became of a record that was to be written. */
public sealed interface PutOutcome {

    /**
     * It was written.
     *
     * @param shardId where
     * @param sequenceNumber its number within the shard
     */
    record Accepted(String shardId, String sequenceNumber) implements PutOutcome {}

    /**
     * It was not.
     *
     * @param error why: {@link io.faas4j.error.StreamFullException}, {@link
     *     io.faas4j.error.ProvisionedThroughputExceededException}, or {@link io.faas4j.error.InvalidArgumentException} for a record that
     *     was to be behind another one
     */
    record Refused(FaasException error) implements PutOutcome {}
}
