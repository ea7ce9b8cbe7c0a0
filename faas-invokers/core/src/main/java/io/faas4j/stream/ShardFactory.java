package io.faas4j.stream;

import io.faas4j.runtime.time.TimeSource;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Makes the shards of one stream, and numbers them. One thread at a time. */
final class ShardFactory {

    private final String stream;
    private final @Nullable StreamLimits limits;
    private final TimeSource time;
    private long made;

    ShardFactory(String stream, StreamSettings settings, TimeSource time) {
        this.stream = stream;
        this.limits = settings.limits().orElse(null);
        this.time = time;
    }

    /**
     * The shards that a stream begins with (rule STREAM-4). Their numbers begin with the time, so that a stream that is made anew under
     * an old name has greater ones: a checkpoint of the old stream is then older than all records, and none is passed over.
     */
    Topology begin(int count) {
        long origin = time.now().toEpochMilli() * 1_000_000;
        List<StreamShard> shards = new ArrayList<>(count);
        for (HashRange range : HashRange.divide(count)) {
            shards.add(make(range, List.of(), origin));
        }
        return new Topology(shards);
    }

    StreamShard make(HashRange range, List<String> parents, long origin) {
        ShardThroughput throughput = limits == null ? null : new ShardThroughput(stream, limits, time);
        return new StreamShard("shardId-%012d".formatted(made++), range, parents, origin, throughput);
    }
}
