package io.faas4j.queue;

import io.faas4j.error.InvalidParameterValueException;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;

/** The form of a message's attributes. */
final class MessageAttributes {

    private static final int MOST = 10;
    private static final int LONGEST_NAME = 256;
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_\\-]+(\\.[A-Za-z0-9_\\-]+)*");

    private MessageAttributes() {}

    /** A copy that keeps its order. */
    static Map<String, MessageAttribute> copyOf(Map<String, MessageAttribute> given) {
        if (given.size() > MOST) {
            throw new InvalidParameterValueException(
                    "A message has at most %d attributes, here %d.".formatted(MOST, given.size()));
        }
        given.keySet().forEach(MessageAttributes::requireName);
        return Collections.unmodifiableMap(new LinkedHashMap<>(given));
    }

    private static void requireName(String name) {
        if (name.length() > LONGEST_NAME || !NAME.matcher(name).matches()) {
            throw new InvalidParameterValueException(
                    "The name of a message attribute must be 1 to %d of [A-Za-z0-9_.-] with single dots inside, was '%s'."
                            .formatted(LONGEST_NAME, name));
        }
    }

    /** Bytes that all count for together. */
    static long size(Map<String, MessageAttribute> attributes) {
        long size = 0;
        for (Map.Entry<String, MessageAttribute> attribute : attributes.entrySet()) {
            size += Utf8.length(attribute.getKey()) + attribute.getValue().size();
        }
        return size;
    }
}
