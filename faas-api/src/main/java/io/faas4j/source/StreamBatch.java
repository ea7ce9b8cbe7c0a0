package io.faas4j.source;

import io.faas4j.function.Context;
import io.faas4j.function.Handler;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The records that a function mapped to a stream is invoked with: all of one shard, in its order. A function whose event type is
 * another gets the same as Lambda's JSON (rules EVT-2, EVT-3), and such JSON is read as a batch when the function is invoked with it
 * in another way. Belongs to one invocation.
 *
 * @param <T> what a record holds: {@code String} and {@code byte[]} as they are, {@link Change} for a stream of changes, all else
 *     read from JSON
 */
public final class StreamBatch<T> implements Iterable<StreamBatch.Item<T>> {

    private final String eventSourceArn;
    private final String shardId;
    private final List<Item<T>> records;
    private final @Nullable WindowState window;

    private StreamBatch(String eventSourceArn, String shardId, List<Item<T>> records, @Nullable WindowState window) {
        this.eventSourceArn = eventSourceArn;
        this.shardId = shardId;
        this.records = records;
        this.window = window;
    }

    /**
     * A batch.
     *
     * @param eventSourceArn the stream
     * @param shardId the shard
     * @param read in their order
     * @param decoder reads a record's data, when it is asked for
     */
    public static <T> StreamBatch<T> of(
            String eventSourceArn, String shardId, List<StreamRecord> read, RecordDecoder<T> decoder) {
        return new StreamBatch<>(
                Objects.requireNonNull(eventSourceArn, "eventSourceArn"),
                Objects.requireNonNull(shardId, "shardId"),
                new ListView<>(List.copyOf(read), record -> new Item<>(record, decoder)),
                null);
    }

    /**
     * The same batch in a window.
     *
     * @param state what is known of it
     */
    public StreamBatch<T> inWindow(WindowState state) {
        return new StreamBatch<>(eventSourceArn, shardId, records, state);
    }

    /**
     * A handler of batches that gives one record after the other to a handler of values, and reports the first that it threw at,
     * for a mapping that looks at such reports: from that one on all come again, in their order (rule ESM-STREAM-17). An interrupt
     * ends the batch. It answers no state, so that it is not for mappings with tumbling windows.
     *
     * @param handler of a record's value; what it answers is dropped
     */
    public static <T> Handler<StreamBatch<T>, BatchResponse> each(Handler<? super T, ?> handler) {
        return (batch, context) -> batch.handleEach(handler, context);
    }

    private BatchResponse handleEach(Handler<? super T, ?> handler, Context context) throws InterruptedException {
        for (Item<T> each : records) {
            try {
                handler.handle(each.value(), context);
            } catch (InterruptedException interrupt) {
                throw interrupt;
            } catch (Exception failure) {
                context.logger().log("Record %s failed: %s".formatted(each.sequenceNumber(), failure));
                return BatchResponse.failed(List.of(each.sequenceNumber()));
            }
        }
        return BatchResponse.success();
    }

    /** The stream's ARN. */
    public String eventSourceArn() {
        return eventSourceArn;
    }

    /** The shard's id; empty if the batch was read from a JSON event that does not tell, as that of a change log. */
    public String shardId() {
        return shardId;
    }

    /** The records, in the order of the shard. Empty only for the last invocation of a window. */
    public List<Item<T>> items() {
        return records;
    }

    /** How many there are. */
    public int size() {
        return records.size();
    }

    /** The window that they belong to; empty if the mapping has none. */
    public Optional<WindowState> window() {
        return Optional.ofNullable(window);
    }

    @Override
    public Iterator<Item<T>> iterator() {
        return records.iterator();
    }

    @Override
    public String toString() {
        return "StreamBatch[%d records of %s, %s]".formatted(records.size(), eventSourceArn, shardId);
    }

    /**
     * One record.
     *
     * @param <T> what it holds
     */
    public static final class Item<T> {

        private final StreamRecord record;
        private final RecordDecoder<T> decoder;

        Item(StreamRecord record, RecordDecoder<T> decoder) {
            this.record = record;
            this.decoder = decoder;
        }

        /** What a failure is reported by. */
        public String sequenceNumber() {
            return record.sequenceNumber();
        }

        /** The record as it was read. */
        public StreamRecord record() {
            return record;
        }

        /**
         * What the record holds, read anew each time.
         *
         * @throws RecordDecodingException if it does not hold that, or a JSON null
         */
        public T value() {
            return RecordDecodingException.decode(sequenceNumber(), record.data(), decoder);
        }

        @Override
        public String toString() {
            return record.toString();
        }
    }
}
