package io.faas4j.event;

import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Which records of a stream were given up together (rule ESM-STREAM-15). The last invocation of a window may have none: what
 * is said of a first and a last record is then null.
 *
 * @param streamArn the stream
 * @param shardId the shard
 * @param batchSize how many there are, 0 or more
 * @param startSequenceNumber the first one's
 * @param endSequenceNumber the last one's
 * @param approximateArrivalOfFirstRecord when the stream took the first
 * @param approximateArrivalOfLastRecord when the stream took the last
 */
public record StreamBatchInfo(
        String streamArn,
        String shardId,
        int batchSize,
        @Nullable String startSequenceNumber,
        @Nullable String endSequenceNumber,
        @Nullable Instant approximateArrivalOfFirstRecord,
        @Nullable Instant approximateArrivalOfLastRecord) {

    /** Checks that the places are named. */
    public StreamBatchInfo {
        Objects.requireNonNull(streamArn, "streamArn");
        Objects.requireNonNull(shardId, "shardId");
    }
}
