package io.faas4j.source;

import java.util.List;

/**
 * Which of the processes that share a {@link CheckpointStore} reads which shard of a mapping: one at a time (rule ESM-STREAM-1). A
 * process has its leases for as long as it gives signs of life; those of one that does not are for others to take, who go on at its
 * last checkpoint. Safe for use by many threads.
 */
public interface ShardLeases {

    /**
     * Reads the leases of a mapping.
     *
     * @param mapping its name
     * @throws Exception if the store cannot be reached
     */
    LeaseTable read(String mapping) throws Exception;

    /**
     * Takes leases that have no owner.
     *
     * @param mapping the mapping's name
     * @param seen as they were read; with the counter 0 for a shard that has none yet
     * @return those that are this process's now; the others have changed since they were read
     * @throws Exception if the store cannot be reached; then some may be taken all the same
     */
    List<ShardLease> take(String mapping, List<ShardLease> seen) throws Exception;

    /**
     * Asks the owner of a lease to give it to this process. Does nothing if it has changed since it was read, or another living process
     * has asked.
     *
     * @param mapping the mapping's name
     * @param seen as it was read
     * @throws Exception if the store cannot be reached
     */
    void request(String mapping, ShardLease seen) throws Exception;

    /**
     * Gives a lease to the living process that has requested it, or to nobody. Does nothing if it is not this process's any more.
     *
     * @param mapping the mapping's name
     * @param lease as it was taken, or read
     * @throws Exception if the store cannot be reached
     */
    void release(String mapping, ShardLease lease) throws Exception;

    /**
     * As {@link #release}, for all that this process has of a mapping or has requested.
     *
     * @param mapping its name
     * @throws Exception if the store cannot be reached
     */
    void releaseAll(String mapping) throws Exception;

    /**
     * Whether nobody else can have taken a lease, as far as this process knows without asking: not if it has given no sign of life for
     * too long. Costs nothing to speak of.
     *
     * @param lease as it was taken, or read
     */
    boolean isValid(ShardLease lease);

    /**
     * Saves where a shard begins, unless it has a checkpoint.
     *
     * @param mapping the mapping's name
     * @param shardId the shard's
     * @param beginning where it begins
     * @return what is saved now
     * @throws Exception if the store cannot be reached
     */
    Checkpoint begin(String mapping, String shardId, Checkpoint beginning) throws Exception;

    /**
     * Saves a checkpoint in place of the last one, if the lease is this process's: both are one transaction. The lease of a shard that
     * is ended is nobody's from then on.
     *
     * @param mapping the mapping's name
     * @param lease as it was taken, or read
     * @param checkpoint how far the shard is
     * @return false if the lease is another's: then nothing was saved
     * @throws Exception if it was not saved; the mapping tries again before it goes on
     */
    boolean save(String mapping, ShardLease lease, Checkpoint checkpoint) throws Exception;
}
