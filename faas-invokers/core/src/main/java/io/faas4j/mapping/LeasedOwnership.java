package io.faas4j.mapping;

import io.faas4j.runtime.failures.FailureLog;
import io.faas4j.source.LeaseTable;
import io.faas4j.source.ShardLease;
import io.faas4j.source.ShardLeases;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Of a process among others: each shard is read by the one that has its lease. */
final class LeasedOwnership implements ShardOwnership {

    private static final Logger log = LoggerFactory.getLogger(LeasedOwnership.class);

    private final ShardLeases leases;
    private final String mapping;
    private volatile Seen seen = Seen.NOTHING;

    LeasedOwnership(ShardLeases leases, String mapping) {
        this.leases = leases;
        this.mapping = mapping;
    }

    /** A table that was read, its leases by shard, and the shards that other processes read. */
    private record Seen(LeaseTable table, Map<String, ShardLease> byShard, Set<String> elsewhere) {

        static final Seen NOTHING = of(new LeaseTable("", List.of(), Set.of()));

        static Seen of(LeaseTable table) {
            return new Seen(
                    table,
                    table.leases().stream().collect(Collectors.toMap(ShardLease::shardId, Function.identity())),
                    table.leases().stream()
                            .filter(lease -> lease.owner()
                                    .filter(owner -> !owner.equals(table.process()))
                                    .isPresent())
                            .map(ShardLease::shardId)
                            .filter(shard -> !table.finished().contains(shard))
                            .collect(Collectors.toUnmodifiableSet()));
        }

        Optional<String> owner(String shardId) {
            return Optional.ofNullable(byShard.get(shardId)).flatMap(ShardLease::owner);
        }

        boolean isOwn(String shardId) {
            return owner(shardId).equals(Optional.of(table.process()));
        }
    }

    @Override
    public boolean isShared() {
        return true;
    }

    @Override
    public void look() throws Exception {
        seen = Seen.of(leases.read(mapping));
    }

    @Override
    public Set<String> finished() {
        return seen.table().finished();
    }

    @Override
    public Set<String> elsewhere() {
        return seen.elsewhere();
    }

    @Override
    public boolean isToBeLeft(ShardHold hold) {
        Seen now = seen;
        ShardLease lease = now.byShard().get(hold.shardId());
        if (lease == null || !now.isOwn(hold.shardId()) || lease.requestedBy().isPresent()) {
            return true;
        }
        return !(hold instanceof ShardHold.Leased leased) || leased.lease().counter() != lease.counter();
    }

    /** What another process has left to this one is its own already. */
    @Override
    public List<ShardHold> claim(List<String> ready) throws Exception {
        Seen now = seen;
        List<ShardLease> own = new ArrayList<>();
        Set<String> wanted = Set.copyOf(ready);
        for (ShardLease lease : now.table().leases()) {
            if (!now.isOwn(lease.shardId()) || !wanted.contains(lease.shardId())) {
                continue;
            }
            if (lease.requestedBy().isPresent()) {
                leases.release(mapping, lease);
            } else {
                own.add(lease);
            }
        }
        LeasePlan plan = LeasePlan.of(now.table(), ready);
        if (!plan.toTake().isEmpty()) {
            own.addAll(leases.take(mapping, plan.toTake()));
        }
        ShardLease toRequest = plan.toRequest();
        if (toRequest != null) {
            leases.request(mapping, toRequest);
        }
        return own.stream()
                .<ShardHold>map(lease -> new ShardHold.Leased(leases, mapping, lease))
                .toList();
    }

    @Override
    public void leave() {
        seen = Seen.NOTHING;
        try {
            leases.releaseAll(mapping);
        } catch (Exception | LinkageError unreachable) {
            FailureLog.warn(
                    log,
                    "The leases of event source mapping {} could not be given back; others take them once this process gives no sign of life",
                    mapping,
                    unreachable);
        }
    }

    @Override
    public List<LeaseStatus> leases() {
        Seen now = seen;
        List<LeaseStatus> all = new ArrayList<>();
        for (ShardLease lease : now.table().leases()) {
            if (!now.table().finished().contains(lease.shardId())) {
                lease.owner()
                        .ifPresent(
                                owner -> all.add(new LeaseStatus(lease.shardId(), owner, now.isOwn(lease.shardId()))));
            }
        }
        return List.copyOf(all);
    }
}
