package io.faas4j.source;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Objects;

/**
 * A record of a stream. Immutable; the data is not copied.
 */
public final class StreamRecord {

    private final String sequenceNumber;
    private final String partitionKey;
    private final byte[] data;
    private final Instant approximateArrival;

    /**
     * A record as it is read.
     *
     * @param sequenceNumber a decimal number, greater than those of all earlier records of the shard (rule STREAM-6)
     * @param partitionKey what keeps an order of its own
     * @param data not copied. Of a stream of changes: the record of rule CHANGE-1 as JSON, without {@code eventSource}, {@code
     *     awsRegion} and {@code eventSourceARN}
     * @param approximateArrival when the stream took it
     */
    public StreamRecord(String sequenceNumber, String partitionKey, byte[] data, Instant approximateArrival) {
        this.sequenceNumber = Objects.requireNonNull(sequenceNumber, "sequenceNumber");
        this.partitionKey = Objects.requireNonNull(partitionKey, "partitionKey");
        this.data = Objects.requireNonNull(data, "data");
        this.approximateArrival = Objects.requireNonNull(approximateArrival, "approximateArrival");
    }

    /** A decimal number, greater than those of all earlier records of the shard; compared as a number (rule STREAM-6). */
    public String sequenceNumber() {
        return sequenceNumber;
    }

    /** Records of one key keep their order. */
    public String partitionKey() {
        return partitionKey;
    }

    /** The data; not a copy. */
    public byte[] data() {
        return data;
    }

    /** {@link #data()} as UTF-8. */
    public String dataAsText() {
        return new String(data, StandardCharsets.UTF_8);
    }

    /** When the stream took it. */
    public Instant approximateArrival() {
        return approximateArrival;
    }

    @Override
    public String toString() {
        return "StreamRecord[%s, key '%s', %d bytes]".formatted(sequenceNumber, partitionKey, data.length);
    }
}
