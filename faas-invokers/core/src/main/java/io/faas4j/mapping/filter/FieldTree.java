package io.faas4j.mapping.filter;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The fields that patterns name, so that nothing else of a record need be read. Immutable once it is complete. */
final class FieldTree {

    static final String OR = "$or";

    private final Map<String, FieldTree> children = new HashMap<>();

    /** Adds all fields of a pattern; a dot in a name joins two levels (rule PATTERN-7). */
    void addAll(JsonNode pattern) {
        for (Map.Entry<String, JsonNode> field : pattern.properties()) {
            if (field.getKey().equals(OR)) {
                field.getValue().forEach(this::addAll);
            } else {
                FieldTree child = descend(field.getKey());
                if (field.getValue().isObject()) {
                    child.addAll(field.getValue());
                }
            }
        }
    }

    private FieldTree descend(String path) {
        FieldTree at = this;
        for (String name : path.split("\\.", -1)) {
            at = at.children.computeIfAbsent(name, absent -> new FieldTree());
        }
        return at;
    }

    /** What is named below a field; null if the field is not named. */
    @Nullable
    FieldTree child(String name) {
        return children.get(name);
    }

    /** Whether a field is named. */
    boolean has(String name) {
        return children.containsKey(name);
    }

    /** Whether any but this field is named. */
    boolean hasOtherThan(String name) {
        return children.size() > (has(name) ? 1 : 0);
    }
}
