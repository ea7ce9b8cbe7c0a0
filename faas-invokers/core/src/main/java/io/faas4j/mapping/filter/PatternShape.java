package io.faas4j.mapping.filter;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Iterator;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What the engine does not say of a pattern. */
final class PatternShape {

    /** Rule PATTERN-10. */
    static final long MOST_COMBINATIONS = 1_000;

    private PatternShape() {}

    /** How many patterns without {@code $or} it stands for. */
    static long combinations(JsonNode pattern) {
        long product = 1;
        for (Map.Entry<String, JsonNode> field : pattern.properties()) {
            if (field.getKey().equals(FieldTree.OR)) {
                long sum = 0;
                for (JsonNode alternative : field.getValue()) {
                    sum += combinations(alternative);
                }
                product = capped(product * Math.max(1, sum));
            } else if (field.getValue().isObject()) {
                product = capped(product * combinations(field.getValue()));
            }
        }
        return product;
    }

    /** One more is too many already: what is counted further must not overflow. */
    private static long capped(long combinations) {
        return Math.min(combinations, MOST_COMBINATIONS + 1);
    }

    /** Whether one of these operators is used anywhere. */
    static boolean uses(JsonNode pattern, String... operators) {
        for (JsonNode below : pattern) {
            if (pattern.isArray() && below.isObject() && hasAny(below, operators)) {
                return true;
            }
            if (uses(below, operators)) {
                return true;
            }
        }
        // Inside anything-but, the operators stand in an object of their own.
        JsonNode anythingBut = pattern.get("anything-but");
        return anythingBut != null && anythingBut.isObject() && hasAny(anythingBut, operators);
    }

    private static boolean hasAny(JsonNode object, String... names) {
        for (String name : names) {
            if (object.has(name)) {
                return true;
            }
        }
        return false;
    }

    /**
     * What a pattern says of the data, outside of {@code $or}.
     *
     * @param dataKey the field that holds them
     */
    static DataForm form(JsonNode pattern, String dataKey) {
        JsonNode data = pattern.get(dataKey);
        if (data != null) {
            return data.isArray() ? DataForm.PLAIN : DataForm.JSON;
        }
        Iterator<String> names = pattern.fieldNames();
        while (names.hasNext()) {
            if (names.next().startsWith(dataKey + ".")) {
                return DataForm.JSON;
            }
        }
        return DataForm.NONE;
    }

    /** Whether it takes the data for a plain text, also if only in one of several alternatives. */
    static boolean isPlainAnywhere(@Nullable JsonNode pattern, String dataKey) {
        if (pattern == null || !pattern.isObject()) {
            return false;
        }
        if (form(pattern, dataKey) == DataForm.PLAIN) {
            return true;
        }
        JsonNode alternatives = pattern.get(FieldTree.OR);
        if (alternatives != null) {
            for (JsonNode alternative : alternatives) {
                if (isPlainAnywhere(alternative, dataKey)) {
                    return true;
                }
            }
        }
        return false;
    }
}
