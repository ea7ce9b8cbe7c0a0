package io.faas4j.mapping;

import io.faas4j.async.queue.StreamOrigin;
import io.faas4j.event.DestinationRef;
import io.faas4j.mapping.batch.BatchAttempt;
import io.faas4j.mapping.batch.OpenWindow;
import io.faas4j.mapping.batch.StreamPolicy;
import io.faas4j.mapping.batch.StreamReport;
import io.faas4j.mapping.batch.TumblingWindows;
import io.faas4j.mapping.event.RecordOrigin;
import io.faas4j.mapping.event.StreamEventReader;
import io.faas4j.mapping.event.StreamEvents;
import io.faas4j.mapping.event.WindowFields;
import io.faas4j.mapping.filter.RecordFilter;
import io.faas4j.runtime.dispatch.AttemptOutcome;
import io.faas4j.runtime.payload.EventForms;
import io.faas4j.runtime.payload.PayloadCodec;
import io.faas4j.source.RecordDecoder;
import io.faas4j.source.StreamBatch;
import io.faas4j.source.StreamRecord;
import io.faas4j.source.StreamSource;
import java.lang.reflect.Type;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What one configuration means for a stream: decides, and does nothing. Safe for use by many threads. */
final class StreamPlan {

    private static final int MAX_PAYLOAD = 6_291_456;

    /** Data in base64 and what stands around a record are not more than that. */
    private static final int LARGEST_FRAME = 4_096;

    private final String arn;
    private final MappingConfig config;
    private final int batchSize;
    private final StreamPolicy policy;
    private final RecordFilter filter;
    private final StreamEvents events;
    private final PayloadCodec codec;
    private final @Nullable TumblingWindows windows;

    // Racy on purpose: any of them will do.
    private @Nullable Reader reader;

    StreamPlan(StreamSource source, MappingConfig config, Services services) {
        RecordOrigin origin = RecordOrigin.of(source, services.scope());
        this.arn = source.arn();
        this.config = config;
        this.batchSize = config.batchSize().orElse(StreamEngines.DEFAULT_BATCH_SIZE);
        this.policy = new StreamPolicy(
                config.maximumRetryAttempts(),
                config.maximumRecordAge().orElse(null),
                config.bisectsBatchOnFunctionError());
        this.filter = RecordFilter.compile(origin, config.filters(), MappingConfig.MOST_FILTERS);
        this.events = new StreamEvents(origin);
        this.codec = services.codec();
        this.windows = config.tumblingWindow().isZero() ? null : new TumblingWindows(config.tumblingWindow());
    }

    private record Reader(Type item, RecordDecoder<?> decoder) {}

    MappingConfig config() {
        return config;
    }

    int batchSize() {
        return batchSize;
    }

    int lanes() {
        return config.parallelizationFactor();
    }

    Duration window() {
        return config.batchingWindow();
    }

    StreamPolicy policy() {
        return policy;
    }

    @Nullable
    TumblingWindows windows() {
        return windows;
    }

    boolean isFiltering() {
        return !filter.isNone();
    }

    boolean passes(String shardId, StreamRecord record) {
        return filter.matches(shardId, record);
    }

    /** Whether what the handler answers is looked at. */
    boolean wantsResult() {
        return config.reportsBatchItemFailures() || windows != null;
    }

    /** How many records fit into one event, from the first on: 1 or more (rule ESM-15). */
    int fitting(String shardId, StreamRecord[] records, @Nullable OpenWindow window) {
        long bytes = LARGEST_FRAME + (window == null ? 0L : window.state().length);
        if (records.length <= batchSize && bytes + roughly(records) <= MAX_PAYLOAD) {
            return records.length;
        }
        int most = Math.min(batchSize, records.length);
        for (int i = 0; i < most; i++) {
            bytes += size(shardId, records[i]);
            if (i > 0 && bytes > MAX_PAYLOAD) {
                return i;
            }
        }
        return most;
    }

    /** What records count for in an event, at most. A short loop over an array: it is the first that looks at them. */
    private static long roughly(StreamRecord[] records) {
        long data = 0;
        for (StreamRecord record : records) {
            data += record.data().length;
        }
        return 2 * data + (long) LARGEST_FRAME * records.length;
    }

    /** What a record counts for in an event, at most; exactly if it is large enough to matter. */
    private long size(String shardId, StreamRecord record) {
        long most = LARGEST_FRAME + 2L * record.data().length;
        return most * batchSize <= MAX_PAYLOAD ? most : events.sizeOf(shardId, record);
    }

    /** The event that a batch is for its function. */
    EventForms event(String shardId, BatchAttempt batch, @Nullable OpenWindow window, boolean isFinalInvoke) {
        WindowFields fields = window == null ? null : window.fields(isFinalInvoke);
        return new EventForms() {
            @Override
            public @Nullable Object as(Type type) {
                if (Decoders.raw(type) != StreamBatch.class) {
                    return null;
                }
                StreamBatch<?> plain = StreamBatch.of(arn, shardId, batch.records(), reader(Decoders.itemType(type)));
                return fields == null ? plain : plain.inWindow(Decoders.window(fields, codec));
            }

            @Override
            public byte[] json() {
                return events.json(shardId, batch.records(), fields);
            }
        };
    }

    private RecordDecoder<?> reader(Type item) {
        Reader last = reader;
        if (last == null || !last.item().equals(item)) {
            last = new Reader(item, Decoders.ofRecords(item, codec));
            reader = last;
        }
        return last.decoder();
    }

    /** What a handler that returned says of its batch (rules ESM-STREAM-17, ESM-STREAM-19). */
    StreamReport report(AttemptOutcome outcome, List<StreamRecord> records) {
        if (!(outcome instanceof AttemptOutcome.Returned returned)) {
            return new StreamReport.Success(null);
        }
        return report(returned.result(), records);
    }

    private StreamReport report(byte[] answer, List<StreamRecord> records) {
        return windows == null
                ? StreamReport.read(answer, records)
                : StreamReport.readInWindow(answer, records, config.reportsBatchItemFailures());
    }

    // ---- dead letters ----------------------------------------------------------------------------------------------

    /** Whether records that are given up may become a dead letter. */
    boolean mayKeep() {
        return config.keepsUndelivered()
                || config.onFailure()
                        .filter(to -> to.kind() == DestinationRef.Kind.DEAD_LETTERS)
                        .isPresent();
    }

    /** Reads answers to a dead letter that is redriven as those of batches are read; null if they are not looked at. */
    StreamOrigin.@Nullable Answers answers() {
        return wantsResult() ? this::failed : null;
    }

    private @Nullable String failed(byte[] event, byte[] answer) {
        List<StreamRecord> records;
        try {
            records = StreamEventReader.read(event).records();
        } catch (IllegalArgumentException edited) {
            // It is another event now.
            return null;
        }
        // To the last invocation of a window no answer is needed.
        return records.isEmpty() ? null : report(answer, records).failure();
    }
}
