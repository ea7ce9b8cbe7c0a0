package io.faas4j.source;

import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Which process reads a shard of a mapping, as it was at one moment. Immutable. */
public final class ShardLease {

    private final String shardId;
    private final long counter;
    private final @Nullable String owner;
    private final @Nullable String requestedBy;

    private ShardLease(String shardId, long counter, @Nullable String owner, @Nullable String requestedBy) {
        this.shardId = Objects.requireNonNull(shardId, "shardId");
        this.counter = counter;
        this.owner = owner;
        this.requestedBy = requestedBy;
    }

    /**
     * No living process has it.
     *
     * @param shardId the shard's
     * @param counter see {@link #counter}
     */
    public static ShardLease unowned(String shardId, long counter) {
        return new ShardLease(shardId, counter, null, null);
    }

    /**
     * A process has it.
     *
     * @param shardId the shard's
     * @param counter see {@link #counter}
     * @param owner which one
     */
    public static ShardLease ownedBy(String shardId, long counter, String owner) {
        return new ShardLease(shardId, counter, Objects.requireNonNull(owner, "owner"), null);
    }

    /**
     * The same, requested by another process.
     *
     * @param process which one
     */
    public ShardLease requestedBy(String process) {
        return new ShardLease(shardId, counter, owner, Objects.requireNonNull(process, "process"));
    }

    /** The shard's. */
    public String shardId() {
        return shardId;
    }

    /** Greater each time that the lease changes hands; 0 if nobody ever had it. */
    public long counter() {
        return counter;
    }

    /** The process that reads the shard; empty if that is nobody, or a process that is no more. */
    public Optional<String> owner() {
        return Optional.ofNullable(owner);
    }

    /** The living process that the owner is to give it to; empty if there is none. */
    public Optional<String> requestedBy() {
        return Optional.ofNullable(requestedBy);
    }

    @Override
    public String toString() {
        return "ShardLease[%s, %d, of %s%s]"
                .formatted(shardId, counter, owner, requestedBy == null ? "" : ", for " + requestedBy);
    }
}
