package io.faas4j.mapping;

import io.faas4j.source.CheckpointStore;
import java.util.List;
import java.util.Set;

/** Of a process whose checkpoints nobody else uses: all shards are its own. */
record SoleOwnership(CheckpointStore store, String mapping) implements ShardOwnership {

    @Override
    public boolean isShared() {
        return false;
    }

    @Override
    public void look() {}

    @Override
    public Set<String> finished() {
        return Set.of();
    }

    @Override
    public Set<String> elsewhere() {
        return Set.of();
    }

    @Override
    public boolean isToBeLeft(ShardHold hold) {
        return false;
    }

    @Override
    public List<ShardHold> claim(List<String> ready) {
        return ready.stream()
                .<ShardHold>map(shard -> new ShardHold.Sole(store, mapping, shard))
                .toList();
    }

    @Override
    public void leave() {}

    @Override
    public List<LeaseStatus> leases() {
        return List.of();
    }
}
