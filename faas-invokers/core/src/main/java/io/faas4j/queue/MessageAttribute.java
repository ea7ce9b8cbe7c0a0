package io.faas4j.queue;

import io.faas4j.error.InvalidParameterValueException;

/**
 * What goes with a message beside its body. Immutable.
 *
 * @param type {@code String} or {@code Number}
 * @param value not empty
 */
public record MessageAttribute(String type, String value) {

    private static final String STRING = "String";
    private static final String NUMBER = "Number";

    /**
     * Checks both.
     *
     * @throws InvalidParameterValueException if the type is another, or the value empty
     */
    public MessageAttribute {
        if (!type.equals(STRING) && !type.equals(NUMBER)) {
            throw new InvalidParameterValueException(
                    "The type of a message attribute must be String or Number, was '%s'.".formatted(type));
        }
        if (value.isEmpty()) {
            throw new InvalidParameterValueException(
                    "The value of a message attribute of type %s must not be empty.".formatted(type));
        }
    }

    /**
     * A text.
     *
     * @param value not empty
     */
    public static MessageAttribute string(String value) {
        return new MessageAttribute(STRING, value);
    }

    /**
     * A number.
     *
     * @param value any
     */
    public static MessageAttribute number(long value) {
        return new MessageAttribute(NUMBER, Long.toString(value));
    }

    /** Bytes that the type and the value count for. */
    int size() {
        return Utf8.length(type) + Utf8.length(value);
    }
}
