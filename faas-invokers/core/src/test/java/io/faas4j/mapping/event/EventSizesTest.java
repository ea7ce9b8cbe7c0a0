package io.faas4j.mapping.event;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.faas4j.function.ArnScope;
import io.faas4j.source.MessageAttribute;
import io.faas4j.source.QueueMessage;
import io.faas4j.source.StreamRecord;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What a record takes of an event is known without writing it (for rule ESM-15), and what is written is JSON, whatever it holds. */
class EventSizesTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final Random random = new Random(20260102);

    private String text() {
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(20); i > 0; i--) {
            int kind = random.nextInt(6);
            text.append(
                    switch (kind) {
                        case 0 -> (char) random.nextInt(32);
                        case 1 -> "\"\\/\u007f".charAt(random.nextInt(4));
                        case 2 -> (char) random.nextInt(0x10000);
                        default -> (char) (32 + random.nextInt(95));
                    });
            if (kind == 5) {
                text.appendCodePoint(0x10000 + random.nextInt(0x1000));
            }
        }
        return text.toString();
    }

    private byte[] bytes() {
        byte[] bytes = new byte[random.nextInt(30)];
        random.nextBytes(bytes);
        return bytes;
    }

    private QueueMessage message() {
        Map<String, MessageAttribute> attributes = new LinkedHashMap<>();
        for (int i = random.nextInt(4); i > 0; i--) {
            attributes.put(
                    i + text(),
                    random.nextBoolean() ? MessageAttribute.binary(bytes()) : MessageAttribute.string(text()));
        }
        byte[] body = random.nextInt(3) == 0 ? bytes() : text().getBytes(StandardCharsets.UTF_8);
        QueueMessage.Builder message = QueueMessage.builder(
                        text(), text(), body, Instant.ofEpochMilli(random.nextLong() >> 20))
                .attributes(attributes);
        if (random.nextBoolean()) {
            message.groupId(text()).fifo(text(), text()).systemAttribute("x" + text(), text());
        }
        return message.build();
    }

    @Test
    void of_messages() throws Exception {
        QueueEvents events = new QueueEvents(RecordOrigin.of(RecordKind.QUEUE, "q\"\u00e4", ArnScope.DEFAULT));
        for (int i = 0; i < 500; i++) {
            List<QueueMessage> messages = new ArrayList<>();
            int size = QueueEvents.ENVELOPE_SIZE - 1;
            for (int j = 1 + random.nextInt(3); j > 0; j--) {
                messages.add(message());
                size += events.sizeOf(messages.get(messages.size() - 1));
            }

            byte[] json = events.json(messages);

            assertThat(json).hasSize(size);
            JsonNode read = JSON.readTree(json).get("Records").get(0);
            assertThat(read.get("body").asText()).isEqualTo(messages.get(0).bodyAsText());
        }
    }

    @Test
    void of_records() throws Exception {
        StreamEvents events = new StreamEvents(RecordOrigin.of(RecordKind.STREAM, "s\"\u00e4", ArnScope.DEFAULT));
        for (int i = 0; i < 500; i++) {
            String shard = text();
            List<StreamRecord> records = new ArrayList<>();
            int size = events.envelopeSize(shard, null) - 1;
            for (int j = 1 + random.nextInt(3); j > 0; j--) {
                StreamRecord record =
                        new StreamRecord(text(), text(), bytes(), Instant.ofEpochMilli(random.nextLong() >> 20));
                records.add(record);
                size += events.sizeOf(shard, record);
            }

            byte[] json = events.json(shard, records, null);

            assertThat(json).hasSize(size);
            JsonNode read = JSON.readTree(json).get("Records").get(0);
            assertThat(read.get("kinesis").get("data").binaryValue())
                    .isEqualTo(records.get(0).data());
        }
    }

    @Test
    void of_changes() {
        StreamEvents events = new StreamEvents(RecordOrigin.of(RecordKind.CHANGES, "t", ArnScope.DEFAULT));
        byte[] change = "{\"eventID\":\"1\",\"dynamodb\":{\"Keys\":{}}}".getBytes(StandardCharsets.UTF_8);
        StreamRecord record = new StreamRecord("1", "k", change, Instant.EPOCH);

        assertThat(events.json("s", List.of(record, record), null))
                .hasSize(events.envelopeSize("s", null) + 2 * events.sizeOf("s", record) - 1);
    }
}
