package io.faas4j.mapping.event;

import io.faas4j.event.StreamFailureCondition;
import io.faas4j.event.StreamFailureRecord;
import io.faas4j.source.StreamRecord;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Makes the failure records of one stream (rules ESM-STREAM-15, DEST-2 to DEST-5). Immutable. */
public final class StreamFailureRecords {

    private final RecordOrigin origin;

    /**
     * A maker of records.
     *
     * @param origin the stream
     */
    public StreamFailureRecords(RecordOrigin origin) {
        this.origin = origin;
    }

    /**
     * What answered last.
     *
     * @param executedVersion {@code $LATEST} or the number that ran
     * @param isUnhandled whether the handler threw or timed out, rather than that it reported failures (rule ESM-STREAM-17)
     */
    public record LastAttempt(String executedVersion, boolean isUnhandled) {}

    /**
     * A record.
     *
     * @param requestId of the last invocation, or a new one if there was none
     * @param functionArn the function as the mapping has it (rule DEST-2)
     * @param condition why the records are given up
     * @param invokeCount how often this batch was given to the function
     * @param now when that is
     * @param shardId the shard
     * @param records those that are given up; empty only for the last invocation of a window
     * @param last what answered last; null if nothing did; left out if the records were too old (rule DEST-4)
     */
    public StreamFailureRecord of(
            UUID requestId,
            String functionArn,
            StreamFailureCondition condition,
            int invokeCount,
            Instant now,
            String shardId,
            List<StreamRecord> records,
            @Nullable LastAttempt last) {
        return new StreamFailureRecord(
                requestId,
                functionArn,
                condition,
                invokeCount,
                now,
                null,
                new io.faas4j.event.StreamBatchInfo(origin.arn(), shardId, records.size(), null, null, null, null),
                String.valueOf(last).getBytes(java.nio.charset.StandardCharsets.UTF_8));
    }
}
