package io.faas4j.source;

import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;

/** As long as the process lives. */
final class MemoryCheckpoints implements CheckpointStore {

    /** By mapping, then by shard. */
    private final ConcurrentHashMap<String, Map<String, Checkpoint>> mappings = new ConcurrentHashMap<>();

    @Override
    public Map<String, Checkpoint> load(String mapping) {
        return Map.copyOf(mappings.getOrDefault(mapping, Map.of()));
    }

    @Override
    public void save(String mapping, String shardId, Checkpoint checkpoint) {
        Objects.requireNonNull(checkpoint, "checkpoint");
        mappings.compute(mapping, (same, shards) -> {
            Map<String, Checkpoint> changed = shards == null ? new ConcurrentHashMap<>() : shards;
            changed.put(shardId, checkpoint);
            return changed;
        });
    }

    @Override
    public void remove(String mapping, String shardId) {
        mappings.computeIfPresent(mapping, (same, shards) -> {
            shards.remove(shardId);
            return shards.isEmpty() ? null : shards;
        });
    }

    @Override
    public void remove(String mapping) {
        mappings.remove(mapping);
    }
}
