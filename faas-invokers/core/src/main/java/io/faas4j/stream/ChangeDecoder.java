package io.faas4j.stream;

import com.fasterxml.jackson.databind.JsonNode;
import io.faas4j.runtime.payload.PayloadCodec;
import io.faas4j.runtime.payload.PayloadException;
import io.faas4j.source.Change;
import io.faas4j.source.RecordDecoder;
import java.io.IOException;
import java.lang.reflect.Type;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads the records of a stream of changes, also those of a connector, as long as they have the form of rule CHANGE-1. Safe for use
 * by many threads.
 *
 * @param <T> what an item is
 */
public final class ChangeDecoder<T> implements RecordDecoder<Change<T>> {

    private final PayloadCodec.Binding items;

    private ChangeDecoder(PayloadCodec.Binding items) {
        this.items = items;
    }

    /**
     * A decoder.
     *
     * @param itemType what an item is read as
     * @param codec reads it from plain JSON
     */
    public static <T> ChangeDecoder<T> of(Type itemType, PayloadCodec codec) {
        return new ChangeDecoder<>(codec.bind(itemType));
    }

    /**
     * Reads a record.
     *
     * @param data as JSON
     * @throws IOException if it is no JSON
     * @throws IllegalArgumentException if it is no change record
     * @throws PayloadException if an image is no item of the type
     */
    @Override
    public Change<T> decode(byte[] data) throws IOException, PayloadException {
        JsonNode event = AttributeValues.parse(data);
        JsonNode change = event.path("dynamodb");
        if (!change.path("Keys").isObject()) {
            throw new IllegalArgumentException("it is no change record: it has no keys of an item");
        }
        return new Change<>(
                event.path("eventID").asText(),
                type(event.path("eventName").asText()),
                keys(change.path("Keys")),
                image(change.path("OldImage")),
                image(change.path("NewImage")),
                Instant.ofEpochSecond(change.path("ApproximateCreationDateTime").asLong()),
                event.path("userIdentity").path("type").asText().equals("Service"));
    }

    private static Change.Type type(String name) {
        try {
            return Change.Type.valueOf(name);
        } catch (IllegalArgumentException unknown) {
            throw new IllegalArgumentException("it is no change record: its event is named '" + name + "'", unknown);
        }
    }

    private static Map<String, String> keys(JsonNode typed) {
        Map<String, String> keys = new LinkedHashMap<>();
        typed.properties().forEach(key -> keys.put(key.getKey(), AttributeValues.keyText(key.getValue())));
        return keys;
    }

    @SuppressWarnings("unchecked") // it is bound to the type
    private @Nullable T image(JsonNode typed) throws IOException, PayloadException {
        return typed.isMissingNode() ? null : (T) items.decode(AttributeValues.bytes(AttributeValues.plainItem(typed)));
    }
}
