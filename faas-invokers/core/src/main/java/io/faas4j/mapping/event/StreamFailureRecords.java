package io.faas4j.mapping.event;

import io.faas4j.destination.Timestamps;
import io.faas4j.event.StreamBatchInfo;
import io.faas4j.event.StreamFailureCondition;
import io.faas4j.event.StreamFailureRecord;
import io.faas4j.source.StreamRecord;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Makes the failure records of one stream (rules ESM-STREAM-15, DEST-2 to DEST-5). Immutable. */
public final class StreamFailureRecords {

    private static final int FRAME_SIZE = 1_000;

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
        LastAttempt told = condition == StreamFailureCondition.RECORD_AGE_EXCEEDED ? null : last;
        Instant timestamp = now.truncatedTo(ChronoUnit.MILLIS);
        StreamBatchInfo batch = batch(shardId, records);
        JsonOut json = new JsonOut(FRAME_SIZE).raw("{\"requestContext\":{\"requestId\":");
        json.text(requestId.toString()).raw(",\"functionArn\":").text(functionArn);
        json.raw(",\"condition\":").text(condition.wireName());
        json.raw(",\"approximateInvokeCount\":" + invokeCount + "}");
        if (told != null) {
            json.raw(",\"responseContext\":{\"statusCode\":200,\"executedVersion\":")
                    .text(told.executedVersion());
            json.raw(told.isUnhandled() ? ",\"functionError\":\"Unhandled\"}" : ",\"functionError\":null}");
        }
        json.raw(",\"version\":\"1.0\",\"timestamp\":").text(Timestamps.millis(timestamp));
        append(json, batch);
        return new StreamFailureRecord(
                requestId,
                functionArn,
                condition,
                invokeCount,
                timestamp,
                told == null ? null : told.executedVersion(),
                batch,
                json.raw("}").toBytes());
    }

    private StreamBatchInfo batch(String shardId, List<StreamRecord> records) {
        if (records.isEmpty()) {
            return new StreamBatchInfo(origin.arn(), shardId, 0, null, null, null, null);
        }
        StreamRecord first = records.get(0);
        StreamRecord last = records.get(records.size() - 1);
        return new StreamBatchInfo(
                origin.arn(),
                shardId,
                records.size(),
                first.sequenceNumber(),
                last.sequenceNumber(),
                first.approximateArrival(),
                last.approximateArrival());
    }

    private void append(JsonOut json, StreamBatchInfo batch) {
        json.raw(origin.kind() == RecordKind.CHANGES ? ",\"DDBStreamBatchInfo\":" : ",\"KinesisBatchInfo\":");
        json.raw("{\"shardId\":").text(batch.shardId());
        append(json, ",\"startSequenceNumber\":", batch.startSequenceNumber());
        append(json, ",\"endSequenceNumber\":", batch.endSequenceNumber());
        append(json, ",\"approximateArrivalOfFirstRecord\":", arrival(batch.approximateArrivalOfFirstRecord()));
        append(json, ",\"approximateArrivalOfLastRecord\":", arrival(batch.approximateArrivalOfLastRecord()));
        json.raw(",\"batchSize\":" + batch.batchSize());
        json.raw(",\"streamArn\":").text(batch.streamArn()).raw("}");
    }

    private static void append(JsonOut json, String name, @Nullable String value) {
        json.raw(name);
        if (value == null) {
            json.raw("null");
        } else {
            json.text(value);
        }
    }

    private @Nullable String arrival(@Nullable Instant time) {
        if (time == null) {
            return null;
        }
        return origin.kind() == RecordKind.CHANGES ? Timestamps.seconds(time) : Timestamps.millis(time);
    }
}
