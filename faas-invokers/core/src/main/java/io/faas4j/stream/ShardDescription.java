package io.faas4j.stream;

import java.math.BigInteger;
import java.util.List;
import java.util.Optional;

/**
 * A shard as it is now.
 *
 * @param shardId {@code shardId-} and 12 digits
 * @param parentShardIds none for a shard that the stream began with, one after a split, two after a merge; they may have expired
 * @param startingHashKey the first key that belongs to it
 * @param endingHashKey the last one
 * @param startingSequenceNumber the number of its first record, or what that will be
 * @param endingSequenceNumber that of its last one, or of none if it had none; empty while the shard is open
 */
public record ShardDescription(
        String shardId,
        List<String> parentShardIds,
        BigInteger startingHashKey,
        BigInteger endingHashKey,
        String startingSequenceNumber,
        Optional<String> endingSequenceNumber) {

    /** Takes a copy. */
    public ShardDescription {
        parentShardIds = List.copyOf(parentShardIds);
    }

    /** Whether records can be written to it. */
    public boolean isOpen() {
        return endingSequenceNumber.isEmpty();
    }
}
