package io.faas4j.stream;

import io.faas4j.source.StreamRecord;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What a read through a shard iterator gave (rules STREAM-23, STREAM-24).
 *
 * @param records in their order; empty does not mean the end
 * @param nextShardIterator where to go on; empty only if the shard is closed and was read to its end
 * @param behindLatest how long the oldest record that is not read yet has been there; 0 at the tip
 * @param childShards at the end of a closed shard those that came from it; else empty
 */
public record RecordsPage(
        List<StreamRecord> records,
        Optional<ShardIterator> nextShardIterator,
        Duration behindLatest,
        List<ShardDescription> childShards) {}
