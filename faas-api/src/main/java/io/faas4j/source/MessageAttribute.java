package io.faas4j.source;

import java.util.Arrays;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What goes with a message beside its body (rules QUEUE-23, EVT-1). Immutable; the bytes are not copied. Sources check what their
 * service allows.
 */
public final class MessageAttribute {

    private final String dataType;
    private final @Nullable String stringValue;
    private final byte @Nullable [] binaryValue;

    private MessageAttribute(String dataType, @Nullable String stringValue, byte @Nullable [] binaryValue) {
        this.dataType = Objects.requireNonNull(dataType, "dataType");
        this.stringValue = stringValue;
        this.binaryValue = binaryValue;
    }

    /**
     * A text.
     *
     * @param value the text
     */
    public static MessageAttribute string(String value) {
        return text("String", value);
    }

    /**
     * A number.
     *
     * @param value any
     */
    public static MessageAttribute number(long value) {
        return text("Number", Long.toString(value));
    }

    /**
     * Bytes.
     *
     * @param value not copied
     */
    public static MessageAttribute binary(byte[] value) {
        return bytes("Binary", value);
    }

    /**
     * A text of any type.
     *
     * @param dataType {@code String} or {@code Number}, with or without a label of one's own behind a dot
     * @param value the text
     */
    public static MessageAttribute text(String dataType, String value) {
        return new MessageAttribute(dataType, Objects.requireNonNull(value, "value"), null);
    }

    /**
     * Bytes of any type.
     *
     * @param dataType {@code Binary}, with or without a label of one's own behind a dot
     * @param value not copied
     */
    public static MessageAttribute bytes(String dataType, byte[] value) {
        return new MessageAttribute(dataType, null, Objects.requireNonNull(value, "value"));
    }

    /** Such as {@code String}, {@code Number} or {@code Binary.png}. */
    public String dataType() {
        return dataType;
    }

    /** The text; empty for bytes. */
    public Optional<String> stringValue() {
        return Optional.ofNullable(stringValue);
    }

    /** The bytes; empty for a text. */
    public Optional<byte[]> binaryValue() {
        return Optional.ofNullable(binaryValue);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof MessageAttribute that
                && dataType.equals(that.dataType)
                && Objects.equals(stringValue, that.stringValue)
                && Arrays.equals(binaryValue, that.binaryValue);
    }

    @Override
    public int hashCode() {
        return Objects.hash(dataType, stringValue, Arrays.hashCode(binaryValue));
    }

    @Override
    public String toString() {
        return binaryValue == null
                ? dataType + " '" + stringValue + "'"
                : dataType + " of " + binaryValue.length + " bytes";
    }
}
