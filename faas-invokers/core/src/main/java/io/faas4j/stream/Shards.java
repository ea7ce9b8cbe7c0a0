package io.faas4j.stream;

import io.faas4j.error.InvalidArgumentException;
import io.faas4j.error.LimitExceededException;
import io.faas4j.error.ResourceNotFoundException;
import io.faas4j.runtime.time.TimeSource;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/** The shards of one stream. Readers and writers see one topology or the next; one change is made at a time. */
final class Shards {

    private static final Duration DAY = Duration.ofDays(1);

    private final String stream;
    private final String account;
    private final ShardFactory factory;
    private final int updatesPerDay;
    private final TimeSource time;
    private final Runnable whenExpired;
    private final ReentrantLock changing = new ReentrantLock();
    private final Deque<Long> updates = new ArrayDeque<>();
    private volatile Topology topology;
    private volatile boolean deleted;

    /** @param whenExpired told, under no lock, that there are fewer shards than before */
    Shards(String stream, String account, StreamSettings settings, TimeSource time, Runnable whenExpired) {
        this.stream = stream;
        this.whenExpired = whenExpired;
        this.account = account;
        this.time = time;
        this.factory = new ShardFactory(stream, settings, time);
        this.updatesPerDay =
                settings.limits().map(StreamLimits::shardCountUpdatesPerDay).orElse(Integer.MAX_VALUE);
        this.topology = factory.begin(settings.shards());
    }

    /** @throws ResourceNotFoundException if the stream is deleted */
    Topology topology() {
        Topology now = topology;
        if (deleted) {
            throw Streams.notFound(stream, account);
        }
        return now;
    }

    /** @throws ResourceNotFoundException if there is no such shard any more */
    StreamShard shard(String id) {
        StreamShard found = topology().find(id);
        if (found == null) {
            throw new ResourceNotFoundException(
                    "Could not find shard %s in stream %s under account %s.".formatted(id, stream, account));
        }
        return found;
    }

    // ---- changing ---------------------------------------------------------------------------------------------------

    /** Rules STREAM-30, STREAM-32; answers what was closed. */
    Collection<String> split(String id, HashKey at) {
        return change(resharding -> {
            StreamShard parent = open(id);
            // Kinesis asks for more than a real part: see the rule.
            boolean isInside = at.previous().compareTo(parent.range.first()) > 0
                    && at.compareTo(parent.range.last()) < 0
                    && at.compareTo(HashKey.SMALLEST) > 0;
            if (!isInside) {
                throw new InvalidArgumentException(
                        ("NewStartingHashKey %s used in SplitShard() on shard %s in stream %s under account %s is not both greater "
                                        + "than one plus the shard's StartingHashKey %s and less than the shard's EndingHashKey %s.")
                                .formatted(at, id, stream, account, parent.range.first(), parent.range.last()));
            }
            requireRoomFor(topology.open().size() + 1);
            resharding.split(parent, at);
        });
    }

    /** Rules STREAM-31, STREAM-32; answers what was closed. */
    Collection<String> merge(String id, String adjacentId) {
        return change(resharding -> {
            StreamShard one = open(id);
            StreamShard other = open(adjacentId);
            if (one.range.isJustBefore(other.range)) {
                resharding.merge(one, other);
            } else if (other.range.isJustBefore(one.range)) {
                resharding.merge(other, one);
            } else {
                throw new InvalidArgumentException(
                        "Shards %s and %s in stream %s under account %s are not an adjacent pair of shards eligible for merging."
                                .formatted(id, adjacentId, stream, account));
            }
        });
    }

    /** Rule STREAM-33; answers what was closed. */
    Collection<String> update(int target) {
        return change(resharding -> {
            int current = topology.open().size();
            if (target < 1 || target > 2L * current || 2L * target < current) {
                throw new InvalidArgumentException(
                        "The target shard count %d of stream %s is not between half and double of the %d open shards."
                                .formatted(target, stream, current));
            }
            requireRoomFor(target);
            countUpdate();
            resharding.reshape(HashRange.divide(target));
        });
    }

    private Collection<String> change(Consumer<Resharding> steps) {
        changing.lock();
        try (Resharding resharding = new Resharding(topology(), factory, time.now())) {
            steps.accept(resharding);
            topology = resharding.after();
            return resharding.ended();
        } finally {
            changing.unlock();
        }
    }

    private StreamShard open(String id) {
        StreamShard found = shard(id);
        if (!found.isOpen()) {
            throw new InvalidArgumentException(
                    "Shard %s in stream %s under account %s is closed.".formatted(id, stream, account));
        }
        return found;
    }

    private static void requireRoomFor(int shards) {
        if (shards > StreamSettings.MOST_SHARDS) {
            throw new LimitExceededException(
                    "A stream has at most %d open shards.".formatted(StreamSettings.MOST_SHARDS));
        }
    }

    private void countUpdate() {
        long now = time.nanoTime();
        for (Long first = updates.peekFirst();
                first != null && now - first >= DAY.toNanos();
                first = updates.peekFirst()) {
            updates.removeFirst();
        }
        if (updates.size() >= updatesPerDay) {
            throw new LimitExceededException("The shard count of stream %s was changed %d times within 24 hours."
                    .formatted(stream, updates.size()));
        }
        if (updatesPerDay < Integer.MAX_VALUE) {
            updates.addLast(now);
        }
    }

    // ---- the end ----------------------------------------------------------------------------------------------------

    /** Takes out shards that have expired (rule STREAM-34). */
    void expire(Instant now, Duration retention) {
        Topology seen = topology;
        if (seen.all().stream().noneMatch(shard -> shard.isExpired(now, retention))) {
            return;
        }
        changing.lock();
        try {
            List<StreamShard> left = topology.all().stream()
                    .filter(shard -> !shard.isExpired(now, retention))
                    .toList();
            topology = new Topology(left);
        } finally {
            changing.unlock();
        }
        whenExpired.run();
    }

    boolean delete() {
        changing.lock();
        try (Resharding end = new Resharding(topology, factory, time.now())) {
            boolean isFirst = !deleted;
            deleted = true;
            end.closeAll();
            topology = Topology.NONE;
            return isFirst;
        } finally {
            changing.unlock();
        }
    }
}
