package io.faas4j.source;

import java.util.Map;

/**
 * Keeps how far mappings are. Safe for use by many threads; each shard of a mapping is written by one thread at a time. A
 * checkpoint that was saved is what is read from then on, also by another process if the store outlives this one.
 */
public interface CheckpointStore {

    /** A store in memory: it lasts as long as whoever holds it. */
    static CheckpointStore inMemory() {
        return new MemoryCheckpoints();
    }

    /**
     * Reads the checkpoints of a mapping.
     *
     * @param mapping its name
     * @return by shard id; empty if there are none
     * @throws Exception if the store cannot be reached
     */
    Map<String, Checkpoint> load(String mapping) throws Exception;

    /**
     * Saves a checkpoint in place of the last one.
     *
     * @param mapping the mapping's name
     * @param shardId the shard's
     * @param checkpoint how far it is
     * @throws Exception if it was not saved; the mapping tries again before it goes on
     */
    void save(String mapping, String shardId, Checkpoint checkpoint) throws Exception;

    /**
     * Forgets a shard that is not read any more.
     *
     * @param mapping the mapping's name
     * @param shardId the shard's
     * @throws Exception if the store cannot be reached
     */
    void remove(String mapping, String shardId) throws Exception;

    /**
     * Forgets a mapping that was deleted.
     *
     * @param mapping its name
     * @throws Exception if the store cannot be reached
     */
    void remove(String mapping) throws Exception;
}
