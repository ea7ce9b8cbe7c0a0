package io.faas4j.destination;

import io.faas4j.event.DeadLetterMessage;
import io.faas4j.event.DestinationMessage;
import io.faas4j.source.MessageAttribute;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/** What goes with a message to a queue or a topic: nothing with a record (rule DEST-6), three attributes with a dead letter. */
final class Attributes {

    private Attributes() {}

    static Map<String, MessageAttribute> of(DestinationMessage message) {
        if (!(message instanceof DeadLetterMessage letter)) {
            return Map.of();
        }
        Map<String, MessageAttribute> typed = new LinkedHashMap<>();
        letter.attributes().forEach((name, value) -> {
            // An attribute without a value cannot be: an error without a text has none.
            if (!value.isEmpty()) {
                String type = name.equals(DeadLetterMessage.ERROR_CODE) ? "Number" : "String";
                typed.put(name, MessageAttribute.text(type, value));
            }
        });
        return Collections.unmodifiableMap(typed);
    }

    static long size(Map<String, MessageAttribute> attributes) {
        long size = 0;
        for (Map.Entry<String, MessageAttribute> attribute : attributes.entrySet()) {
            MessageAttribute value = attribute.getValue();
            size += bytes(attribute.getKey()) + bytes(value.dataType());
            size += value.stringValue().map(Attributes::bytes).orElse(0);
        }
        return size;
    }

    private static int bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }
}
