package io.faas4j.source;

import java.util.List;
import java.util.Objects;

/**
 * A part of a stream that keeps an order. Immutable.
 *
 * @param id its name within the stream
 * @param parents the shards that it came from by a split or a merge and that can still be read: they are read to their end
 *     before it (rule STREAM-27); copied
 */
public record Shard(String id, List<String> parents) {

    /** Takes a copy. */
    public Shard {
        Objects.requireNonNull(id, "id");
        parents = List.copyOf(parents);
    }
}
