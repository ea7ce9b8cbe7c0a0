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
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Reads a stream, and invokes a function with its records (section ESM-STREAM): each shard for itself, a child once its parents are
 * finished.
 */
final class StreamEngine implements Engine {

    /*
     * I1  a shard has one processor at most, from when its parents are finished until it is; `finished` are those that have been.
     * I2  `threads` are those that work for any of them; once stopped, `idle` is told when the last has left.
     * Lock order: a shard's monitor, then this one, then nothing.
     */

    /** What the store has once all shards that were there at first have a position: others came later. */
    private static final String BEGUN = ".begun";

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

    // Guarded by this object's monitor.
    private final Map<String, ShardProcessor> processors = new LinkedHashMap<>();
    private final Map<String, Checkpoint> known = new HashMap<>();
    private final Lineage lineage = new Lineage();
    private boolean isBegun;
    private boolean isStopped;
    private boolean isFinding;
    private boolean isToFindAgain;
    private int threads;
    private int findFailures;
    private boolean isFindLater;
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
        Map<String, Checkpoint> stored = services.checkpoints().load(progress.mapping());
        boolean isFirst = !stored.containsKey(BEGUN);
        synchronized (this) {
            known.putAll(stored);
            isBegun = !isFirst;
        }
        findShards();
        if (isFirst) {
            services.checkpoints().save(progress.mapping(), BEGUN, Checkpoint.beginning(null));
        }
        synchronized (this) {
            isBegun = true;
            // What the listener tells until then is looked at after that: a list that is older is not to come in
            // between.
            isFinding = true;
        }
        SourceSubscription listening = source.listen(new Listener()).orElse(null);
        boolean isLate;
        synchronized (this) {
            subscription = listening;
            isLate = isStopped;
        }
        if (isLate && listening != null) {
            listening.close();
        }
        do {
            // What came between.
            findShards();
        } while (found(null));
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
            findSoon();
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
            boolean goesOn;
            synchronized (this) {
                goesOn = !isStopped;
            }
            if (goesOn) {
                findSoon();
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

    private void findSoon() {
        synchronized (this) {
            if (isStopped) {
                return;
            }
            if (isFinding) {
                isToFindAgain = true;
                return;
            }
            isFinding = true;
            threads++;
        }
        try {
            execute(this::find);
        } catch (RuntimeException | Error noThread) {
            found(noThread);
            ends();
        }
    }

    private void find() {
        try {
            boolean isAgain;
            do {
                Throwable failure = null;
                try {
                    findShards();
                } catch (Exception | LinkageError unreachable) {
                    failure = unreachable;
                }
                isAgain = found(failure);
            } while (isAgain);
        } finally {
            ends();
        }
    }

    /** Whether to look once more at once. */
    private boolean found(@Nullable Throwable failure) {
        boolean isAgain;
        int failures;
        synchronized (this) {
            isAgain = isToFindAgain && failure == null && !isStopped;
            isToFindAgain = false;
            isFinding = isAgain;
            findFailures = failure == null ? 0 : findFailures + 1;
            failures = findFailures;
        }
        if (failure != null) {
            progress.problem("The stream could not be read", failure);
            findLater(backoff.after(failures));
        }
        return isAgain;
    }

    private void findLater(Duration delay) {
        synchronized (this) {
            if (isFindLater) {
                return;
            }
            isFindLater = true;
        }
        time.scheduleHousekeeping(delay, () -> {
            synchronized (this) {
                isFindLater = false;
            }
            findSoon();
        });
    }

    /** Begins with the shards whose parents are finished. */
    private void findShards() throws Exception {
        List<Shard> shards = source.shards();
        Map<String, Shard> listed = shards.stream().collect(Collectors.toMap(Shard::id, shard -> shard));
        synchronized (this) {
            lineage.note(shards);
        }
        for (Shard shard : shards) {
            ShardProcessor begun = begin(shard, listed);
            if (begun != null) {
                begun.signal();
            }
        }
        forgetExpired(listed);
    }

    private @Nullable ShardProcessor begin(Shard shard, Map<String, Shard> listed) throws Exception {
        Checkpoint checkpoint;
        boolean isFirst;
        synchronized (this) {
            checkpoint = known.get(shard.id());
            isFirst = !isBegun;
            boolean isHandled = processors.containsKey(shard.id())
                    || (checkpoint != null && checkpoint.isShardEnded())
                    || isStopped;
            if (isHandled) {
                return null;
            }
        }
        StreamPosition from = checkpoint == null ? beginning(isFirst) : checkpoint.next();
        if (from instanceof StreamPosition.Tip) {
            // A place that stays where it is, whatever comes meanwhile and however often the mapping is started.
            checkpoint = tip(shard);
            from = checkpoint.next();
            services.checkpoints().save(progress.mapping(), shard.id(), checkpoint);
        }
        synchronized (this) {
            if (checkpoint != null) {
                known.put(shard.id(), checkpoint);
            }
            boolean isClosedForGood = checkpoint != null && checkpoint.isShardEnded();
            boolean areParentsFinished = lineage.areFinished(
                    shard.id(),
                    each -> processors.containsKey(each) || (listed.containsKey(each) && !isFinished(each)));
            if (isClosedForGood || !areParentsFinished || processors.containsKey(shard.id()) || isStopped) {
                return null;
            }
            ShardProcessor made = processor(shard.id(), from, checkpoint);
            processors.put(shard.id(), made);
            return made;
        }
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

    /** A shard that came later is read from its beginning: it goes on where others ended. */
    private StreamPosition beginning(boolean isFirst) {
        StreamPosition set = plan.config().startingPosition().orElseThrow();
        return isFirst || set instanceof StreamPosition.AtTimestamp ? set : StreamPosition.trimHorizon();
    }

    private boolean isFinished(String shardId) {
        Checkpoint checkpoint = known.get(shardId);
        return checkpoint != null && checkpoint.isShardEnded();
    }

    private ShardProcessor processor(String shardId, StreamPosition from, @Nullable Checkpoint checkpoint) {
        OpenWindow window = checkpoint == null
                ? null
                : checkpoint.window().map(OpenWindow::restore).orElse(null);
        String finished =
                checkpoint == null ? null : checkpoint.sequenceNumber().orElse(null);
        return new ShardProcessor(
                this,
                plan,
                shardId,
                new ShardReader(source, shardId, from),
                new ShardCheckpoint(
                        services.checkpoints(),
                        progress.mapping(),
                        shardId,
                        new ShardCheckpoint.Position(finished, window)));
    }

    /** A shard was read to its end, and all of it is finished: its children may begin. */
    void ended(ShardProcessor processor) {
        synchronized (this) {
            known.put(processor.shardId(), Checkpoint.ofEndedShard());
            processors.remove(processor.shardId());
        }
        findSoon();
    }

    /** Shards that the source does not have any more: one that is being handled goes on to its end, and is forgotten then. */
    private void forgetExpired(Map<String, Shard> listed) throws Exception {
        List<ShardProcessor> orphans;
        List<String> others;
        synchronized (this) {
            orphans = processors.values().stream()
                    .filter(shard -> !listed.containsKey(shard.shardId()) && !shard.isGone())
                    .toList();
            others = known.keySet().stream()
                    .filter(shard ->
                            !listed.containsKey(shard) && !processors.containsKey(shard) && !shard.equals(BEGUN))
                    .toList();
            if (processors.keySet().stream().allMatch(listed::containsKey)) {
                lineage.forgetAllBut(listed.keySet());
            }
        }
        for (ShardProcessor orphan : orphans) {
            if (isGone(orphan.shardId())) {
                orphan.gone();
            }
        }
        for (String shard : others) {
            forget(shard);
        }
    }

    private void forget(String shardId) throws Exception {
        boolean isFinished;
        synchronized (this) {
            isFinished = isFinished(shardId);
        }
        if (isFinished || isGone(shardId)) {
            services.checkpoints().remove(progress.mapping(), shardId);
            synchronized (this) {
                known.remove(shardId);
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

    /** A thread begins to work. */
    synchronized void begins() {
        threads++;
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
