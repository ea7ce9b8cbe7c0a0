package io.faas4j.mapping;

/**
 * Which process reads a shard of a mapping that several processes have.
 *
 * @param shardId the shard's
 * @param leaseOwner what the process is called in the store
 * @param isOwn whether it is this one
 */
public record LeaseStatus(String shardId, String leaseOwner, boolean isOwn) {}
