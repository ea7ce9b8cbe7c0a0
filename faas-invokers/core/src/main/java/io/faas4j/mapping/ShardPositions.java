package io.faas4j.mapping;

import io.faas4j.source.Checkpoint;
import io.faas4j.source.CheckpointStore;
import io.faas4j.source.Shard;
import io.faas4j.source.ShardLeases;
import io.faas4j.source.StreamPosition;
import io.faas4j.source.StreamSource;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** From where on a mapping reads the shards of its stream, and which it has finished (rule ESM-STREAM-3). Safe for use by many threads. */
final class ShardPositions {

    /** What the store has once all shards that were there at first have a position: others came later. */
    private static final String BEGUN = ".begun";

    private final StreamSource source;
    private final StreamPosition starting;
    private final CheckpointStore store;
    private final @Nullable ShardLeases leases;
    private final String mapping;

    // Guarded by this object's monitor.
    private final Map<String, Checkpoint> known = new HashMap<>();
    private boolean isBegun;

    /**
     * Nothing is known yet.
     *
     * @param leases of the store, if processes share it
     */
    ShardPositions(
            StreamSource source,
            StreamPosition starting,
            CheckpointStore store,
            @Nullable ShardLeases leases,
            String mapping) {
        this.source = source;
        this.starting = starting;
        this.store = store;
        this.leases = leases;
        this.mapping = mapping;
    }

    /** Reads what is stored. */
    void load() throws Exception {
        Map<String, Checkpoint> stored = store.load(mapping);
        synchronized (this) {
            known.putAll(stored);
            isBegun |= stored.containsKey(BEGUN);
        }
    }

    synchronized boolean isBegun() {
        return isBegun;
    }

    /** All shards that were there at first have a position. */
    void begun() throws Exception {
        store.save(mapping, BEGUN, Checkpoint.beginning(null));
        synchronized (this) {
            isBegun = true;
        }
    }

    /** Has a shard begin at a place that stays where it is, whatever comes meanwhile and however often the mapping is started. */
    void settle(Shard shard) throws Exception {
        if (known(shard.id()) != null) {
            return;
        }
        StreamPosition beginning = beginning();
        if (beginning instanceof StreamPosition.Tip) {
            settled(shard.id(), save(shard.id(), tip(shard)));
        } else if (leases != null && beginning instanceof StreamPosition.Horizon) {
            // Another process, which finds it with others that are there at first, may take it to begin elsewhere.
            settled(shard.id(), save(shard.id(), Checkpoint.beginning(null)));
        }
    }

    /** What the store has then: another process may have been first. */
    private Checkpoint save(String shardId, Checkpoint beginning) throws Exception {
        if (leases != null) {
            return leases.begin(mapping, shardId, beginning);
        }
        store.save(mapping, shardId, beginning);
        return beginning;
    }

    private synchronized void settled(String shardId, Checkpoint beginning) {
        known.put(shardId, beginning);
    }

    /** A shard that came later is read from its beginning: it goes on where others ended. */
    private StreamPosition beginning() {
        return isBegun() && !(starting instanceof StreamPosition.AtTimestamp) ? StreamPosition.trimHorizon() : starting;
    }

    /** Behind the newest record of now; the beginning if there never was one. */
    private Checkpoint tip(Shard shard) throws Exception {
        StreamPosition next =
                source.read(shard.id(), StreamPosition.latest(), 1).next().orElse(null);
        if (next == null) {
            return Checkpoint.ofEndedShard();
        }
        if (next instanceof StreamPosition.After after) {
            return Checkpoint.beginning(after.sequenceNumber());
        }
        if (next instanceof StreamPosition.Horizon) {
            return Checkpoint.beginning(null);
        }
        throw new IllegalStateException(
                "A page that is read from latest() must say behind which record it ends (StreamPage.of): shard %s of %s answered %s."
                        .formatted(shard.id(), source.arn(), next));
    }

    /** How far a shard is, as far as is known here; null if it has not begun. */
    synchronized @Nullable Checkpoint known(String shardId) {
        return known.get(shardId);
    }

    /** Where to read on. */
    StreamPosition from(String shardId) {
        Checkpoint checkpoint = known(shardId);
        return checkpoint == null ? beginning() : checkpoint.next();
    }

    boolean isFinished(String shardId) {
        Checkpoint checkpoint = known(shardId);
        return checkpoint != null && checkpoint.isShardEnded();
    }

    /** A shard was read to its end, and all of it is finished. */
    synchronized void finished(String shardId) {
        known.put(shardId, Checkpoint.ofEndedShard());
    }

    /** Of which shards, other than some, something is known. */
    synchronized List<String> allBut(Set<String> listed, Collection<String> handled) {
        return known.keySet().stream()
                .filter(shard -> !listed.contains(shard) && !handled.contains(shard) && !shard.equals(BEGUN))
                .toList();
    }

    /** The source does not have it any more. */
    void forget(String shardId) throws Exception {
        store.remove(mapping, shardId);
        synchronized (this) {
            known.remove(shardId);
        }
    }
}
