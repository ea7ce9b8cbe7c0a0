package io.faas4j.mapping.event;

import com.fasterxml.jackson.databind.JsonNode;
import io.faas4j.source.MessageAttribute;
import io.faas4j.source.QueueMessage;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Reads messages of a queue from Lambda's event (rule EVT-1): what {@link QueueEvents} writes, or anybody else. */
public final class QueueEventReader {

    private static final String RECEIVED = "ApproximateReceiveCount";
    private static final String SENT = "SentTimestamp";
    private static final String FIRST_RECEIVED = "ApproximateFirstReceiveTimestamp";
    private static final String GROUP = "MessageGroupId";
    private static final String DEDUPLICATION = "MessageDeduplicationId";
    private static final String SEQUENCE = "SequenceNumber";
    private static final Set<String> ITS_OWN = Set.of(RECEIVED, SENT, FIRST_RECEIVED, GROUP, DEDUPLICATION, SEQUENCE);

    private QueueEventReader() {}

    /**
     * Which queue an event's messages are from; empty if it does not say.
     *
     * @param json the event
     * @throws IllegalArgumentException if it is none
     */
    public static String eventSourceArn(byte[] json) {
        return EventJson.records(EventJson.parse(json))
                .path(0)
                .path("eventSourceARN")
                .asText("");
    }

    /**
     * Reads an event's messages.
     *
     * @param json the event
     * @throws IllegalArgumentException if it is none
     */
    public static List<QueueMessage> read(byte[] json) {
        List<QueueMessage> messages = new ArrayList<>();
        for (JsonNode record : EventJson.records(EventJson.parse(json))) {
            messages.add(message(record));
        }
        return messages;
    }

    private static QueueMessage message(JsonNode record) {
        JsonNode attributes = record.path("attributes");
        Instant sentAt = Instant.ofEpochMilli(attributes.path(SENT).asLong());
        QueueMessage.Builder message = QueueMessage.builder(
                        EventJson.text(record, "messageId"),
                        record.path("receiptHandle").asText(""),
                        EventJson.text(record, "body").getBytes(StandardCharsets.UTF_8),
                        sentAt)
                .received(
                        attributes.path(RECEIVED).asInt(1),
                        Instant.ofEpochMilli(attributes.path(FIRST_RECEIVED).asLong(sentAt.toEpochMilli())))
                .attributes(sent(record.path("messageAttributes")));
        if (attributes.has(GROUP)) {
            message.groupId(attributes.path(GROUP).asText());
        }
        if (attributes.has(SEQUENCE)) {
            message.fifo(
                    attributes.path(DEDUPLICATION).asText(),
                    attributes.path(SEQUENCE).asText());
        }
        Map<String, String> others = new LinkedHashMap<>();
        for (Map.Entry<String, JsonNode> attribute : attributes.properties()) {
            if (!ITS_OWN.contains(attribute.getKey())) {
                others.put(attribute.getKey(), attribute.getValue().asText());
            }
        }
        return message.systemAttributes(others).build();
    }

    private static Map<String, MessageAttribute> sent(JsonNode attributes) {
        Map<String, MessageAttribute> sent = new LinkedHashMap<>();
        for (Map.Entry<String, JsonNode> attribute : attributes.properties()) {
            JsonNode value = attribute.getValue();
            String type = EventJson.text(value, "dataType");
            sent.put(
                    attribute.getKey(),
                    value.hasNonNull("binaryValue")
                            ? MessageAttribute.bytes(type, EventJson.binary(value, "binaryValue"))
                            : MessageAttribute.text(
                                    type, value.path("stringValue").asText("")));
        }
        return sent;
    }
}
