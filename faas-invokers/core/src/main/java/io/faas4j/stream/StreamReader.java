package io.faas4j.stream;

import io.faas4j.error.InvalidArgumentException;
import io.faas4j.runtime.time.TimeSource;
import io.faas4j.source.StreamPage;
import io.faas4j.source.StreamPosition;
import io.faas4j.source.StreamRecord;
import java.time.Duration;
import java.time.Instant;

/** Reads shards, a page at a time, without a lock. */
final class StreamReader {

    private final Keeping keeping;
    private final Paging paging;
    private final TimeSource time;

    StreamReader(Keeping keeping, Paging paging, TimeSource time) {
        this.keeping = keeping;
        this.paging = paging;
        this.time = time;
    }

    /**
     * Where a position is in a shard (rules STREAM-20, STREAM-25).
     *
     * @return the number of the first record to be read; it may be trimmed
     * @throws InvalidArgumentException if the position is a number that the shard has not given yet
     */
    long resolve(StreamShard shard, StreamPosition position) {
        ShardLog log = shard.log;
        if (position instanceof StreamPosition.After after) {
            return given(shard, after.sequenceNumber()) + 1;
        }
        if (position instanceof StreamPosition.At at) {
            return given(shard, at.sequenceNumber());
        }
        if (position instanceof StreamPosition.AtTimestamp since) {
            return log.firstSince(since.time());
        }
        return position == StreamPosition.latest() ? log.end() : log.start();
    }

    private static long given(StreamShard shard, String sequenceNumber) {
        long number = SequenceNumbers.parse(sequenceNumber);
        if (number >= shard.log.end()) {
            throw new InvalidArgumentException(
                    "%s has no record with the sequence number %s yet.".formatted(shard, sequenceNumber));
        }
        return number;
    }

    StreamPage page(StreamShard shard, StreamPosition from, int limit) {
        Instant now = time.now();
        if (shard.throughput != null) {
            shard.throughput.requireRead(shard.id);
        }
        keeping.trim(shard, now);
        boolean isClosed = shard.log.isClosed();
        long first = resolve(shard, from);
        ShardLog.Slice slice = shard.log.read(first, Math.min(limit, paging.maxRecords()), paging.maxBytes());
        if (shard.throughput != null) {
            shard.throughput.hasRead(
                    slice.records().stream().mapToLong(ShardLog::size).sum());
        }
        if (isClosed && slice.next() >= shard.log.end()) {
            return StreamPage.last(slice.records());
        }
        return StreamPage.of(slice.records(), next(slice), behindLatest(shard, slice.next(), now));
    }

    private static StreamPosition next(ShardLog.Slice slice) {
        int count = slice.records().size();
        return StreamPosition.after(
                count == 0
                        ? SequenceNumbers.text(slice.next() - 1)
                        : slice.records().get(count - 1).sequenceNumber());
    }

    private static final Duration JUST_NOW = Duration.ofNanos(1);

    private static Duration behindLatest(StreamShard shard, long next, Instant now) {
        StreamRecord unread = shard.log.find(next);
        if (unread == null) {
            return Duration.ZERO;
        }
        Duration behind = Duration.between(unread.approximateArrival(), now);
        // 0 only at the tip: what has just arrived is not read yet either.
        return behind.isNegative() || behind.isZero() ? JUST_NOW : behind;
    }

    Duration iteratorLife() {
        return paging.iteratorLife();
    }

    int maxRecords() {
        return paging.maxRecords();
    }
}
