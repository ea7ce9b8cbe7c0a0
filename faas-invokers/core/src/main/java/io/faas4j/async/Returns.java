package io.faas4j.async;

import io.faas4j.async.queue.Attempt;
import io.faas4j.async.queue.Delivery;
import io.faas4j.async.queue.EventExtras;
import io.faas4j.async.queue.QueuedEvent;
import io.faas4j.event.EventOptions;
import io.faas4j.event.EventState;
import io.faas4j.event.InvocationRecord;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Makes of events that the queue has handed back what the application is told of them. */
final class Returns {

    /** No event may be sent with a longer one. */
    private static final long LONGEST_DELAY = Duration.ofHours(6).toNanos();

    private final Messages messages;
    private final Function<QueuedEvent, Address> addresses;
    private final Function<@Nullable Object, byte[]> json;
    private final long nowNanos;

    /**
     * For events that are handed back now.
     *
     * @param messages makes their records, also of payloads that cannot be written
     * @param addresses finds whom they were for
     * @param json writes their payloads, whatever they are
     * @param nowNanos now, by the time source's {@code nanoTime()}
     */
    Returns(
            Messages messages,
            Function<QueuedEvent, Address> addresses,
            Function<@Nullable Object, byte[]> json,
            long nowNanos) {
        this.messages = messages;
        this.addresses = addresses;
        this.json = json;
        this.nowNanos = nowNanos;
    }

    CloseReport.HandedBack of(QueuedEvent event) {
        Delivery delivery = event.delivery();
        return new CloseReport.HandedBack(
                event.target().function(),
                event.requestId(),
                new String(json.apply(event.payload()), StandardCharsets.UTF_8),
                options(event),
                state(event),
                Attempt.records(event.lastAttempt()),
                delivery == null ? null : delivery.condition(),
                delivery == null ? null : record(event, delivery));
    }

    private static EventState state(QueuedEvent event) {
        if (event.delivery() != null) {
            return EventState.DELIVERING;
        }
        return event.isTried() ? EventState.WAITING_FOR_RETRY : EventState.QUEUED;
    }

    private EventOptions options(QueuedEvent event) {
        EventExtras extras = event.extras();
        EventOptions options = EventOptions.NONE.priority(event.priority());
        options = extras.orderKey() == null ? options : options.orderKey(extras.orderKey());
        options = extras.deduplicationKey() == null ? options : options.deduplicationKey(extras.deduplicationKey());
        options = extras.tenantId() == null ? options : options.tenantId(extras.tenantId());
        long left = state(event) == EventState.QUEUED ? event.dueNanos() - nowNanos : 0;
        return left <= 0 ? options : options.after(Duration.ofNanos(Math.min(left, LONGEST_DELAY)));
    }

    private @Nullable InvocationRecord record(QueuedEvent event, Delivery delivery) {
        return (delivery.pending() & Judge.RECORD) == 0
                ? null
                : messages.record(event, delivery, addresses.apply(event));
    }
}
