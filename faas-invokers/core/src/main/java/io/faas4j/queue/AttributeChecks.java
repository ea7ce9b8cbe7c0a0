package io.faas4j.queue;

import io.faas4j.source.MessageAttribute;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/** What goes with a message: its form and its size (rules QUEUE-22, QUEUE-23). */
final class AttributeChecks {

    private static final int MOST = 10;
    private static final int LONGEST = 256;
    private static final int MOST_DIGITS = 38;
    private static final int LEAST_EXPONENT = -128;
    private static final int GREATEST_EXPONENT = 126;
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_\\-]+(\\.[A-Za-z0-9_\\-]+)*");
    private static final Pattern NUMBER = Pattern.compile("[+-]?(\\d+(\\.\\d*)?|\\.\\d+)([eE][+-]?\\d{1,4})?");
    private static final Set<String> TYPES = Set.of("String", "Number", "Binary");

    private AttributeChecks() {}

    /** A copy that keeps its order, once all of it is checked. */
    static Map<String, MessageAttribute> copyOf(Map<String, MessageAttribute> given) {
        if (given.isEmpty()) {
            return Map.of();
        }
        if (given.size() > MOST) {
            throw Refusals.invalid("Number of message attributes [%d] exceeds the allowed maximum [%d]."
                    .formatted(given.size(), MOST));
        }
        given.forEach(AttributeChecks::check);
        return Collections.unmodifiableMap(new LinkedHashMap<>(given));
    }

    private static void check(String name, MessageAttribute attribute) {
        if (name.length() > LONGEST || !NAME.matcher(name).matches()) {
            throw Refusals.invalid(
                    ("The name of a message attribute must be 1 to %d of [A-Za-z0-9_.-] with single dots "
                                    + "inside, was '%s'.")
                            .formatted(LONGEST, name));
        }
        String type = attribute.dataType();
        int dot = type.indexOf('.');
        String base = dot < 0 ? type : type.substring(0, dot);
        boolean isLabelled = dot < 0 || dot + 1 < type.length();
        if (!TYPES.contains(base) || !isLabelled || type.length() > LONGEST) {
            throw Refusals.invalid(
                    ("The type of message (user) attribute '%s' is invalid. You must use only the following "
                                    + "supported type prefixes: Binary, Number, String. It was '%s'.")
                            .formatted(name, type));
        }
        if (base.equals("Binary") != attribute.binaryValue().isPresent() || isEmpty(attribute)) {
            throw Refusals.invalid("The message (user) attribute '%s' must contain a non-empty value of type '%s'."
                    .formatted(name, base));
        }
        if (base.equals("Number")) {
            checkNumber(name, attribute.stringValue().orElseThrow());
        }
    }

    private static boolean isEmpty(MessageAttribute attribute) {
        return attribute.stringValue().map(String::isEmpty).orElse(false)
                || attribute.binaryValue().map(bytes -> bytes.length == 0).orElse(false);
    }

    private static void checkNumber(String name, String value) {
        if (!NUMBER.matcher(value).matches() || !isInRange(new BigDecimal(value).stripTrailingZeros())) {
            throw Refusals.invalid(
                    "Can't cast the value of message (user) attribute '%s' to a number.".formatted(name));
        }
    }

    private static boolean isInRange(BigDecimal number) {
        long exponent = (long) number.precision() - number.scale() - 1;
        boolean isShort = number.precision() <= MOST_DIGITS;
        return number.signum() == 0 || (isShort && exponent >= LEAST_EXPONENT && exponent <= GREATEST_EXPONENT);
    }

    /** Bytes that all count for together. */
    static long size(Map<String, MessageAttribute> attributes) {
        if (attributes.isEmpty()) {
            return 0;
        }
        long size = 0;
        for (Map.Entry<String, MessageAttribute> each : attributes.entrySet()) {
            MessageAttribute attribute = each.getValue();
            size += bytes(each.getKey()) + bytes(attribute.dataType());
            size += attribute.stringValue().map(AttributeChecks::bytes).orElse(0);
            size += attribute.binaryValue().map(value -> value.length).orElse(0);
        }
        return size;
    }

    private static int bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }
}
