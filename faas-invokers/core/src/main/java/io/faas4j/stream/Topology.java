package io.faas4j.stream;

import io.faas4j.source.Shard;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The shards that a stream has at one time. Immutable: resharding makes another one. */
final class Topology {

    static final Topology NONE = new Topology(List.of());

    private final Map<String, StreamShard> all = new LinkedHashMap<>();
    private final StreamShard[] open;
    private final List<Shard> listed;

    /** @param shards parents before their children */
    Topology(Collection<StreamShard> shards) {
        shards.forEach(shard -> all.put(shard.id, shard));
        this.open = shards.stream()
                .filter(StreamShard::isOpen)
                .sorted((a, b) -> a.range.first().compareTo(b.range.first()))
                .toArray(StreamShard[]::new);
        List<Shard> listing = new ArrayList<>(all.size());
        for (StreamShard shard : shards) {
            listing.add(new Shard(
                    shard.id, shard.parents.stream().filter(all::containsKey).toList()));
        }
        this.listed = List.copyOf(listing);
    }

    /** The one that takes records with this hash. There is one, unless there are no shards at all. */
    StreamShard of(HashKey hash) {
        int low = 0;
        int high = open.length - 1;
        while (low < high) {
            int middle = (low + high + 1) >>> 1;
            if (open[middle].range.first().compareTo(hash) <= 0) {
                low = middle;
            } else {
                high = middle - 1;
            }
        }
        return open[low];
    }

    @Nullable
    StreamShard find(String id) {
        return all.get(id);
    }

    /** Open and closed, parents before their children. */
    Collection<StreamShard> all() {
        return Collections.unmodifiableCollection(all.values());
    }

    /** Those that take records, in the order of their ranges. */
    List<StreamShard> open() {
        return List.of(open);
    }

    /** As mappings see them. */
    List<Shard> listed() {
        return listed;
    }

    /** Those that came from a shard. */
    List<StreamShard> childrenOf(String id) {
        return all.values().stream().filter(shard -> shard.parents.contains(id)).toList();
    }
}
