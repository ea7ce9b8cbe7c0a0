package io.faas4j.stream;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * One change of a stream's shards, of one or more steps. Shards that it closes are locked from then until {@link #close}: who
 * waits to write to one finds the new ones.
 */
final class Resharding implements AutoCloseable {

    private final ShardFactory factory;
    private final Instant now;
    private final Map<String, StreamShard> all = new LinkedHashMap<>();
    private final TreeMap<HashKey, StreamShard> open = new TreeMap<>();
    private final List<StreamShard> locked = new ArrayList<>();

    Resharding(Topology before, ShardFactory factory, Instant now) {
        this.factory = factory;
        this.now = now;
        before.all().forEach(shard -> all.put(shard.id, shard));
        before.open().forEach(shard -> open.put(shard.range.first(), shard));
    }

    /** Rule STREAM-30: the second child begins there. */
    void split(StreamShard parent, HashKey at) {
        end(parent);
        add(parent.range.before(at), List.of(parent.id), parent.log.end());
        add(parent.range.from(at), List.of(parent.id), parent.log.end());
    }

    /** Rule STREAM-31. */
    void merge(StreamShard left, StreamShard right) {
        end(left);
        end(right);
        add(
                new HashRange(left.range.first(), right.range.last()),
                List.of(left.id, right.id),
                Math.max(left.log.end(), right.log.end()));
    }

    /** Cuts and joins until the open shards are exactly these ranges (rule STREAM-33). */
    void reshape(List<HashRange> targets) {
        for (HashRange target : targets) {
            StreamShard across = open.floorEntry(target.first()).getValue();
            if (across.range.canBeCutAt(target.first())) {
                split(across, target.first());
            }
        }
        for (HashRange target : targets) {
            List<StreamShard> parts = partsOf(target);
            while (parts.size() > 1) {
                merge(parts.get(0), parts.get(1));
                parts = partsOf(target);
            }
        }
    }

    private List<StreamShard> partsOf(HashRange target) {
        return List.copyOf(
                open.subMap(target.first(), true, target.last(), true).values());
    }

    /** Nothing is open afterwards. */
    void closeAll() {
        List.copyOf(open.values()).forEach(this::end);
    }

    private void end(StreamShard shard) {
        shard.lock();
        locked.add(shard);
        shard.close(now);
        open.remove(shard.range.first());
    }

    private void add(HashRange range, List<String> parents, long origin) {
        StreamShard child = factory.make(range, parents, origin);
        all.put(child.id, child);
        open.put(range.first(), child);
    }

    Topology after() {
        return new Topology(all.values());
    }

    /** What was closed, the shards of steps between included. */
    Collection<String> ended() {
        return locked.stream().map(shard -> shard.id).toList();
    }

    @Override
    public void close() {
        locked.forEach(StreamShard::unlock);
    }
}
