package io.faas4j.mapping;

import io.faas4j.source.LeaseTable;
import io.faas4j.source.ShardLease;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What a process does about leases of a mapping, as the Kinesis Client Library does it: it takes those without an owner, up to its
 * fair share, and asks the one that has the most for one of them, as long as that leaves the other no worse off than itself. So
 * nobody has to be told how many processes there are, and in the end no two differ by more than one.
 *
 * @param toTake those without an owner
 * @param toRequest one of another's; null if none
 */
record LeasePlan(List<ShardLease> toTake, @Nullable ShardLease toRequest) {

    /**
     * Decides.
     *
     * @param table all leases; a lease that was requested counts as the requesting process's
     * @param ready the shards that could be begun with: they are not finished, but their parents are
     */
    static LeasePlan of(LeaseTable table, List<String> ready) {
        Map<String, ShardLease> open = table.leases().stream()
                .filter(lease -> !table.finished().contains(lease.shardId()))
                .collect(Collectors.toMap(ShardLease::shardId, Function.identity()));
        Map<String, Integer> loads = loads(table.process(), open);
        List<ShardLease> unowned = ready.stream()
                .map(shard -> open.getOrDefault(shard, ShardLease.unowned(shard, 0)))
                .filter(lease -> lease.owner().isEmpty())
                .toList();
        int all = unowned.size()
                + loads.values().stream().mapToInt(Integer::intValue).sum();
        int fairShare = (all + loads.size() - 1) / loads.size();
        int own = loads.getOrDefault(table.process(), 0);
        List<ShardLease> toTake =
                unowned.stream().limit(Math.max(0, fairShare - own)).toList();
        return new LeasePlan(toTake, toRequest(table.process(), own + toTake.size(), loads, open));
    }

    /** How many leases each living process has, or is to have; this one too if that is none. */
    private static Map<String, Integer> loads(String process, Map<String, ShardLease> open) {
        Map<String, Integer> loads = new TreeMap<>(Map.of(process, 0));
        for (ShardLease lease : open.values()) {
            lease.owner().ifPresent(owner -> loads.merge(lease.requestedBy().orElse(owner), 1, Integer::sum));
        }
        return loads;
    }

    private static @Nullable ShardLease toRequest(
            String process, int own, Map<String, Integer> loads, Map<String, ShardLease> open) {
        Map<String, Integer> others = new HashMap<>(loads);
        others.remove(process);
        boolean isWaiting = open.values().stream()
                .anyMatch(lease ->
                        lease.owner().isPresent() && lease.requestedBy().equals(Optional.of(process)));
        if (isWaiting || others.isEmpty()) {
            return null;
        }
        String most = others.entrySet().stream()
                .max(Map.Entry.<String, Integer>comparingByValue().thenComparing(Map.Entry.comparingByKey()))
                .orElseThrow()
                .getKey();
        if (loads.getOrDefault(most, 0) < own + 2) {
            return null;
        }
        return open.values().stream()
                .filter(lease -> lease.owner().equals(Optional.of(most)))
                .filter(lease -> lease.requestedBy().isEmpty())
                .max(Comparator.comparing(ShardLease::shardId))
                .orElse(null);
    }
}
