package io.faas4j.mapping;

import io.faas4j.source.Shard;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
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
        // Each once: a shard that was split, merged and split again has many ways back to the same ancestor.
        Set<String> seen = new HashSet<>();
        Deque<String> left = new ArrayDeque<>(parentsOf(shardId));
        for (String next = left.poll(); next != null; next = left.poll()) {
            if (isOpen.test(next)) {
                return false;
            }
            for (String parent : parentsOf(next)) {
                if (seen.add(parent)) {
                    left.add(parent);
                }
            }
        }
        return true;
    }

    private List<String> parentsOf(String shardId) {
        return parents.getOrDefault(shardId, List.of());
    }

    /** The others have nothing left that anybody waits for. */
    void forgetAllBut(Collection<String> shards) {
        parents.keySet().retainAll(shards);
    }
}
