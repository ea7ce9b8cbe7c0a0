package io.faas4j.stream;

import io.faas4j.source.StreamRecord;
import io.faas4j.stream.PutOutcome.Accepted;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** A shard: open, then closed, in the end expired (rule STREAM-34). What writes to it holds its lock. */
final class StreamShard {

    final String id;
    final HashRange range;
    final List<String> parents;
    final ShardLog log;
    final @Nullable ShardThroughput throughput;
    private final ReentrantLock lock = new ReentrantLock();
    private volatile @Nullable Instant agesFrom;

    StreamShard(String id, HashRange range, List<String> parents, long origin, @Nullable ShardThroughput throughput) {
        this.id = id;
        this.range = range;
        this.parents = parents;
        this.log = new ShardLog(origin);
        this.throughput = throughput;
    }

    void lock() {
        lock.lock();
    }

    void unlock() {
        lock.unlock();
    }

    boolean isOpen() {
        return !log.isClosed();
    }

    /** Under the lock, while the shard is open. */
    PutOutcome append(PendingRecord record, Instant now) {
        long number = log.end();
        PutOutcome refusal = record.refusalBehind(number - 1);
        if (refusal == null && throughput != null) {
            refusal = throughput.refuseWrite(id, record.size());
        }
        if (refusal != null) {
            return refusal;
        }
        String sequenceNumber = SequenceNumbers.text(number);
        log.append(sequenceNumber, record.partitionKey(), record.dataAt(sequenceNumber), record.size(), now);
        return new Accepted(id, sequenceNumber);
    }

    /** Under the lock. */
    void close(Instant now) {
        agesFrom = log.end() == log.origin() ? now : log.lastArrival();
        log.close();
    }

    /** Forgets what is older than it may be. */
    void trim(Instant now, Duration retention, ShardLog.Freed freed) {
        Instant newestGone = now.minus(retention);
        StreamRecord oldest = log.find(log.start());
        if (oldest == null || oldest.approximateArrival().isAfter(newestGone)) {
            return;
        }
        lock.lock();
        try {
            log.trim(log.firstSince(newestGone.plusNanos(1)), freed);
        } finally {
            lock.unlock();
        }
    }

    /** Forgets some of the oldest records, an eighth or fewer; answers how many. */
    int dropOldest(ShardLog.Freed freed) {
        lock.lock();
        try {
            long start = log.start();
            long kept = log.end() - start;
            log.trim(start + Math.max(1, Math.min(kept / 8, Segment.SIZE / 4)), freed);
            return (int) (log.start() - start);
        } finally {
            lock.unlock();
        }
    }

    /** Whether it was closed and its last record is older than it may be. */
    boolean isExpired(Instant now, Duration retention) {
        Instant from = agesFrom;
        return from != null && !from.isAfter(now.minus(retention));
    }

    ShardDescription describe() {
        return new ShardDescription(
                id,
                parents,
                range.first().toBigInteger(),
                range.last().toBigInteger(),
                SequenceNumbers.text(log.origin()),
                isOpen() ? Optional.empty() : Optional.of(SequenceNumbers.text(log.end() - 1)));
    }

    @Override
    public String toString() {
        return id;
    }
}
