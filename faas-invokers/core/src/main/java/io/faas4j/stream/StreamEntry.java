package io.faas4j.stream;

import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A record to be written. Immutable; the data is not copied. */
public final class StreamEntry {

    private final String partitionKey;
    private final byte[] data;
    private final @Nullable HashKey explicitHashKey;
    private final @Nullable String behind;

    private StreamEntry(String partitionKey, byte[] data, @Nullable HashKey explicitHashKey, @Nullable String behind) {
        this.partitionKey = Objects.requireNonNull(partitionKey, "partitionKey");
        this.data = Objects.requireNonNull(data, "data");
        this.explicitHashKey = explicitHashKey;
        this.behind = behind;
    }

    /**
     * A record.
     *
     * @param partitionKey 1 to 256 characters; records of one key keep their order
     * @param data not copied, and must not change any more; up to 1 MiB together with the key, unless the stream says otherwise
     */
    public static StreamEntry of(String partitionKey, byte[] data) {
        return new StreamEntry(partitionKey, data, null, null);
    }

    /**
     * A record that holds a text.
     *
     * @param partitionKey 1 to 256 characters
     * @param data as UTF-8
     */
    public static StreamEntry of(String partitionKey, String data) {
        return of(partitionKey, data.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * The same with a hash key of its own, in place of the partition key's (rule STREAM-3).
     *
     * @param decimal 0 to 2^128 - 1
     * @throws io.faas4j.error.InvalidArgumentException otherwise
     */
    public StreamEntry explicitHashKey(String decimal) {
        return new StreamEntry(partitionKey, data, HashKey.parse("ExplicitHashKey", decimal), behind);
    }

    /**
     * The same, to be written only behind another record (rule STREAM-7).
     *
     * @param sequenceNumber that record's; the new one's is greater, or the record is refused
     * @throws io.faas4j.error.InvalidArgumentException if it is no sequence number
     */
    public StreamEntry sequenceNumberForOrdering(String sequenceNumber) {
        SequenceNumbers.parse(sequenceNumber);
        return new StreamEntry(partitionKey, data, explicitHashKey, sequenceNumber);
    }

    String partitionKey() {
        return partitionKey;
    }

    byte[] data() {
        return data;
    }

    @Nullable
    HashKey explicitHashKey() {
        return explicitHashKey;
    }

    /** The number that the record has to be behind of. */
    @Nullable
    String behind() {
        return behind;
    }

    @Override
    public String toString() {
        return "StreamEntry[key '%s', %d bytes]".formatted(partitionKey, data.length);
    }
}
