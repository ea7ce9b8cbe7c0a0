package io.faas4j.async;

import io.faas4j.async.queue.Attempt;
import io.faas4j.async.queue.Delivery;
import io.faas4j.async.queue.EventExtras;
import io.faas4j.async.queue.QueuedEvent;
import io.faas4j.event.AttemptRecord;
import io.faas4j.event.DestinationRef;
import io.faas4j.event.EventPriority;
import io.faas4j.runtime.time.TimeSource;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Makes dead letters of what other parts of the library gave up. Safe for use by many threads. */
final class Letters {

    private static final int FUNCTION_RAN = 200;

    private final TimeSource time;
    private final Texts texts = new Texts();

    Letters(TimeSource time) {
        this.time = time;
    }

    QueuedEvent of(Address address, GivenUpEvent event) {
        long now = time.nanoTime();
        Duration age = Duration.between(event.since(), time.now());
        AttemptRecord last = event.lastAttempt();
        return new QueuedEvent(
                        event.requestId().getMostSignificantBits(),
                        event.requestId().getLeastSignificantBits(),
                        address,
                        null,
                        event.payload(),
                        event.payload().length,
                        now - Math.max(0, age.toNanos()),
                        now,
                        EventPriority.NORMAL,
                        new EventExtras(null, null, null, List.of(), null, event.origin()))
                .withHistory(
                        last == null ? List.of() : List.of(attempt(last)), last == null ? 0 : 1, 0, delivery(event));
    }

    private Attempt attempt(AttemptRecord last) {
        return new Attempt(
                last.at(),
                last.duration().toNanos(),
                last.version(),
                shared(last.errorType()),
                shared(last.errorMessage()),
                null);
    }

    private @Nullable String shared(@Nullable String text) {
        return text == null ? null : texts.shared(text);
    }

    private static Delivery delivery(GivenUpEvent event) {
        AttemptRecord last = event.lastAttempt();
        Delivery delivery = Delivery.of(
                event.condition(), FUNCTION_RAN, last == null ? null : last.errorMessage(), Delivery.Targets.NONE, 0);
        DestinationRef refusedBy = event.refusedBy();
        return refusedBy == null
                ? delivery
                : delivery.tried(0, 0, String.valueOf(event.deliveryError())).givenUp(List.of(refusedBy));
    }
}
