package io.faas4j.source;

import java.math.BigInteger;
import java.util.List;
import java.util.Optional;

/**
 * A stream that functions can be mapped to: one in this process, or a connector's. Safe for use by many threads; a call may
 * wait for a server, on a worker thread of the mapping's, but never for records to come.
 */
public interface StreamSource {

    /** What its records are. */
    enum Kind {
        /** Bytes with a partition key, as a Kinesis stream has (rule EVT-2). */
        RECORDS,
        /** Changes of items, as a DynamoDB stream has (rules CHANGE-1, EVT-3). */
        CHANGES
    }

    /** What names it, for mappings, records and events. */
    String arn();

    /** What its records are. */
    Kind kind();

    /**
     * Whether a source with this ARN has the same shards and records in every process. Where processes share the checkpoints of a
     * mapping they then share its shards too, by {@link ShardLeases}; otherwise each reads all shards of its own source.
     *
     * @return true unless it is overridden
     */
    default boolean isShared() {
        return true;
    }

    /**
     * The shards that can be read, open or closed, parents before their children. One that is left out, and cannot be read either, is
     * gone: a mapping discards what it still has of it, and forgets how far it was.
     *
     * @throws Exception if the source cannot be reached; the mapping tells so, and tries again later
     */
    List<Shard> shards() throws Exception;

    /**
     * Reads.
     *
     * @param shardId a shard's
     * @param from where
     * @param limit how many records at most, 1 or more
     * @return empty pages too, which do not mean the end
     * @throws Exception if the source cannot be reached, or does not have the shard any more
     */
    StreamPage read(String shardId, StreamPosition from, int limit) throws Exception;

    /**
     * From where on a shard keeps its records. A batch that fails is tried again only as long as its records are kept (rule ESM-STREAM-5),
     * so this is asked before each further try.
     *
     * <p>Unless it is overridden, this reads one record from the oldest on.
     *
     * @param shardId a shard's
     * @return a number above those of all records that are not kept any more, and not above that of one that is; empty if it is not
     *     known: then nothing is taken to be gone
     * @throws Exception if the source cannot be reached, or does not have the shard any more; then too nothing is taken to be gone
     */
    default Optional<String> trimHorizon(String shardId) throws Exception {
        StreamPage oldest = read(shardId, StreamPosition.trimHorizon(), 1);
        if (!oldest.records().isEmpty()) {
            return Optional.of(oldest.records().get(0).sequenceNumber());
        }
        if (oldest.next().isEmpty()) {
            // Closed, and nothing is left: above all numbers that there can be (rule STREAM-6).
            return Optional.of("1" + "0".repeat(129));
        }
        // Nothing is kept up to there.
        return oldest.next()
                .filter(StreamPosition.After.class::isInstance)
                .map(next -> new BigInteger(((StreamPosition.After) next).sequenceNumber())
                        .add(BigInteger.ONE)
                        .toString());
    }

    /**
     * Asks to be told when there may be something to read. To be told too often does no harm; not to be told means to wait for
     * the next poll.
     *
     * @param listener called without a lock that a call to this source needs
     * @return empty if the source cannot tell: it is then polled
     */
    Optional<SourceSubscription> listen(StreamListener listener);
}
