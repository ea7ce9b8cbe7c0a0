package io.faas4j.error;

/**
 * A record was not written, as the stream inside the process holds as much as it may. Nothing was dropped for it. Kinesis has
 * no such bound.
 */
public final class StreamFullException extends FaasException {

    private static final long serialVersionUID = 1L;

    /** Which bound of a stream was reached. */
    public enum Limit {
        /** How many records it keeps. */
        RECORDS("records"),
        /** How many bytes these have together, partition keys included. */
        BYTES("bytes");

        private final String counted;

        Limit(String counted) {
            this.counted = counted;
        }
    }

    private final String stream;
    private final Limit limit;
    private final long value;

    /**
     * Makes the error.
     *
     * @param stream the stream's name
     * @param limit which bound was reached
     * @param value the bound, in records or bytes
     */
    public StreamFullException(String stream, Limit limit, long value) {
        super(
                "StreamFullException",
                429,
                "The stream '%s' is full: at most %d %s within its retention period."
                        .formatted(stream, value, limit.counted),
                null);
        this.stream = stream;
        this.limit = limit;
        this.value = value;
    }

    /** The stream's name. */
    public String stream() {
        return stream;
    }

    /** Which bound was reached. */
    public Limit limit() {
        return limit;
    }

    /** The bound, in records or bytes. */
    public long value() {
        return value;
    }
}
