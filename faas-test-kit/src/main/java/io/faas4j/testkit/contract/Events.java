package io.faas4j.testkit.contract;

import io.faas4j.async.queue.Attempt;
import io.faas4j.async.queue.Delivery;
import io.faas4j.async.queue.EventExtras;
import io.faas4j.async.queue.EventTarget;
import io.faas4j.async.queue.QueuedEvent;
import io.faas4j.event.EventCondition;
import io.faas4j.event.EventPriority;
import io.faas4j.function.FunctionRef;
import io.faas4j.runtime.time.TimeSource;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** Makes events for one function, with ids that count from 1. */
final class Events {

    private final TimeSource time;
    private final EventTarget target;
    private final AtomicLong lastId = new AtomicLong();

    Events(TimeSource time, String function) {
        this.time = time;
        this.target = EventTarget.of(FunctionRef.parse(function));
    }

    EventTarget target() {
        return target;
    }

    static UUID id(long number) {
        return new UUID(0, number);
    }

    QueuedEvent next() {
        return make(Duration.ZERO, EventPriority.NORMAL, EventExtras.NONE, 2);
    }

    QueuedEvent after(Duration delay) {
        return make(delay, EventPriority.NORMAL, EventExtras.NONE, 2);
    }

    QueuedEvent priority(EventPriority priority) {
        return make(Duration.ZERO, priority, EventExtras.NONE, 2);
    }

    QueuedEvent lane(String key) {
        return make(Duration.ZERO, EventPriority.NORMAL, extras(key, null), 2);
    }

    QueuedEvent key(String deduplicationKey) {
        return make(Duration.ZERO, EventPriority.NORMAL, extras(null, deduplicationKey), 2);
    }

    QueuedEvent bytes(int size) {
        return make(Duration.ZERO, EventPriority.NORMAL, EventExtras.NONE, size);
    }

    QueuedEvent make(Duration delay, String lane) {
        return make(delay, EventPriority.NORMAL, extras(lane, null), 2);
    }

    private static EventExtras extras(@Nullable String orderKey, @Nullable String deduplicationKey) {
        return new EventExtras(orderKey, deduplicationKey, null, List.of(), null);
    }

    private QueuedEvent make(Duration delay, EventPriority priority, EventExtras extras, int size) {
        long now = time.nanoTime();
        byte[] payload = "{}".getBytes(StandardCharsets.UTF_8);
        return new QueuedEvent(
                0, lastId.incrementAndGet(), target, "3", payload, size, now, now + delay.toNanos(), priority, extras);
    }

    /** An attempt that failed now. */
    Attempt failure(String message) {
        return new Attempt(time.now(), 1_000, "3", "java.io.IOException", message, null);
    }

    /** An attempt whose answer has so many bytes. */
    Attempt answered(int bytes) {
        return new Attempt(time.now(), 1_000, "3", null, null, new byte[bytes]);
    }

    static Delivery delivery(EventCondition condition) {
        return Delivery.of(condition, 200, "it failed", Delivery.Targets.NONE, 1);
    }
}
