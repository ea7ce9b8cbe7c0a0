package io.faas4j.source;

import java.util.List;
import java.util.Objects;
import java.util.Set;

/**
 * The leases of one mapping, as they were at one moment. Immutable.
 *
 * @param process what the process that has read them is called in them
 * @param leases one for each shard that ever had an owner, those of finished shards too; copied
 * @param finished the shards that were read to their end, by whatever process; copied
 */
public record LeaseTable(String process, List<ShardLease> leases, Set<String> finished) {

    /** Takes copies. */
    public LeaseTable {
        Objects.requireNonNull(process, "process");
        leases = List.copyOf(leases);
        finished = Set.copyOf(finished);
    }
}
