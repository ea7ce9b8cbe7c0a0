package io.faas4j.mapping.event;

import io.faas4j.destination.Timestamps;
import io.faas4j.source.StreamRecord;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Writes records of one stream as Lambda's event (rules EVT-2, EVT-3, EVT-7). Immutable. */
public final class StreamEvents {

    private static final String BEGIN = "{\"Records\":[";
    private static final int RECORD_SIZE = 600;

    private final RecordOrigin origin;
    private final RecordJson record;

    /**
     * A writer.
     *
     * @param origin the stream
     */
    public StreamEvents(RecordOrigin origin) {
        this.origin = origin;
        this.record = origin.kind() == RecordKind.CHANGES ? new ChangeRecordJson(origin) : new DataRecordJson(origin);
    }

    /** How one record is written, and how large that is. */
    interface RecordJson {

        void write(JsonOut json, String shardId, StreamRecord record);

        int sizeOf(String shardId, StreamRecord record);
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
        long size = RECORD_SIZE;
        for (StreamRecord each : records) {
            size += RECORD_SIZE + each.data().length * 4L / 3;
        }
        JsonOut json = new JsonOut((int) Math.min(size, Integer.MAX_VALUE / 2)).raw(BEGIN);
        for (int i = 0; i < records.size(); i++) {
            record.write(json.raw(i == 0 ? "" : ","), shardId, records.get(i));
        }
        end(json, shardId, window);
        return json.toBytes();
    }

    private void end(JsonOut json, String shardId, @Nullable WindowFields window) {
        json.raw("]");
        if (window != null) {
            json.raw(",\"window\":{\"start\":")
                    .text(Timestamps.seconds(window.window().start()));
            json.raw(",\"end\":").text(Timestamps.seconds(window.window().end()));
            json.raw("},\"state\":").raw(window.state());
            json.raw(",\"shardId\":").text(shardId);
            json.raw(",\"eventSourceARN\":").text(origin.arn());
            json.raw(",\"isFinalInvokeForWindow\":" + window.isFinalInvoke());
            json.raw(",\"isWindowTerminatedEarly\":" + window.isTerminatedEarly());
        }
        json.raw("}");
    }

    /**
     * How many bytes of the event all but the records take.
     *
     * @param shardId the shard
     * @param window what is said of the window; null if the mapping has none
     */
    public int envelopeSize(String shardId, @Nullable WindowFields window) {
        JsonOut json = new JsonOut(RECORD_SIZE).raw(BEGIN);
        end(json, shardId, window);
        return json.toBytes().length;
    }

    /**
     * How many bytes of the event a record takes, a comma included, so that the 6 MB of rule ESM-15 can be kept without writing
     * anything, whatever type the function takes: the {@linkplain #envelopeSize envelope's size} and the sizes of all records
     * are one byte more than the event has.
     *
     * @param shardId the record's shard
     * @param record any of it
     */
    public int sizeOf(String shardId, StreamRecord record) {
        return this.record.sizeOf(shardId, record) + 1;
    }
}
