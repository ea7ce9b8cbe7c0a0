package io.faas4j.mapping.event;

import static org.assertj.core.api.Assertions.assertThat;

import io.faas4j.function.ArnScope;
import io.faas4j.queue.MessageDigests;
import io.faas4j.rules.Rule;
import io.faas4j.source.MessageAttribute;
import io.faas4j.source.QueueMessage;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Messages as Lambda's event (rule EVT-1). */
class QueueEventsTest {

    private static final Instant SENT = Instant.ofEpochMilli(1_545_082_649_183L);
    private static final Instant RECEIVED = Instant.ofEpochMilli(1_545_082_649_185L);
    private static final String ARN = "arn:aws:sqs:us-east-2:123456789012:my-queue";

    private final QueueEvents events = new QueueEvents(RecordOrigin.of(RecordKind.QUEUE, ARN, ArnScope.DEFAULT));

    private static QueueMessage.Builder message(String id, String body) {
        return QueueMessage.builder(
                        id, "AQEBwJnKyrHigUMZj6rYigCgxlaS3SLy0a...", body.getBytes(StandardCharsets.UTF_8), SENT)
                .received(1, RECEIVED);
    }

    private String json(QueueMessage... messages) {
        return new String(events.json(List.of(messages)), StandardCharsets.UTF_8);
    }

    @Test
    @Rule({"EVT-1", "EVT-7"})
    void messages_of_a_standard_queue() {
        String json = json(
                message("059f36b4-87a3-44ab-83d2-661975830a7d", "Test message.")
                        .systemAttribute("SenderId", "AIDAIENQZJOLO23YVJ4VO")
                        .build(),
                message("2e1424d4-f796-459a-8184-9c92662be6da", "{\"a\":\"\u00e4\n\"}")
                        .received(3, RECEIVED)
                        .build());

        assertThat(json)
                .isEqualTo("{\"Records\":[{\"messageId\":\"059f36b4-87a3-44ab-83d2-661975830a7d\","
                        + "\"receiptHandle\":\"AQEBwJnKyrHigUMZj6rYigCgxlaS3SLy0a...\",\"body\":\"Test message.\","
                        + "\"attributes\":{\"ApproximateReceiveCount\":\"1\",\"SentTimestamp\":\"1545082649183\","
                        + "\"SenderId\":\"AIDAIENQZJOLO23YVJ4VO\",\"ApproximateFirstReceiveTimestamp\":\"1545082649185\"},"
                        + "\"messageAttributes\":{},\"md5OfBody\":\"e4e68fb7bd0e697a0ae8f1bb342846b3\","
                        + "\"eventSource\":\"aws:sqs\",\"eventSourceARN\":\"" + ARN
                        + "\",\"awsRegion\":\"us-east-2\"},"
                        + "{\"messageId\":\"2e1424d4-f796-459a-8184-9c92662be6da\","
                        + "\"receiptHandle\":\"AQEBwJnKyrHigUMZj6rYigCgxlaS3SLy0a...\","
                        + "\"body\":\"{\\\"a\\\":\\\"\u00e4\\n\\\"}\","
                        + "\"attributes\":{\"ApproximateReceiveCount\":\"3\",\"SentTimestamp\":\"1545082649183\","
                        + "\"SenderId\":\"000000000000\",\"ApproximateFirstReceiveTimestamp\":\"1545082649185\"},"
                        + "\"messageAttributes\":{},\"md5OfBody\":\""
                        + MessageDigests.md5OfBody(
                                message("x", "{\"a\":\"\u00e4\n\"}").build().body())
                        + "\",\"eventSource\":\"aws:sqs\",\"eventSourceARN\":\"" + ARN
                        + "\",\"awsRegion\":\"us-east-2\"}]}");
    }

    @Test
    @Rule("EVT-1")
    void a_message_of_a_fifo_queue_has_its_place_too_and_what_else_the_queue_says() {
        String json = json(message("m", "b")
                .groupId("g")
                .fifo("d", "18849496460467696128")
                .systemAttribute("DeadLetterQueueSourceArn", "arn:source")
                .systemAttribute("AWSTraceHeader", "Root=1")
                .build());

        assertThat(json)
                .contains("\"ApproximateFirstReceiveTimestamp\":\"1545082649185\",\"MessageGroupId\":\"g\","
                        + "\"MessageDeduplicationId\":\"d\",\"SequenceNumber\":\"18849496460467696128\","
                        + "\"AWSTraceHeader\":\"Root=1\",\"DeadLetterQueueSourceArn\":\"arn:source\"},");
    }

    @Test
    @Rule("EVT-1")
    void message_attributes_come_in_their_order_with_a_digest_by_name() {
        Map<String, MessageAttribute> attributes = new LinkedHashMap<>();
        attributes.put("timestamp", MessageAttribute.text("Number.java.lang.Long", "1493147359900"));
        attributes.put("blob", MessageAttribute.binary(new byte[] {1, 2, 3, 4}));

        String json = json(message("m", "b").attributes(attributes).build());

        assertThat(json)
                .contains(
                        "\"messageAttributes\":{\"timestamp\":{\"stringValue\":\"1493147359900\",\"stringListValues\":[],"
                                + "\"binaryListValues\":[],\"dataType\":\"Number.java.lang.Long\"},"
                                + "\"blob\":{\"binaryValue\":\"AQIDBA==\",\"stringListValues\":[],\"binaryListValues\":[],"
                                + "\"dataType\":\"Binary\"}},\"md5OfBody\":\"92eb5ffee6ae2fec3ad71c777531578f\","
                                + "\"md5OfMessageAttributes\":\""
                                + MessageDigests.md5OfAttributes(attributes).orElseThrow() + "\",");
        assertThat(MessageDigests.md5OfAttributes(
                        Map.of("timestamp", MessageAttribute.text("Number.java.lang.Long", "1493147359900"))))
                .as("as SQS answers")
                .hasValue("2e2e4876d8e0bd6b8c2c8f556831c349");
    }

    @Test
    @Rule("EVT-8")
    void a_body_is_a_text_whatever_it_holds() {
        assertThat(json(message("m", "{\"a\": 1}").build())).contains("\"body\":\"{\\\"a\\\": 1}\"");
    }

    @Test
    void the_region_is_that_of_the_queue_or_the_runtimes() {
        assertThat(RecordOrigin.of(RecordKind.QUEUE, ARN, ArnScope.DEFAULT).region())
                .isEqualTo("us-east-2");
        assertThat(RecordOrigin.of(RecordKind.QUEUE, "orders", ArnScope.DEFAULT).region())
                .isEqualTo("local-1");
    }
}
