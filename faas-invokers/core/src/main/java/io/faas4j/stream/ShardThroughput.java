package io.faas4j.stream;

import io.faas4j.error.ProvisionedThroughputExceededException;
import io.faas4j.runtime.time.TimeSource;
import io.faas4j.stream.PutOutcome.Refused;
import org.jspecify.annotations.Nullable;

/** How fast one shard is written to and read from (rules STREAM-9, STREAM-22). */
final class ShardThroughput {

    private final String stream;
    private final Throughput writtenRecords;
    private final Throughput writtenBytes;
    private final Throughput readCalls;
    private final Throughput readBytes;

    ShardThroughput(String stream, StreamLimits limits, TimeSource time) {
        this.stream = stream;
        this.writtenRecords = new Throughput(time, limits.writeRecordsPerSecond());
        this.writtenBytes = new Throughput(time, limits.writeBytesPerSecond());
        this.readCalls = new Throughput(time, limits.readCallsPerSecond());
        this.readBytes = new Throughput(time, limits.readBytesPerSecond());
    }

    /** Counts a record that is to be written, or refuses it. Under the shard's lock. */
    @Nullable
    Refused refuseWrite(String shardId, int size) {
        if (!writtenBytes.tryTake(size)) {
            return new Refused(exceeded(shardId));
        }
        if (!writtenRecords.tryTake(1)) {
            writtenBytes.take(-size);
            return new Refused(exceeded(shardId));
        }
        return null;
    }

    /** Counts a call. */
    void requireRead(String shardId) {
        if (!readBytes.isOpen() || !readCalls.tryTake(1)) {
            throw exceeded(shardId);
        }
    }

    /** Counts what it gave. */
    void hasRead(long bytes) {
        readBytes.take(bytes);
    }

    private ProvisionedThroughputExceededException exceeded(String shardId) {
        return new ProvisionedThroughputExceededException(
                "Rate exceeded for shard %s in stream %s.".formatted(shardId, stream));
    }
}
