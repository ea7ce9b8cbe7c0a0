package io.faas4j.mapping;

import io.faas4j.mapping.batch.OpenWindow;
import io.faas4j.source.Checkpoint;
import io.faas4j.source.Shard;
import io.faas4j.source.ShardLeases;
import io.faas4j.source.StreamPosition;
import io.faas4j.source.StreamSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The shards of a stream that are read here: found, begun with once their parents are finished, and left to other processes where these
 * share them. Safe for use by many threads.
 */
final class StreamShards {

    /*
     * I1  a shard has one processor at most, from when its parents are finished until it is; where processes share the shards, while
     *     this one has the shard's lease, and until it was given back. That happens where leases are read, so that none is taken for
     *     this process's which it is just giving back.
     * I2  once the engine is stopped, none is begun with.
     * Lock order: this monitor, then the engine's, or that of the positions, then nothing.
     */
    private static final Logger log = LoggerFactory.getLogger(StreamShards.class);

    private final StreamEngine engine;
    private final StreamSource source;
    private final StreamPlan plan;
    private final ShardPositions positions;
    private final ShardOwnership ownership;
    private final ShardSearch search;

    // Guarded by this object's monitor.
    private final Map<String, ShardProcessor> processors = new LinkedHashMap<>();
    private final Lineage lineage = new Lineage();

    private volatile boolean isListStale = true;

    // Of the thread that looks.
    private List<Shard> listed = List.of();

    StreamShards(StreamEngine engine, StreamSource source, StreamPlan plan, Services services) {
        this.engine = engine;
        this.source = source;
        this.plan = plan;
        String mapping = engine.progress().mapping();
        ShardLeases leases = source.isShared() ? services.leases() : null;
        StreamPosition starting = plan.config().startingPosition().orElseThrow();
        this.positions = new ShardPositions(source, starting, services.checkpoints(), leases, mapping);
        this.ownership = leases == null
                ? new SoleOwnership(services.checkpoints(), mapping)
                : new LeasedOwnership(leases, mapping);
        this.search = new ShardSearch(engine, this::look);
    }

    // ---- for the engine --------------------------------------------------------------------------------------------

    /** Whether other processes may read some of them. */
    boolean isShared() {
        return ownership.isShared();
    }

    /** Begins with those that are there, on this thread; {@link #goOn} follows. */
    void begin() throws Exception {
        search.reserve();
        // Before it is known whether another process has begun: what is listed was there before it had.
        list();
        positions.load();
        look();
        if (!positions.isBegun()) {
            positions.begun();
        }
    }

    /** Begins with those that came meanwhile. */
    void goOn() throws Exception {
        isListStale = true;
        search.first();
        signalAll();
    }

    /** There may be others. */
    void findSoon() {
        isListStale = true;
        search.soon();
    }

    /** Another process may have done something about them. */
    void lookSoon() {
        search.soon();
    }

    void signal(String shardId) {
        ShardProcessor processor;
        synchronized (this) {
            processor = processors.get(shardId);
        }
        if (processor != null) {
            processor.signal();
        }
    }

    void signalAll() {
        all().forEach(ShardProcessor::signal);
    }

    private synchronized List<ShardProcessor> all() {
        return List.copyOf(processors.values());
    }

    /** The engine is stopped. */
    void stop() {
        all().forEach(shard -> shard.stop(this::left));
    }

    /** Leaves to others whatever is still this process's, as far as that is possible now. */
    void leave() {
        ownership.leave();
    }

    int inFlight() {
        return all().stream().mapToInt(ShardProcessor::inFlight).sum();
    }

    List<LeaseStatus> leases() {
        return ownership.leases();
    }

    // ---- looking ---------------------------------------------------------------------------------------------------

    /** Begins with the shards whose parents are finished, as far as they are this process's; leaves those that are not. */
    private void look() throws Exception {
        boolean isDone = false;
        try {
            if (ownership.isShared()) {
                releaseLeft();
            }
            if (!engine.isStopped()) {
                ownership.look();
                ownership.finished().forEach(positions::finished);
                stopLost();
                findShards();
            }
            isDone = true;
        } finally {
            isListStale |= !isDone;
        }
    }

    private void findShards() throws Exception {
        boolean isListed = list();
        if (!isListed && ownership.isShared() && positions.isBegun() && !ready().isEmpty()) {
            // A shard that another process has finished, and forgotten as it is there no more, is not to begin anew.
            isListStale = true;
            isListed = list();
        }
        for (Shard shard : listed) {
            positions.settle(shard);
        }
        if (isListed) {
            forgetExpired(listed.stream().map(Shard::id).collect(Collectors.toSet()));
        }
        begin(ownership.claim(ready()));
    }

    /** False if it is known what there is. */
    private boolean list() throws Exception {
        if (!isListStale) {
            return false;
        }
        isListStale = false;
        listed = source.shards();
        synchronized (this) {
            lineage.note(listed);
        }
        return true;
    }

    /** What could be begun with, and nobody else reads. */
    private synchronized List<String> ready() {
        Set<String> ids = listed.stream().map(Shard::id).collect(Collectors.toSet());
        return listed.stream()
                .map(Shard::id)
                .filter(shard ->
                        !processors.containsKey(shard) && !ownership.elsewhere().contains(shard))
                .filter(shard -> !positions.isFinished(shard))
                .filter(shard -> lineage.areFinished(shard, each -> isOpen(each, ids)))
                .toList();
    }

    private boolean isOpen(String shardId, Set<String> ids) {
        return processors.containsKey(shardId)
                || ownership.elsewhere().contains(shardId)
                || (ids.contains(shardId) && !positions.isFinished(shardId));
    }

    private void begin(List<ShardHold> holds) throws Exception {
        if (ownership.isShared() && !holds.isEmpty()) {
            // Where those have left them who had them before; from now on they are saved by this process alone.
            positions.load();
        }
        for (ShardHold hold : holds) {
            ShardProcessor begun = begin(hold);
            if (begun != null) {
                begun.signal();
            }
        }
    }

    private synchronized @Nullable ShardProcessor begin(ShardHold hold) {
        String shardId = hold.shardId();
        if (engine.isStopped() || positions.isFinished(shardId)) {
            return null;
        }
        Checkpoint checkpoint = positions.known(shardId);
        OpenWindow window = checkpoint == null
                ? null
                : checkpoint.window().map(OpenWindow::restore).orElse(null);
        String finished =
                checkpoint == null ? null : checkpoint.sequenceNumber().orElse(null);
        ShardProcessor made = new ShardProcessor(
                engine,
                plan,
                hold,
                new ShardReader(source, shardId, positions.from(shardId)),
                new ShardCheckpoint(hold, new ShardCheckpoint.Position(finished, window)));
        processors.put(shardId, made);
        return made;
    }

    // ---- leaving ---------------------------------------------------------------------------------------------------

    /** Those that another process has by now, or is to have, are left once the batches in hand are done. */
    private void stopLost() {
        for (ShardProcessor shard : all()) {
            if (ownership.isToBeLeft(shard.hold())) {
                shard.stop(this::left);
            }
        }
    }

    /** Another process has a shard: what its handlers have comes to nothing. */
    void lost(ShardProcessor shard) {
        if (shard.stop(this::left)) {
            log.info(
                    "Event source mapping {} goes on with shard {} in another process, which has its lease",
                    engine.progress().mapping(),
                    shard.shardId());
        }
    }

    private void left() {
        if (ownership.isShared()) {
            search.last();
        }
    }

    private void releaseLeft() throws Exception {
        for (ShardProcessor shard : all()) {
            if (shard.isLeft()) {
                shard.release();
                synchronized (this) {
                    if (!engine.isStopped()) {
                        processors.remove(shard.shardId());
                    }
                }
            }
        }
    }

    // ---- the end ---------------------------------------------------------------------------------------------------

    /** A shard was read to its end, and all of it is finished: its children may begin. */
    void ended(ShardProcessor processor) {
        synchronized (this) {
            positions.finished(processor.shardId());
            processors.remove(processor.shardId());
        }
        findSoon();
    }

    /** Shards that the source does not have any more: one that is being handled goes on to its end, and is forgotten then. */
    private void forgetExpired(Set<String> ids) throws Exception {
        List<ShardProcessor> orphans;
        List<String> others;
        synchronized (this) {
            orphans = processors.values().stream()
                    .filter(shard -> !ids.contains(shard.shardId()) && !shard.isGone())
                    .toList();
            others = positions.allBut(ids, processors.keySet()).stream()
                    .filter(shard -> !ownership.elsewhere().contains(shard))
                    .toList();
            if (ids.containsAll(processors.keySet()) && ids.containsAll(ownership.elsewhere())) {
                lineage.forgetAllBut(ids);
            }
        }
        for (ShardProcessor orphan : orphans) {
            if (isGone(orphan.shardId())) {
                orphan.gone();
            }
        }
        for (String shard : others) {
            if (positions.isFinished(shard) || isGone(shard)) {
                positions.forget(shard);
            }
        }
    }

    /** Not if it can be read: a position is not given up because a list was short. */
    private boolean isGone(String shardId) {
        try {
            source.read(shardId, StreamPosition.trimHorizon(), 1);
            return false;
        } catch (Exception | LinkageError notThere) {
            return true;
        }
    }
}
