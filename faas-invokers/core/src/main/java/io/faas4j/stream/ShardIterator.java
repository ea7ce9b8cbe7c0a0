package io.faas4j.stream;

import io.faas4j.source.StreamPosition;

/**
 * A place in a shard from which {@link DataStream#records} reads; good for 5 minutes, for a stream of changes 15 (rules STREAM-21,
 * CHANGE-6). Immutable.
 */
public final class ShardIterator {

    private final DataStream stream;
    private final String shardId;
    private final StreamPosition position;
    private final long madeNanos;

    ShardIterator(DataStream stream, String shardId, StreamPosition position, long madeNanos) {
        this.stream = stream;
        this.shardId = shardId;
        this.position = position;
        this.madeNanos = madeNanos;
    }

    DataStream stream() {
        return stream;
    }

    /** The shard that it reads. */
    public String shardId() {
        return shardId;
    }

    StreamPosition position() {
        return position;
    }

    long madeNanos() {
        return madeNanos;
    }

    @Override
    public String toString() {
        return "ShardIterator[%s of %s, %s]".formatted(shardId, stream.name(), position);
    }
}
