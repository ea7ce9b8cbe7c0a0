package io.faas4j.source;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/** Keeps checkpoints as long as the process lives. */
final class MemoryCheckpoints implements CheckpointStore {

    private final ConcurrentMap<String, ConcurrentMap<String, Checkpoint>> mappings = new ConcurrentHashMap<>();

    @Override
    public Map<String, Checkpoint> load(String mapping) {
        ConcurrentMap<String, Checkpoint> known = mappings.get(mapping);
        return known == null ? Map.of() : Map.copyOf(known);
    }

    @Override
    public void save(String mapping, String shardId, Checkpoint checkpoint) {
        mappings.computeIfAbsent(mapping, name -> new ConcurrentHashMap<>()).put(shardId, checkpoint);
    }

    @Override
    public void remove(String mapping, String shardId) {
        ConcurrentMap<String, Checkpoint> known = mappings.get(mapping);
        if (known != null) {
            known.remove(shardId);
        }
    }

    @Override
    public void remove(String mapping) {
        mappings.remove(mapping);
    }
}
