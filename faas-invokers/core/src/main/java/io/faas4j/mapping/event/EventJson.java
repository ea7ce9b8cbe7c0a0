package io.faas4j.mapping.event;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;

/** Events as trees, for those who read what {@link StreamEvents} and {@link QueueEvents} write. */
final class EventJson {

    private static final ObjectMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build();

    private EventJson() {}

    /** The event's records. */
    static JsonNode records(JsonNode event) {
        JsonNode records = event.path("Records");
        if (!records.isArray()) {
            throw new IllegalArgumentException("an event of a source has an array Records, but there is none");
        }
        return records;
    }

    static JsonNode parse(byte[] json) {
        try {
            return JSON.readTree(json);
        } catch (IOException notJson) {
            throw new IllegalArgumentException("the event is not JSON", notJson);
        }
    }

    static byte[] bytes(JsonNode json) {
        try {
            return JSON.writeValueAsBytes(json);
        } catch (IOException unwritable) {
            throw new IllegalArgumentException("the event cannot be written", unwritable);
        }
    }

    /** A field that must be there. */
    static String text(JsonNode node, String field) {
        JsonNode value = node.path(field);
        if (!value.isTextual()) {
            throw new IllegalArgumentException("a record needs a text '%s', but has %s".formatted(field, value));
        }
        return value.textValue();
    }

    /** Bytes in base 64. */
    static byte[] binary(JsonNode node, String field) {
        text(node, field);
        try {
            return node.path(field).binaryValue();
        } catch (IOException notBase64) {
            throw new IllegalArgumentException("the field '%s' is not in base 64".formatted(field), notBase64);
        }
    }
}
