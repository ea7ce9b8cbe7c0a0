package io.faas4j.mapping;

import io.faas4j.destination.DeliveryLimit;
import io.faas4j.mapping.batch.BatchAttempt;
import io.faas4j.mapping.batch.OpenWindow;
import io.faas4j.retry.Backoff;
import io.faas4j.runtime.failures.FailureLog;
import io.faas4j.runtime.time.TimeSource;
import io.faas4j.source.SourceSubscription;
import io.faas4j.source.StreamListener;
import io.faas4j.source.StreamSource;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads a stream, and invokes a function with its records (section ESM-STREAM): each shard for itself, a child once its parents are
 * finished.
 */
final class StreamEngine implements Engine {

    /*
     * I1  `threads` are those that work for any of its shards; once stopped, `idle` is told when the last has left.
     * Lock order: a shard's monitor, or that of all shards, then this one, then nothing.
     */
    private static final Logger log = LoggerFactory.getLogger(StreamEngine.class);

    /** A source that cannot tell what it has is asked as often (rule ESM-STREAM-1). */
    private static final Duration POLL = Duration.ofSeconds(1);

    private final StreamSource source;
    private final MappingProgress progress;
    private final Services services;
    private final TimeSource time;
    private final Pause pause;
    private final Backoff backoff;
    private final BatchRunner runner;
    private final StreamShards shards;

    // Guarded by this object's monitor.
    private boolean isStopped;
    private boolean hasLeft;
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
        this.progress = progress;
        this.services = services;
        this.time = services.time();
        this.pause = pause;
        this.backoff = Backoff.standard(services.random());
        this.runner = new BatchRunner(source, plan, function, progress, services, deliveries, pause, backoff);
        this.shards = new StreamShards(this, source, plan, services);
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
        shards.begin();
        SourceSubscription listening = source.listen(new Listener()).orElse(null);
        boolean isLate;
        synchronized (this) {
            subscription = listening;
            isLate = isStopped;
        }
        if (isLate && listening != null) {
            listening.close();
        }
        shards.goOn();
        if (listening == null) {
            pollLater();
        } else if (shards.isShared()) {
            lookLater();
        }
    }

    private final class Listener implements StreamListener {
        @Override
        public void available(String shardId) {
            shards.signal(shardId);
        }

        @Override
        public void resharded() {
            shards.findSoon();
        }
    }

    private void pollLater() {
        time.scheduleHousekeeping(POLL, () -> {
            if (!isStopped()) {
                shards.findSoon();
                shards.signalAll();
                pollLater();
            }
        });
    }

    /** Other processes do not tell what they do about shards. */
    private void lookLater() {
        time.scheduleHousekeeping(POLL, () -> {
            if (!isStopped()) {
                shards.lookSoon();
                lookLater();
            }
        });
    }

    @Override
    public void stop(Runnable whenIdle) {
        SourceSubscription listening;
        boolean isIdle;
        synchronized (this) {
            isStopped = true;
            listening = subscription;
            subscription = null;
        }
        if (listening != null) {
            listening.close();
        }
        shards.stop();
        // No thread begins any more: a shard counts it under its own monitor, before it is stopped.
        synchronized (this) {
            isIdle = threads == 0;
            idle = isIdle ? null : whenIdle;
        }
        if (isIdle) {
            leave(whenIdle);
        }
    }

    /** Nothing is being handled any more: what is still this process's is left to others. */
    private void leave(Runnable then) {
        boolean isFirst;
        synchronized (this) {
            isFirst = !hasLeft;
            hasLeft = true;
        }
        if (!isFirst || !shards.isShared()) {
            then.run();
            return;
        }
        try {
            execute(() -> {
                shards.leave();
                then.run();
            });
        } catch (RuntimeException | Error noThread) {
            FailureLog.error(log, "No thread could be started to leave shards of {}", progress.mapping(), noThread);
            then.run();
        }
    }

    @Override
    public boolean isResting() {
        return pause.isResting();
    }

    @Override
    public List<LeaseStatus> leases() {
        return shards.leases();
    }

    @Override
    public int inFlight() {
        return shards.inFlight();
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

    /** Not if it is stopped and has nothing to leave to others. */
    synchronized boolean isToLook() {
        return !isStopped || shards.isShared();
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
            leave(told);
        }
    }

    /** A shard was read to its end, and all of it is finished. */
    void ended(ShardProcessor shard) {
        shards.ended(shard);
    }

    /** Another process has a shard. */
    void lost(ShardProcessor shard) {
        shards.lost(shard);
    }

    /** False if the thread was lost to a handler or a destination. */
    boolean run(ShardProcessor shard, Lane lane, BatchAttempt attempt, @Nullable OpenWindow window) {
        return runner.run(shard, lane, attempt, window);
    }
}
