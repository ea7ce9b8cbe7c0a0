package io.faas4j.jdbc;

import com.fasterxml.jackson.core.type.TypeReference;
import io.faas4j.source.MessageAttribute;
import java.util.Base64;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The parts of queues and messages that are stored as JSON: they are read by people and by this class, and by no query. */
final class MessageJson {

    private static final TypeReference<LinkedHashMap<String, String>> TEXTS = new TypeReference<>() {};
    private static final TypeReference<LinkedHashMap<String, StoredAttribute>> ATTRIBUTES = new TypeReference<>() {};

    private MessageJson() {}

    /** One of both values: a text as it is, bytes in base64. */
    private record StoredAttribute(
            String type, @Nullable String text, @Nullable String bytes) {}

    static String texts(Map<String, String> texts) {
        return EventJson.write(texts);
    }

    static Map<String, String> readTexts(String json) {
        return Collections.unmodifiableMap(EventJson.read(json, TEXTS));
    }

    /** Null for none. */
    static @Nullable String attributes(Map<String, MessageAttribute> attributes) {
        if (attributes.isEmpty()) {
            return null;
        }
        Map<String, StoredAttribute> stored = new LinkedHashMap<>();
        attributes.forEach((name, attribute) -> stored.put(
                name,
                new StoredAttribute(
                        attribute.dataType(),
                        attribute.stringValue().orElse(null),
                        attribute
                                .binaryValue()
                                .map(Base64.getEncoder()::encodeToString)
                                .orElse(null))));
        return EventJson.write(stored);
    }

    static Map<String, MessageAttribute> readAttributes(@Nullable String json) {
        if (json == null) {
            return Map.of();
        }
        Map<String, MessageAttribute> attributes = new LinkedHashMap<>();
        EventJson.read(json, ATTRIBUTES).forEach((name, stored) -> attributes.put(name, attribute(stored)));
        return Collections.unmodifiableMap(attributes);
    }

    private static MessageAttribute attribute(StoredAttribute stored) {
        String text = stored.text();
        return text == null
                ? MessageAttribute.bytes(stored.type(), Base64.getDecoder().decode(stored.bytes()))
                : MessageAttribute.text(stored.type(), text);
    }
}
