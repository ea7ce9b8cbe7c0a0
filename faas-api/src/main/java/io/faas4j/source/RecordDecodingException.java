package io.faas4j.source;

/**
 * A record does not hold what the function expects of it. Thrown where the handler asks for the value, so that a handler may
 * report the record as failed and go on with the others.
 */
public final class RecordDecodingException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final String itemIdentifier;

    /**
     * Of one record.
     *
     * @param itemIdentifier the record's
     * @param cause what is wrong with it
     */
    public RecordDecodingException(String itemIdentifier, Exception cause) {
        super(
                "Record %s does not hold what the function expects: %s".formatted(itemIdentifier, cause.getMessage()),
                cause);
        this.itemIdentifier = itemIdentifier;
    }

    static <T> T decode(String itemIdentifier, byte[] data, RecordDecoder<T> decoder) {
        T value;
        try {
            value = decoder.decode(data);
        } catch (Exception wrong) {
            throw new RecordDecodingException(itemIdentifier, wrong);
        }
        if (value == null) {
            throw new RecordDecodingException(itemIdentifier, new IllegalArgumentException("it is null"));
        }
        return value;
    }

    /** The message id or sequence number, as a batch response has it. */
    public String itemIdentifier() {
        return itemIdentifier;
    }
}
