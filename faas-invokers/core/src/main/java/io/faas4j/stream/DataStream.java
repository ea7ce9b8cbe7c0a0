package io.faas4j.stream;

import io.faas4j.error.ExpiredIteratorException;
import io.faas4j.error.InvalidArgumentException;
import io.faas4j.error.ValidationException;
import io.faas4j.runtime.time.TimeSource;
import io.faas4j.source.Shard;
import io.faas4j.source.SourceSubscription;
import io.faas4j.source.StreamListener;
import io.faas4j.source.StreamPage;
import io.faas4j.source.StreamPosition;
import io.faas4j.source.StreamSource;
import io.faas4j.stream.PutOutcome.Accepted;
import io.faas4j.stream.PutOutcome.Refused;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * A stream in this process, by Kinesis's rules: records stay for the retention period, each reader has a place of its own, and
 * records of one partition key keep their order. Made by {@link Streams}. Safe for use by many threads; readers take no lock.
 *
 * <p>It differs from Kinesis where a process has no use for the rule: it is there at once and resharded in one step, so that nobody
 * sees it being created or updated; it has no limits of speed unless they are set; and it keeps no more than its settings say: if it
 * is full it refuses records ({@link io.faas4j.error.StreamFullException}). A call to a stream that was deleted ends in {@link
 * io.faas4j.error.ResourceNotFoundException}.
 *
 * <pre>{@code
 * DataStream orders = faas.streams().create("orders");
 * orders.put("customer-7", bytes);
 * ShardIterator next = orders.shardIterator("shardId-000000000000", StreamPosition.trimHorizon());
 * RecordsPage page = orders.records(next, 100);
 * }</pre>
 */
public final class DataStream implements StreamSource {

    private final String name;
    private final String arn;
    private final Kind kind;
    private final StreamSettings settings;
    private final TimeSource time;
    private final Shards shards;
    private final Keeping keeping;
    private final Subscriptions subscriptions = new Subscriptions();
    private final StreamWriter writer;
    private final StreamReader reader;

    DataStream(String name, String arn, String account, Kind kind, StreamSettings settings, TimeSource time) {
        this.name = name;
        this.arn = arn;
        this.kind = kind;
        this.settings = settings;
        this.time = time;
        this.shards = new Shards(name, account, settings, time, subscriptions::resharded);
        this.keeping = new Keeping(shards, settings, time);
        this.writer = new StreamWriter(name, settings.maxRecordSize(), shards, keeping, subscriptions, time);
        this.reader = new StreamReader(keeping, Paging.of(kind), time);
    }

    /** The stream's name. */
    public String name() {
        return name;
    }

    @Override
    public String arn() {
        return arn;
    }

    @Override
    public Kind kind() {
        return kind;
    }

    /** False: another process has other records in a stream of the same name. */
    @Override
    public boolean isShared() {
        return false;
    }

    /** How it was made; {@link #retention} may have changed since. */
    public StreamSettings settings() {
        return settings;
    }

    // ---- writing ----------------------------------------------------------------------------------------------------

    /**
     * Writes a record.
     *
     * @param partitionKey 1 to 256 characters: decides on the shard; records of one key keep their order
     * @param data not copied, and must not change any more
     * @return where it is
     * @throws ValidationException if the key has another length, or both together are larger than a record may be
     * @throws io.faas4j.error.StreamFullException if the stream holds as much as it may
     * @throws io.faas4j.error.ProvisionedThroughputExceededException if a limit of speed is set and reached
     */
    public Accepted put(String partitionKey, byte[] data) {
        return put(StreamEntry.of(partitionKey, data));
    }

    /**
     * As {@link #put(String, byte[])}, with more said of the record.
     *
     * @param entry the record
     * @throws InvalidArgumentException also if it cannot be behind the record that it has to be behind of (rule STREAM-7), or this is a
     *     stream of changes
     */
    public Accepted put(StreamEntry entry) {
        requireRecords();
        return accepted(writer.write(writer.pending(entry)));
    }

    private static Accepted accepted(PutOutcome outcome) {
        if (outcome instanceof Refused refused) {
            throw refused.error();
        }
        return (Accepted) outcome;
    }

    /**
     * Writes records, each by itself: one that is refused keeps no other one from being written (rule STREAM-8). Those of one shard
     * keep their order.
     *
     * @param entries 1 to 500, up to 10 MiB together
     * @return an outcome for each, in the same order
     * @throws ValidationException if there are others, or one of them could never be written: then none is
     */
    public PutResult putAll(List<StreamEntry> entries) {
        requireRecords();
        return writer.writeAll(writer.pending(entries));
    }

    /** Writes a change, whose data is known in full only with its place. */
    Accepted putChange(String partitionKey, int dataSize, PendingRecord.Data data) {
        return accepted(writer.write(writer.pending(partitionKey, dataSize, data)));
    }

    /** A change log alone writes changes, and says how long they stay. */
    private void requireRecords() {
        if (kind == Kind.CHANGES) {
            throw new InvalidArgumentException("%s is a stream of changes, written by its change log.".formatted(arn));
        }
    }

    // ---- reading ----------------------------------------------------------------------------------------------------

    @Override
    public List<Shard> shards() {
        shards.expire(time.now(), keeping.retention());
        return shards.topology().listed();
    }

    /** The shards that can be read, open or closed, parents before their children, with all that is known of them. */
    public List<ShardDescription> describeShards() {
        shards.expire(time.now(), keeping.retention());
        return shards.topology().all().stream().map(StreamShard::describe).toList();
    }

    /**
     * Reads.
     *
     * @param limit 1 or more; a page has at most 10,000 records and 10 MiB, of changes 1,000 and 1 MiB (rules STREAM-22, CHANGE-6)
     * @throws InvalidArgumentException if the position is a number that the shard has not given yet
     * @throws io.faas4j.error.ResourceNotFoundException if the shard has expired
     */
    @Override
    public StreamPage read(String shardId, StreamPosition from, int limit) {
        if (limit < 1) {
            throw ValidationException.of("limit", limit, "Member must have value greater than or equal to 1");
        }
        return reader.page(shards.shard(shardId), from, limit);
    }

    /**
     * From where on a shard keeps its records: also those count as gone that had to make room for others.
     *
     * @throws io.faas4j.error.ResourceNotFoundException if the shard has expired
     */
    @Override
    public Optional<String> trimHorizon(String shardId) {
        StreamShard shard = shards.shard(shardId);
        keeping.trim(shard, time.now());
        return Optional.of(SequenceNumbers.text(shard.log.start()));
    }

    /**
     * A place to read from, for one who reads without a mapping.
     *
     * @param shardId the shard
     * @param from where; {@link StreamPosition#latest} is behind the newest record of now
     * @throws InvalidArgumentException if it is a number that the shard has not given yet
     * @throws io.faas4j.error.ResourceNotFoundException if there is no such shard
     */
    public ShardIterator shardIterator(String shardId, StreamPosition from) {
        StreamShard shard = shards.shard(shardId);
        keeping.trim(shard, time.now());
        long first = reader.resolve(shard, from);
        return iterator(shardId, StreamPosition.after(SequenceNumbers.text(first - 1)));
    }

    private ShardIterator iterator(String shardId, StreamPosition position) {
        return new ShardIterator(this, shardId, position, time.nanoTime());
    }

    /**
     * Reads on.
     *
     * @param from an iterator of this stream that is not expired
     * @param limit how many records at most: 1 to 10,000, of changes 1 to 1,000
     * @throws ExpiredIteratorException if the iterator is too old (rule STREAM-21)
     * @throws ValidationException if the limit is out of its range
     * @throws io.faas4j.error.ProvisionedThroughputExceededException if a limit of speed is set and reached
     */
    public RecordsPage records(ShardIterator from, int limit) {
        if (from.stream() != this) {
            throw new InvalidArgumentException("%s is none of stream %s.".formatted(from, name));
        }
        if (limit < 1 || limit > reader.maxRecords()) {
            throw ValidationException.of("limit", limit, "Member must have value between 1 and " + reader.maxRecords());
        }
        requireLive(from);
        StreamPage page = reader.page(shards.shard(from.shardId()), from.position(), limit);
        Optional<ShardIterator> next = page.next().map(position -> iterator(from.shardId(), position));
        List<ShardDescription> children = next.isPresent()
                ? List.of()
                : shards.topology().childrenOf(from.shardId()).stream()
                        .map(StreamShard::describe)
                        .toList();
        return new RecordsPage(page.records(), next, page.behindLatest(), children);
    }

    private void requireLive(ShardIterator iterator) {
        long age = time.nanoTime() - iterator.madeNanos();
        if (age > reader.iteratorLife().toNanos()) {
            throw new ExpiredIteratorException(
                    "Iterator expired. It was created %d milliseconds ago, and the tolerated delay is %d milliseconds."
                            .formatted(
                                    Duration.ofNanos(age).toMillis(),
                                    reader.iteratorLife().toMillis()));
        }
    }

    @Override
    public Optional<SourceSubscription> listen(StreamListener listener) {
        return Optional.of(subscriptions.add(listener));
    }

    // ---- shards -----------------------------------------------------------------------------------------------------

    /**
     * Splits a shard in two (rule STREAM-30). Its records stay where they are, and can be read until they are too old.
     *
     * @param shardId an open shard
     * @param newStartingHashKey decimal: the first key of the second child; above the shard's first key plus one, below its last one
     * @throws InvalidArgumentException if it is another number, or the shard is closed
     * @throws io.faas4j.error.LimitExceededException if there are 10,000 open shards
     */
    public void splitShard(String shardId, String newStartingHashKey) {
        resharded(shards.split(shardId, HashKey.parse("NewStartingHashKey", newStartingHashKey)));
    }

    /**
     * Makes one shard of two (rule STREAM-31).
     *
     * @param shardId an open shard
     * @param adjacentShardId an open shard whose range begins where the other one's ends, or the other way round
     * @throws InvalidArgumentException if they are not
     */
    public void mergeShards(String shardId, String adjacentShardId) {
        resharded(shards.merge(shardId, adjacentShardId));
    }

    /**
     * Splits and merges until there are so many open shards with ranges of one width (rule STREAM-33). Shards of steps between are left
     * closed and empty.
     *
     * @param target at least half of what there are, at most double
     * @throws InvalidArgumentException outside that range
     * @throws io.faas4j.error.LimitExceededException if that is more than 10,000, or the limits that are set allow no change now
     */
    public void updateShardCount(int target) {
        resharded(shards.update(target));
    }

    private void resharded(Collection<String> ended) {
        ended.forEach(subscriptions::available);
        if (!ended.isEmpty()) {
            subscriptions.resharded();
        }
    }

    // ---- what is kept -----------------------------------------------------------------------------------------------

    /** How long records are kept. */
    public Duration retention() {
        return keeping.retention();
    }

    /**
     * Keeps records longer. What is trimmed already does not come back (rule STREAM-11).
     *
     * @param value above the current one, up to 8,760 h
     * @throws InvalidArgumentException otherwise
     */
    public void increaseRetention(Duration value) {
        requireRecords();
        keeping.increaseTo(value);
    }

    /**
     * Keeps records for a shorter time, and trims what is older at once (rule STREAM-11).
     *
     * @param value below the current one, from 24 h
     * @throws InvalidArgumentException otherwise
     */
    public void decreaseRetention(Duration value) {
        requireRecords();
        keeping.decreaseTo(value);
    }

    /** How many records are kept; those that have become too old count until they are swept away, within minutes. */
    public long recordCount() {
        return keeping.records();
    }

    /** How many bytes they have together, partition keys included. */
    public long byteCount() {
        return keeping.bytes();
    }

    /** How many records had to make room before their time; 0 unless the settings allow it. */
    public long droppedRecords() {
        return keeping.dropped();
    }

    /** When the oldest record arrived that is kept; empty if there is none. */
    public Optional<Instant> trimHorizon() {
        Instant now = time.now();
        keeping.trim(now);
        return shards.topology().all().stream()
                .flatMap(shard -> Optional.ofNullable(shard.log.find(shard.log.start())).stream())
                .map(record -> record.approximateArrival())
                .min(Instant::compareTo);
    }

    void delete() {
        if (shards.delete()) {
            keeping.close();
            subscriptions.resharded();
            subscriptions.clear();
        }
    }

    @Override
    public String toString() {
        return "DataStream[" + name + "]";
    }
}
