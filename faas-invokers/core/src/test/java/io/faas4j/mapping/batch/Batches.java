package io.faas4j.mapping.batch;

import io.faas4j.source.QueueMessage;
import io.faas4j.source.StreamRecord;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;

/** Records for tests. */
final class Batches {

    static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");

    private Batches() {}

    static List<QueueMessage> messages(String... ids) {
        return List.of(ids).stream()
                .map(id -> QueueMessage.builder(id, "handle-" + id, new byte[1], NOW)
                        .build())
                .toList();
    }

    /** Numbered from 98 on, so that an order by text would be another one. */
    static List<StreamRecord> records(int size) {
        return IntStream.range(98, 98 + size)
                .mapToObj(number -> record(Integer.toString(number), NOW))
                .toList();
    }

    static StreamRecord record(String sequenceNumber, Instant arrival) {
        return new StreamRecord(sequenceNumber, "key", new byte[1], arrival);
    }

    static List<String> numbers(List<StreamRecord> records) {
        return records.stream().map(StreamRecord::sequenceNumber).toList();
    }
}
