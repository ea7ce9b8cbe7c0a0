package io.faas4j.mapping;

import io.faas4j.mapping.batch.QueueReport;
import io.faas4j.mapping.event.QueueEvents;
import io.faas4j.mapping.event.RecordOrigin;
import io.faas4j.mapping.filter.RecordFilter;
import io.faas4j.runtime.dispatch.AttemptOutcome;
import io.faas4j.runtime.payload.EventForms;
import io.faas4j.runtime.payload.PayloadCodec;
import io.faas4j.source.QueueBatch;
import io.faas4j.source.QueueMessage;
import io.faas4j.source.QueueSource;
import io.faas4j.source.RecordDecoder;
import java.lang.reflect.Type;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What one configuration means for a queue: decides, and does nothing. Safe for use by many threads. */
final class QueuePlan {

    /** More than a message's own text can grow to in an event, and more than stands around it. */
    private static final int LARGEST_ESCAPE = 6;

    private static final int LARGEST_FRAME = 4_096;
    private static final int MAX_PAYLOAD = 6_291_456;

    /** Above the time that messages are hidden anyway (rule ESM-SQS-4). */
    private static final Duration SPARE = Duration.ofSeconds(30);

    private final QueueSource source;
    private final String arn;
    private final boolean isFifo;
    private final MappingConfig config;
    private final int batchSize;
    private final Duration timeout;
    private final Duration needed;
    private final RecordFilter filter;
    private final QueueEvents events;
    private final PayloadCodec codec;

    // Racy on purpose: any of them will do.
    private @Nullable Reader reader;

    QueuePlan(QueueSource source, MappingConfig config, MappedFunction function, Services services) {
        RecordOrigin origin = RecordOrigin.of(source, services.scope());
        this.source = source;
        this.arn = source.arn();
        this.isFifo = source.isFifo();
        this.config = config;
        this.batchSize = config.batchSize().orElse(QueueEngines.DEFAULT_BATCH_SIZE);
        this.timeout = function.timeout();
        this.needed = config.batchingWindow().plus(timeout);
        this.filter = RecordFilter.compile(origin, config.filters(), MappingConfig.MOST_FILTERS);
        this.events = new QueueEvents(origin);
        this.codec = services.codec();
    }

    private record Reader(Type item, RecordDecoder<Object> decoder) {}

    int batchSize() {
        return batchSize;
    }

    boolean isGathering() {
        return !config.batchingWindow().isZero();
    }

    Duration window() {
        return config.batchingWindow();
    }

    /** How long a handler may take. */
    Duration timeout() {
        return timeout;
    }

    /**
     * How long messages are hidden that are received now: as the queue has it at that moment, but for as long as they may take at
     * least. Rule ESM-14 is about when a mapping is made or changed; the queue may be set to less later, and then nobody else is to
     * get what a handler still has.
     */
    Duration visibility() {
        Duration queues = source.visibilityTimeout();
        if (needed.compareTo(queues) <= 0) {
            return queues;
        }
        return isGathering() ? needed.plus(SPARE) : needed;
    }

    boolean isReporting() {
        return config.reportsBatchItemFailures();
    }

    int maximumConcurrency() {
        return config.maximumConcurrency().orElse(QueueScaling.MOST);
    }

    boolean isConcurrencyAdaptive() {
        return config.isConcurrencyAdaptive();
    }

    /** What passes the filters. */
    List<QueueMessage> filtered(List<QueueMessage> received) {
        return filter.isNone()
                ? received
                : received.stream().filter(filter::matches).toList();
    }

    /** What a message counts for in an event, at most; exactly if it is large enough to matter. */
    long size(QueueMessage message) {
        long most = LARGEST_FRAME + (long) LARGEST_ESCAPE * message.body().length;
        boolean isSmall = message.attributes().isEmpty() && most * batchSize <= MAX_PAYLOAD;
        return isSmall ? most : events.sizeOf(message);
    }

    /**
     * The event that a batch is for its function.
     *
     * @param messages not changed any more by anybody
     */
    EventForms event(List<QueueMessage> messages) {
        return new EventForms() {
            @Override
            public @Nullable Object as(Type type) {
                return Decoders.raw(type) == QueueBatch.class
                        ? QueueBatch.ofUnchanging(arn, messages, reader(Decoders.itemType(type)))
                        : null;
            }

            @Override
            public byte[] json() {
                return events.json(messages);
            }
        };
    }

    private RecordDecoder<Object> reader(Type item) {
        Reader last = reader;
        if (last == null || !last.item().equals(item)) {
            last = new Reader(item, Decoders.of(item, codec));
            reader = last;
        }
        return last.decoder();
    }

    /** Which messages are done with, after a handler has returned (rules ESM-SQS-10 to ESM-SQS-12). */
    List<QueueMessage> succeeded(List<QueueMessage> messages, AttemptOutcome outcome) {
        if (!(outcome instanceof AttemptOutcome.Returned returned)) {
            return messages;
        }
        QueueReport report = QueueReport.read(returned.result(), messages);
        if (report instanceof QueueReport.AllSucceeded) {
            return messages;
        }
        return report instanceof QueueReport.SomeFailed some
                ? inOrder(some.succeeded(), some.failed(), messages)
                : List.of();
    }

    /** What may be deleted: on request, nothing behind a failed message of its group. */
    private List<QueueMessage> inOrder(
            List<QueueMessage> reportedFine, List<QueueMessage> failed, List<QueueMessage> messages) {
        if (!isFifo || !config.stopsAtFirstFailure()) {
            return reportedFine;
        }
        Set<String> stopped = new HashSet<>();
        List<QueueMessage> succeeded = new ArrayList<>(messages.size());
        for (QueueMessage message : messages) {
            String group = message.groupId().orElse("");
            if (failed.contains(message)) {
                stopped.add(group);
            } else if (!stopped.contains(group)) {
                succeeded.add(message);
            }
        }
        return succeeded;
    }
}
