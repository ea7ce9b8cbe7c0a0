package io.faas4j.mapping.event;

import static org.assertj.core.api.Assertions.assertThat;

import io.faas4j.event.StreamFailureCondition;
import io.faas4j.event.StreamFailureRecord;
import io.faas4j.function.ArnScope;
import io.faas4j.mapping.event.StreamFailureRecords.LastAttempt;
import io.faas4j.rules.Rule;
import io.faas4j.source.StreamRecord;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What an on-failure destination is told of records that were given up (rule ESM-STREAM-15). */
class StreamFailureRecordsTest {

    private static final UUID ID = UUID.fromString("8f3c1c52-7b52-4c3a-9d6e-2f6a1f0f5c11");
    private static final String FUNCTION = "arn:aws:lambda:local-1:000000000000:function:count";
    private static final String SHARD = "shardId-000000000000";
    private static final Instant NOW = Instant.parse("2026-01-02T03:04:05.678901Z");
    private static final List<StreamRecord> RECORDS = List.of(
            new StreamRecord("100", "k", new byte[1], Instant.parse("2026-01-02T03:48:01Z")),
            new StreamRecord("101", "k", new byte[1], Instant.parse("2026-01-02T03:48:02.250Z")));

    private static StreamFailureRecord told(
            RecordKind kind, StreamFailureCondition condition, List<StreamRecord> records, @Nullable LastAttempt last) {
        return new StreamFailureRecords(RecordOrigin.of(kind, "arn:aws:x:local-1:000000000000:s", ArnScope.DEFAULT))
                .of(ID, FUNCTION, condition, 3, NOW, SHARD, records, last);
    }

    private static String batch(String kind, String first, String last) {
        return ",\"version\":\"1.0\",\"timestamp\":\"2026-01-02T03:04:05.678Z\",\"" + kind + "\":{\"shardId\":\""
                + SHARD
                + "\",\"startSequenceNumber\":\"100\",\"endSequenceNumber\":\"101\",\"approximateArrivalOfFirstRecord\":\""
                + first + "\",\"approximateArrivalOfLastRecord\":\"" + last
                + "\",\"batchSize\":2,\"streamArn\":\"arn:aws:x:local-1:000000000000:s\"}}";
    }

    private static String request(String condition) {
        return "{\"requestContext\":{\"requestId\":\"" + ID + "\",\"functionArn\":\"" + FUNCTION + "\",\"condition\":\""
                + condition + "\",\"approximateInvokeCount\":3}";
    }

    @Test
    @Rule({"ESM-STREAM-15", "DEST-1", "DEST-2", "DEST-3", "DEST-5"})
    void records_of_a_stream_whose_handler_threw() {
        StreamFailureRecord told = told(
                RecordKind.STREAM,
                StreamFailureCondition.RETRY_ATTEMPTS_EXHAUSTED,
                RECORDS,
                new LastAttempt("$LATEST", true));

        assertThat(told.bodyAsText())
                .isEqualTo(request("RetryAttemptsExhausted")
                        + ",\"responseContext\":{\"statusCode\":200,\"executedVersion\":\"$LATEST\",\"functionError\":\"Unhandled\"}"
                        + batch("KinesisBatchInfo", "2026-01-02T03:48:01.000Z", "2026-01-02T03:48:02.250Z"));
        assertThat(told.executedVersion()).contains("$LATEST");
        assertThat(told.batch().startSequenceNumber()).isEqualTo("100");
        assertThat(told.batch().batchSize()).isEqualTo(2);
        assertThat(told.requestId()).isEqualTo(ID);
    }

    @Test
    @Rule({"ESM-STREAM-15", "ESM-STREAM-17", "DEST-3"})
    void changes_whose_handler_reported_them_have_no_function_error_and_times_in_seconds() {
        StreamFailureRecord told = told(
                RecordKind.CHANGES,
                StreamFailureCondition.RETRY_ATTEMPTS_EXHAUSTED,
                RECORDS,
                new LastAttempt("7", false));

        assertThat(told.bodyAsText())
                .isEqualTo(request("RetryAttemptsExhausted")
                        + ",\"responseContext\":{\"statusCode\":200,\"executedVersion\":\"7\",\"functionError\":null}"
                        + batch("DDBStreamBatchInfo", "2026-01-02T03:48:01Z", "2026-01-02T03:48:02Z"));
    }

    @Test
    @Rule({"ESM-STREAM-15", "DEST-4"})
    void records_that_were_too_old_have_no_response_even_if_there_was_one() {
        StreamFailureRecord told = told(
                RecordKind.STREAM, StreamFailureCondition.RECORD_AGE_EXCEEDED, RECORDS, new LastAttempt("7", true));

        assertThat(told.bodyAsText())
                .isEqualTo(request("RecordAgeExceeded")
                        + batch("KinesisBatchInfo", "2026-01-02T03:48:01.000Z", "2026-01-02T03:48:02.250Z"));
        assertThat(told.executedVersion()).isEmpty();
    }

    @Test
    void the_last_invocation_of_a_window_has_no_records_to_name() {
        StreamFailureRecord told = told(
                RecordKind.STREAM,
                StreamFailureCondition.RETRY_ATTEMPTS_EXHAUSTED,
                List.of(),
                new LastAttempt("7", true));

        assertThat(told.bodyAsText())
                .contains(
                        "\"startSequenceNumber\":null,\"endSequenceNumber\":null,\"approximateArrivalOfFirstRecord\":null,"
                                + "\"approximateArrivalOfLastRecord\":null,\"batchSize\":0,");
    }
}
