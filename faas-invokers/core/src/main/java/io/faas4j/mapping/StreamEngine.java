package io.faas4j.mapping;

import io.faas4j.destination.DeliveryLimit;
import io.faas4j.mapping.batch.BatchAttempt;
import io.faas4j.mapping.batch.OpenWindow;
import io.faas4j.retry.Backoff;
import io.faas4j.runtime.time.TimeSource;
import io.faas4j.source.Checkpoint;
import io.faas4j.source.Shard;
import io.faas4j.source.SourceSubscription;
import io.faas4j.source.StreamListener;
import io.faas4j.source.StreamPosition;
import io.faas4j.source.StreamSource;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Reads a stream, and invokes a function with its records (section ESM-STREAM): each shard for itself, a child once its parents are
 * finished.
 */
final class StreamEngine implements Engine {

    /*
     * I1  a shard has one processor at most, from when its parents are finished until it is.
     * I2  `threads` are those that work for any of them; once stopped, `idle` is told when the last has left.
     * Lock order: a shard's monitor, then this one, then that of the positions, then nothing.
     */

    /** A source that cannot tell what it has is asked as often (rule ESM-STREAM-1). */
    private static final Duration POLL = Duration.ofSeconds(1);

    private final StreamSource source;
    private final StreamPlan plan;
    private final MappingProgress progress;
    private final Services services;
    private final TimeSource time;
    private final Pause pause;
    private final Backoff backoff;
    private final BatchRunner runner;
    private final ShardPositions positions;
    private final ShardSearch search;

    // Guarded by this object's monitor.
    private final Map<String, ShardProcessor> processors = new LinkedHashMap<>();
    private final Lineage lineage = new Lineage();
    private boolean isStopped;
    private int threads;
    private @Nullable SourceSubscription subscription;
    private @Nullable Runnable idle;

    StreamEngine(
            StreamSource source,
            StreamPlan plan,
            MappedFunction function,
            MappingProgress progress,
            Services services,
            DeliveryLimit deliveries,
            Pause pause) {
        this.source = source;
        this.plan = plan;
        this.progress = progress;
        this.services = services;
        this.time = services.time();
        this.pause = pause;
        this.backoff = Backoff.standard(services.random());
        this.runner = new BatchRunner(source, plan, function, progress, services, deliveries, pause, backoff);
        this.positions = new ShardPositions(
                source, plan.config().startingPosition().orElseThrow(), services.checkpoints(), progress.mapping());
        this.search = new ShardSearch(this, this::findShards);
    }

    // ---- life ------------------------------------------------------------------------------------------------------

    @Override
    public void start() throws Exception {
        begins();
        try {
            beginReading();
        } finally {
            ends();
        }
    }

    private void beginReading() throws Exception {
        positions.load();
        findShards();
        if (!positions.isBegun()) {
            positions.begun();
        }
        search.reserve();
        SourceSubscription listening = source.listen(new Listener()).orElse(null);
        boolean isLate;
        synchronized (this) {
            subscription = listening;
            isLate = isStopped;
        }
        if (isLate && listening != null) {
            listening.close();
        }
        // What came between.
        search.first();
        signalAll();
        if (listening == null) {
            pollLater();
        }
    }

    private final class Listener implements StreamListener {
        @Override
        public void available(String shardId) {
            ShardProcessor processor = processor(shardId);
            if (processor != null) {
                processor.signal();
            }
        }

        @Override
        public void resharded() {
            search.soon();
        }
    }

    private synchronized @Nullable ShardProcessor processor(String shardId) {
        return processors.get(shardId);
    }

    private void signalAll() {
        List<ShardProcessor> all;
        synchronized (this) {
            all = new ArrayList<>(processors.values());
        }
        all.forEach(ShardProcessor::signal);
    }

    private void pollLater() {
        time.scheduleHousekeeping(POLL, () -> {
            if (!isStopped()) {
                search.soon();
                signalAll();
                pollLater();
            }
        });
    }

    @Override
    public void stop(Runnable whenIdle) {
        List<ShardProcessor> all;
        SourceSubscription listening;
        boolean isIdle;
        synchronized (this) {
            isStopped = true;
            all = new ArrayList<>(processors.values());
            listening = subscription;
            subscription = null;
        }
        if (listening != null) {
            listening.close();
        }
        all.forEach(ShardProcessor::stop);
        // No thread begins any more: a shard counts it under its own monitor, before it is stopped.
        synchronized (this) {
            isIdle = threads == 0;
            idle = isIdle ? null : whenIdle;
        }
        if (isIdle) {
            whenIdle.run();
        }
    }

    @Override
    public boolean isResting() {
        return pause.isResting();
    }

    @Override
    public int inFlight() {
        List<ShardProcessor> all;
        synchronized (this) {
            all = new ArrayList<>(processors.values());
        }
        return all.stream().mapToInt(ShardProcessor::inFlight).sum();
    }

    // ---- shards ----------------------------------------------------------------------------------------------------

    /** Begins with the shards whose parents are finished. */
    private void findShards() throws Exception {
        List<Shard> shards = source.shards();
        Map<String, Shard> listed = shards.stream().collect(Collectors.toMap(Shard::id, shard -> shard));
        synchronized (this) {
            lineage.note(shards);
        }
        for (Shard shard : shards) {
            ShardProcessor begun = begin(shard, listed.keySet());
            if (begun != null) {
                begun.signal();
            }
        }
        forgetExpired(listed.keySet());
    }

    private @Nullable ShardProcessor begin(Shard shard, Set<String> listed) throws Exception {
        synchronized (this) {
            if (processors.containsKey(shard.id()) || isStopped) {
                return null;
            }
        }
        positions.settle(shard);
        synchronized (this) {
            boolean areParentsFinished = lineage.areFinished(
                    shard.id(),
                    each -> processors.containsKey(each) || (listed.contains(each) && !positions.isFinished(each)));
            if (positions.isFinished(shard.id()) || !areParentsFinished || isStopped) {
                return null;
            }
            ShardProcessor made = made(shard.id());
            processors.put(shard.id(), made);
            return made;
        }
    }

    private ShardProcessor made(String shardId) {
        Checkpoint checkpoint = positions.known(shardId);
        OpenWindow window = checkpoint == null
                ? null
                : checkpoint.window().map(OpenWindow::restore).orElse(null);
        String finished =
                checkpoint == null ? null : checkpoint.sequenceNumber().orElse(null);
        return new ShardProcessor(
                this,
                plan,
                shardId,
                new ShardReader(source, shardId, positions.from(shardId)),
                new ShardCheckpoint(
                        services.checkpoints(),
                        progress.mapping(),
                        shardId,
                        new ShardCheckpoint.Position(finished, window)));
    }

    /** A shard was read to its end, and all of it is finished: its children may begin. */
    void ended(ShardProcessor processor) {
        synchronized (this) {
            positions.finished(processor.shardId());
            processors.remove(processor.shardId());
        }
        search.soon();
    }

    /** Shards that the source does not have any more: one that is being handled goes on to its end, and is forgotten then. */
    private void forgetExpired(Set<String> listed) throws Exception {
        List<ShardProcessor> orphans;
        List<String> others;
        synchronized (this) {
            orphans = processors.values().stream()
                    .filter(shard -> !listed.contains(shard.shardId()) && !shard.isGone())
                    .toList();
            others = positions.allBut(listed, processors.keySet());
            if (listed.containsAll(processors.keySet())) {
                lineage.forgetAllBut(listed);
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

    // ---- for its shards --------------------------------------------------------------------------------------------

    TimeSource time() {
        return time;
    }

    Backoff backoff() {
        return backoff;
    }

    MappingProgress progress() {
        return progress;
    }

    void execute(Runnable task) {
        services.tasks().execute(task);
    }

    synchronized boolean isStopped() {
        return isStopped;
    }

    /** A thread begins to work. */
    synchronized void begins() {
        threads++;
    }

    synchronized boolean beginsUnlessStopped() {
        threads += isStopped ? 0 : 1;
        return !isStopped;
    }

    /** A thread has ended. */
    void ends() {
        Runnable told = null;
        synchronized (this) {
            threads--;
            if (threads == 0 && isStopped) {
                told = idle;
                idle = null;
            }
        }
        if (told != null) {
            told.run();
        }
    }

    /** False if the thread was lost to a handler or a destination. */
    boolean run(ShardProcessor shard, Lane lane, BatchAttempt attempt, @Nullable OpenWindow window) {
        return runner.run(shard, lane, attempt, window);
    }
}
