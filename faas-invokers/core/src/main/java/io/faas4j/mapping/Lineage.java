package io.faas4j.mapping;

import io.faas4j.source.Shard;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * Which shards came from which (rule STREAM-27), also from those that the source does not list any more while something of them is
 * still being handled. Guarded by its engine's monitor.
 */
final class Lineage {

    private final Map<String, List<String>> parents = new HashMap<>();

    /** What a source lists: what was known before tells of more parents, if anything. */
    void note(List<Shard> listed) {
        listed.forEach(shard -> parents.putIfAbsent(shard.id(), shard.parents()));
    }

    /**
     * Whether a shard may begin.
     *
     * @param isOpen whether there is something left to do about a shard
     */
    boolean areFinished(String shardId, Predicate<String> isOpen) {
        return parents.getOrDefault(shardId, List.of()).stream()
                .allMatch(parent -> !isOpen.test(parent) && areFinished(parent, isOpen));
    }

    /** The others have nothing left that anybody waits for. */
    void forgetAllBut(Collection<String> shards) {
        parents.keySet().retainAll(shards);
    }
}
