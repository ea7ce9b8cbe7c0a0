package io.faas4j.jdbc;

import com.fasterxml.jackson.core.type.TypeReference;
import io.faas4j.async.queue.StreamOrigin;
import io.faas4j.event.StreamBatchInfo;
import io.faas4j.event.StreamFailureCondition;
import io.faas4j.event.StreamFailureRecord;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Where an event comes from that a mapping has given up, as JSON. What the mapping makes of answers is no part of it. */
final class StreamFailureJson {

    private StreamFailureJson() {}

    /**
     * As it is stored.
     *
     * @param body of the record: it has most of this, but times in fewer digits
     */
    private record Stored(
            String requestId,
            String functionArn,
            String condition,
            int approximateInvokeCount,
            String timestamp,
            @Nullable String executedVersion,
            StoredBatch batch,
            String body) {}

    private record StoredBatch(
            String streamArn,
            String shardId,
            int size,
            @Nullable String start,
            @Nullable String end,
            @Nullable String firstArrival,
            @Nullable String lastArrival) {}

    /** Null for none. */
    static @Nullable String write(@Nullable StreamOrigin origin) {
        if (origin == null) {
            return null;
        }
        StreamFailureRecord failure = origin.failure();
        StreamBatchInfo batch = failure.batch();
        return EventJson.write(new Stored(
                failure.requestId().toString(),
                failure.functionArn(),
                failure.condition().name(),
                failure.approximateInvokeCount(),
                failure.timestamp().toString(),
                failure.executedVersion().orElse(null),
                new StoredBatch(
                        batch.streamArn(),
                        batch.shardId(),
                        batch.batchSize(),
                        batch.startSequenceNumber(),
                        batch.endSequenceNumber(),
                        text(batch.approximateArrivalOfFirstRecord()),
                        text(batch.approximateArrivalOfLastRecord())),
                failure.bodyAsText()));
    }

    static @Nullable StreamOrigin read(@Nullable String text) {
        if (text == null) {
            return null;
        }
        Stored stored = EventJson.read(text, new TypeReference<>() {});
        StoredBatch batch = stored.batch();
        StreamFailureRecord failure = new StreamFailureRecord(
                UUID.fromString(stored.requestId()),
                stored.functionArn(),
                StreamFailureCondition.valueOf(stored.condition()),
                stored.approximateInvokeCount(),
                Instant.parse(stored.timestamp()),
                stored.executedVersion(),
                new StreamBatchInfo(
                        batch.streamArn(),
                        batch.shardId(),
                        batch.size(),
                        batch.start(),
                        batch.end(),
                        instant(batch.firstArrival()),
                        instant(batch.lastArrival())),
                stored.body().getBytes(StandardCharsets.UTF_8));
        return new StreamOrigin(failure, null);
    }

    private static @Nullable String text(@Nullable Instant time) {
        return time == null ? null : time.toString();
    }

    private static @Nullable Instant instant(@Nullable String text) {
        return text == null ? null : Instant.parse(text);
    }
}
