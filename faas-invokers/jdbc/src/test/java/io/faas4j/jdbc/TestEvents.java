package io.faas4j.jdbc;

import io.faas4j.async.queue.Attempt;
import io.faas4j.async.queue.Batch;
import io.faas4j.async.queue.Delivery;
import io.faas4j.async.queue.EventExtras;
import io.faas4j.async.queue.EventTarget;
import io.faas4j.async.queue.FunctionQueue;
import io.faas4j.async.queue.Outcome;
import io.faas4j.async.queue.QueuedEvent;
import io.faas4j.async.queue.StreamOrigin;
import io.faas4j.event.DestinationRef;
import io.faas4j.event.EventCondition;
import io.faas4j.event.EventPriority;
import io.faas4j.event.StreamBatchInfo;
import io.faas4j.event.StreamFailureCondition;
import io.faas4j.event.StreamFailureRecord;
import io.faas4j.function.FunctionRef;
import io.faas4j.runtime.time.TimeSource;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** Events for the function {@code resize:live}, with ids that count from 1. */
final class TestEvents {

    static final Duration LEASE = Duration.ofMinutes(30);

    private final TimeSource time;
    private long lastId;

    TestEvents(TimeSource time) {
        this(time, 0);
    }

    TestEvents(TimeSource time, long lastId) {
        this.time = time;
        this.lastId = lastId;
    }

    static UUID id(long number) {
        return new UUID(0, number);
    }

    QueuedEvent next() {
        return make(Duration.ZERO, EventExtras.NONE);
    }

    QueuedEvent after(Duration delay) {
        return make(delay, EventExtras.NONE);
    }

    QueuedEvent key(String deduplicationKey) {
        return make(Duration.ZERO, new EventExtras(null, deduplicationKey, null, List.of(), null));
    }

    QueuedEvent full() {
        return make(Duration.ZERO, new EventExtras("lane", "key", "tenant", List.of("first", "second"), null));
    }

    /** A batch of records that a mapping has given up after an attempt. */
    QueuedEvent givenUp() {
        StreamFailureRecord failure = new StreamFailureRecord(
                id(lastId + 1),
                "arn:aws:lambda:eu-central-1:123456789012:function:resize:live",
                StreamFailureCondition.RETRY_ATTEMPTS_EXHAUSTED,
                2,
                time.now(),
                "3",
                new StreamBatchInfo(
                        "arn:aws:kinesis:eu-central-1:123456789012:stream/images",
                        "shardId-000000000000",
                        2,
                        "7",
                        "8",
                        time.now().minusNanos(1_002),
                        time.now().minusNanos(1_001)),
                "{\"requestContext\":{\"name\":\"J\u00fcrgen\"}}".getBytes(StandardCharsets.UTF_8));
        return make(Duration.ZERO, new EventExtras(null, null, null, List.of(), null, new StreamOrigin(failure, null)))
                .withHistory(
                        List.of(failure("disk full")),
                        1,
                        0,
                        Delivery.of(EventCondition.RETRIES_EXHAUSTED, 200, "disk full", Delivery.Targets.NONE, 0)
                                .tried(0, 0, "no such queue")
                                .givenUp(List.of(DestinationRef.queue("failures"))));
    }

    private QueuedEvent make(Duration delay, EventExtras extras) {
        long now = time.nanoTime();
        byte[] payload = "{\"width\":1}".getBytes(StandardCharsets.UTF_8);
        return new QueuedEvent(
                0,
                ++lastId,
                EventTarget.of(FunctionRef.parse("resize:live")),
                "3",
                payload,
                payload.length,
                now,
                now + delay.toNanos(),
                EventPriority.HIGH,
                extras);
    }

    Attempt failure(String message) {
        return new Attempt(time.now(), 1_000, "3", "java.io.IOException", message, null);
    }

    Attempt answered(String json) {
        return new Attempt(time.now(), 1_000, "3", null, null, json.getBytes(StandardCharsets.UTF_8));
    }

    static Delivery delivery(EventCondition condition) {
        return Delivery.of(
                condition,
                200,
                "it failed",
                new Delivery.Targets(DestinationRef.topic("results"), DestinationRef.queue("dlq")),
                1);
    }

    /** Claims and starts all that is due. */
    static Batch run(FunctionQueue queue) {
        Batch batch = queue.claim(1000, LEASE);
        for (int i = 0; i < batch.size(); i++) {
            batch.start(i);
        }
        return batch;
    }

    /** Runs all that is due to an end. */
    static void finish(FunctionQueue queue, Outcome outcome) {
        Batch batch = run(queue);
        for (int i = 0; i < batch.size(); i++) {
            batch.decide(i, outcome);
        }
        queue.settle(batch);
    }

    /** The numbers of what can be claimed now; it is put back afterwards. */
    static List<Long> due(FunctionQueue queue) {
        Batch batch = queue.claim(1000, LEASE);
        List<Long> numbers = new ArrayList<>();
        for (int i = 0; i < batch.size(); i++) {
            numbers.add(batch.event(i).idLow());
        }
        queue.settle(batch);
        return numbers;
    }
}
