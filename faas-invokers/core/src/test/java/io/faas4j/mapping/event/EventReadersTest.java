package io.faas4j.mapping.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.faas4j.function.ArnScope;
import io.faas4j.rules.Rule;
import io.faas4j.source.MessageAttribute;
import io.faas4j.source.QueueMessage;
import io.faas4j.source.StreamRecord;
import io.faas4j.source.Window;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Events are read as they were written. */
class EventReadersTest {

    private static final Instant ARRIVAL = Instant.parse("2026-01-02T03:04:05.678Z");

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static StreamEvents writer(RecordKind kind, String arn) {
        return new StreamEvents(RecordOrigin.of(kind, arn, ArnScope.DEFAULT));
    }

    @Test
    @Rule("EVT-2")
    void records_of_a_stream_are_read_with_their_shard_and_time() {
        String arn = "arn:aws:kinesis:eu-west-1:000000000000:stream/quakes";
        List<StreamRecord> records = List.of(
                new StreamRecord("1", "k\"1", bytes("ä"), ARRIVAL), new StreamRecord("2", "k2", new byte[0], ARRIVAL));

        StreamEvent read = StreamEventReader.read(writer(RecordKind.STREAM, arn).json("shard-3", records, null));

        assertThat(read.eventSourceArn()).isEqualTo(arn);
        assertThat(read.shardId()).isEqualTo("shard-3");
        assertThat(read.window()).isNull();
        assertThat(read.records()).usingRecursiveComparison().isEqualTo(records);
    }

    @Test
    @Rule({"EVT-3", "CHANGE-1"})
    void changes_are_read_without_what_the_event_says_of_their_source() {
        String arn = "arn:aws:dynamodb:eu-west-1:000000000000:table/orders/stream/1";
        byte[] change = bytes("{\"eventID\":\"e\",\"eventName\":\"INSERT\",\"eventVersion\":\"1.1\",\"dynamodb\":{"
                + "\"ApproximateCreationDateTime\":1767323045,\"Keys\":{\"id\":{\"S\":\"7\"}},"
                + "\"SequenceNumber\":\"42\"}}");
        List<StreamRecord> records =
                List.of(new StreamRecord("42", "{\"id\":{\"S\":\"7\"}}", change, Instant.ofEpochSecond(1767323045L)));

        StreamEvent read =
                StreamEventReader.read(writer(RecordKind.CHANGES, arn).json("shard-3", records, null));

        assertThat(read.eventSourceArn()).isEqualTo(arn);
        assertThat(read.shardId()).isEmpty();
        assertThat(read.records()).usingRecursiveComparison().isEqualTo(records);
    }

    @Test
    @Rule("ESM-STREAM-18")
    void a_window_is_read_with_its_state_also_without_records() {
        Window window = new Window(Instant.parse("2026-01-02T03:04:00Z"), Instant.parse("2026-01-02T03:05:00Z"));
        WindowFields fields = new WindowFields(window, bytes("{\"count\":7}"), true, false);

        StreamEvent read =
                StreamEventReader.read(writer(RecordKind.STREAM, "arn:stream").json("shard-3", List.of(), fields));

        assertThat(read.records()).isEmpty();
        assertThat(read.eventSourceArn()).isEqualTo("arn:stream");
        assertThat(read.shardId()).isEqualTo("shard-3");
        assertThat(read.window()).usingRecursiveComparison().isEqualTo(fields);
    }

    @Test
    @Rule({"EVT-1", "ESM-SQS-9"})
    void messages_are_read_with_all_that_goes_with_them() {
        String arn = "arn:aws:sqs:eu-west-1:000000000000:orders.fifo";
        QueueMessage message = QueueMessage.builder("id", "handle", bytes("{\"a\":\"ü\"}"), ARRIVAL)
                .received(3, ARRIVAL.plusSeconds(1))
                .groupId("g")
                .fifo("d", "17")
                .systemAttribute("AWSTraceHeader", "Root=1")
                .systemAttribute("SenderId", "me")
                .attributes(Map.of("n", MessageAttribute.number(5), "b", MessageAttribute.binary(new byte[] {1, 2})))
                .build();
        byte[] json = new QueueEvents(RecordOrigin.of(RecordKind.QUEUE, arn, ArnScope.DEFAULT)).json(List.of(message));

        assertThat(QueueEventReader.eventSourceArn(json)).isEqualTo(arn);
        assertThat(QueueEventReader.read(json))
                .singleElement()
                .usingRecursiveComparison()
                .isEqualTo(message);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "null",
                "{}",
                "[]",
                "{\"Records\":7}",
                "{\"Records\":[7]}",
                "{\"Records\":[{\"kinesis\":{}}]}",
                "{\"Records\":[{\"kinesis\":{\"sequenceNumber\":\"1\",\"partitionKey\":\"k\"}}]}",
                "{\"Records\":[{\"kinesis\":{\"sequenceNumber\":\"1\",\"partitionKey\":\"k\",\"data\":\"?\"}}]}",
                "{\"Records\":[{\"dynamodb\":{}}]}",
                "{\"Records\":[],\"window\":{}}",
                "no JSON"
            })
    void what_is_no_event_of_a_stream_is_refused(String json) {
        assertThatThrownBy(() -> StreamEventReader.read(bytes(json))).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "null",
                "{\"Records\":[7]}",
                "{\"Records\":[{\"messageId\":\"1\"}]}",
                "{\"Records\":[{\"messageId\":\"1\",\"body\":\"b\",\"messageAttributes\":{\"a\":{}}}]}"
            })
    void what_is_no_event_of_a_queue_is_refused(String json) {
        assertThatThrownBy(() -> QueueEventReader.read(bytes(json))).isInstanceOf(IllegalArgumentException.class);
    }
}
