package io.faas4j.queue;

import io.faas4j.source.MessageAttribute;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Which message attributes a receive wants (rule QUEUE-38). */
final class AttributeFilter {

    static final List<String> ALL = List.of("All");

    private static final String ANY = ".*";

    private AttributeFilter() {}

    static Map<String, MessageAttribute> apply(List<String> names, Map<String, MessageAttribute> attributes) {
        if (attributes.isEmpty() || names.contains("All")) {
            return attributes;
        }
        Map<String, MessageAttribute> wanted = new LinkedHashMap<>();
        attributes.forEach((name, attribute) -> {
            if (names.stream().anyMatch(pattern -> matches(pattern, name))) {
                wanted.put(name, attribute);
            }
        });
        return wanted;
    }

    private static boolean matches(String pattern, String name) {
        return pattern.endsWith(ANY)
                ? name.startsWith(pattern.substring(0, pattern.length() - ANY.length()))
                : name.equals(pattern);
    }
}
