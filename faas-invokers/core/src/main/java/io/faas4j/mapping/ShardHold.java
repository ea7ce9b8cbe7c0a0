package io.faas4j.mapping;

import io.faas4j.source.Checkpoint;
import io.faas4j.source.CheckpointStore;
import io.faas4j.source.ShardLease;
import io.faas4j.source.ShardLeases;

/** That this process reads a shard, and where it saves how far it is. Safe for use by many threads. */
interface ShardHold {

    String shardId();

    /**
     * Saves how far the shard is.
     *
     * @throws LeaseLostException if another process reads it now
     * @throws Exception if it was not saved
     */
    void save(Checkpoint checkpoint) throws Exception;

    /** False if another process may read the shard by now: nothing more is begun of it until that is known. */
    boolean isValid();

    /** Leaves the shard to others. */
    void release() throws Exception;

    /** Nobody else reads it. */
    record Sole(CheckpointStore store, String mapping, String shardId) implements ShardHold {

        @Override
        public void save(Checkpoint checkpoint) throws Exception {
            store.save(mapping, shardId, checkpoint);
        }

        @Override
        public boolean isValid() {
            return true;
        }

        @Override
        public void release() {}
    }

    /** By a lease. */
    record Leased(ShardLeases leases, String mapping, ShardLease lease) implements ShardHold {

        @Override
        public String shardId() {
            return lease.shardId();
        }

        @Override
        public void save(Checkpoint checkpoint) throws Exception {
            if (!leases.save(mapping, lease, checkpoint)) {
                throw new LeaseLostException(lease.shardId());
            }
        }

        @Override
        public boolean isValid() {
            return leases.isValid(lease);
        }

        @Override
        public void release() throws Exception {
            leases.release(mapping, lease);
        }
    }
}
