package io.faas4j.mapping.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.faas4j.function.ArnScope;
import io.faas4j.rules.Rule;
import io.faas4j.source.StreamRecord;
import io.faas4j.source.Window;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Records of streams as Lambda's event (rules EVT-2, EVT-3, EVT-7). */
class StreamEventsTest {

    private static final String SHARD = "shardId-000000000006";
    private static final String STREAM = "arn:aws:kinesis:us-east-2:123456789012:stream/lambda-stream";
    private static final String TABLE = "arn:aws:dynamodb:us-east-2:123456789012:table/t/stream/2024-06-10";
    private static final String RECORD = "{\"kinesis\":{\"kinesisSchemaVersion\":\"1.0\",\"partitionKey\":\"1\","
            + "\"sequenceNumber\":\"49590338271490256608559692538361571095921575989136588898\","
            + "\"data\":\"SGVsbG8sIHRoaXMgaXMgYSB0ZXN0Lg==\",\"approximateArrivalTimestamp\":1545084650.987},"
            + "\"eventSource\":\"aws:kinesis\",\"eventVersion\":\"1.0\","
            + "\"eventID\":\"shardId-000000000006:49590338271490256608559692538361571095921575989136588898\","
            + "\"eventName\":\"aws:kinesis:record\",\"invokeIdentityArn\":\"arn:aws:iam::000000000000:role/faas4j\","
            + "\"awsRegion\":\"us-east-2\",\"eventSourceARN\":\"" + STREAM + "\"}";

    private static String json(RecordKind kind, String arn, @Nullable WindowFields window, StreamRecord... records) {
        StreamEvents events = new StreamEvents(RecordOrigin.of(kind, arn, ArnScope.DEFAULT));
        return new String(events.json(SHARD, List.of(records), window), StandardCharsets.UTF_8);
    }

    private static StreamRecord record() {
        return new StreamRecord(
                "49590338271490256608559692538361571095921575989136588898",
                "1",
                "Hello, this is a test.".getBytes(StandardCharsets.UTF_8),
                Instant.ofEpochMilli(1_545_084_650_987L));
    }

    private static StreamRecord change(String json) {
        return new StreamRecord("1", "k", json.getBytes(StandardCharsets.UTF_8), Instant.EPOCH);
    }

    @Test
    @Rule({"EVT-2", "EVT-7"})
    void records_with_bytes() {
        assertThat(json(RecordKind.STREAM, STREAM, null, record(), record()))
                .isEqualTo("{\"Records\":[" + RECORD + "," + RECORD + "]}");
    }

    @Test
    @Rule({"EVT-3", "EVT-7"})
    void changes_of_items() {
        String change =
                "{\"eventID\":\"c81e728d9d4c2f636f067f89cc14862c\",\"eventName\":\"MODIFY\",\"eventVersion\":\"1.1\","
                        + "\"dynamodb\":{\"ApproximateCreationDateTime\":1479499740,\"Keys\":{\"Id\":{\"N\":\"101\"}},"
                        + "\"NewImage\":{\"Message\":{\"S\":\"New \u00fc\"}},\"SequenceNumber\":\"222\",\"SizeBytes\":59,"
                        + "\"StreamViewType\":\"NEW_AND_OLD_IMAGES\"}";

        assertThat(json(RecordKind.CHANGES, TABLE, null, change(change + "}")))
                .isEqualTo("{\"Records\":["
                        + change.replace(
                                "\"dynamodb\":",
                                "\"eventSource\":\"aws:dynamodb\",\"awsRegion\":\"us-east-2\",\"dynamodb\":")
                        + ",\"eventSourceARN\":\"" + TABLE + "\"}]}");
    }

    @Test
    @Rule("EVT-3")
    void a_change_that_says_little_is_still_a_record() {
        String place =
                "\"eventSource\":\"aws:dynamodb\",\"awsRegion\":\"us-east-2\",\"eventSourceARN\":\"" + TABLE + "\"}]}";

        assertThat(json(RecordKind.CHANGES, TABLE, null, change("{}"))).isEqualTo("{\"Records\":[{" + place);
        assertThat(json(RecordKind.CHANGES, TABLE, null, change("{\"a\":{\"dynamodb\":1}} ")))
                .isEqualTo("{\"Records\":[{\"a\":{\"dynamodb\":1}," + place);
        for (String none : List.of("", "text", "[]", "{\"a\"", "{", "\"{}\"")) {
            assertThatIllegalArgumentException()
                    .as(none)
                    .isThrownBy(() -> json(RecordKind.CHANGES, TABLE, null, change(none)));
        }
    }

    @Test
    @Rule("EVT-7")
    void the_fields_of_a_window_follow_the_records() {
        Window window = new Window(Instant.parse("2020-12-09T07:04:00Z"), Instant.parse("2020-12-09T07:06:00Z"));
        byte[] state = "{\"1\":282,\"2\":715}".getBytes(StandardCharsets.UTF_8);

        String json = json(RecordKind.STREAM, STREAM, new WindowFields(window, state, false, false), record());

        assertThat(json)
                .isEqualTo("{\"Records\":[" + RECORD
                        + "],\"window\":{\"start\":\"2020-12-09T07:04:00Z\",\"end\":\"2020-12-09T07:06:00Z\"},"
                        + "\"state\":{\"1\":282,\"2\":715},\"shardId\":\"shardId-000000000006\",\"eventSourceARN\":\""
                        + STREAM
                        + "\",\"isFinalInvokeForWindow\":false,\"isWindowTerminatedEarly\":false}");
        assertThat(json(RecordKind.STREAM, STREAM, new WindowFields(window, state, true, true)))
                .startsWith("{\"Records\":[],\"window\":")
                .endsWith("\"isFinalInvokeForWindow\":true,\"isWindowTerminatedEarly\":true}");
    }
}
