package io.faas4j.async;

import io.faas4j.event.EventState;
import io.faas4j.event.Ledger;
import io.faas4j.runtime.failures.FailureLog;
import io.faas4j.runtime.telemetry.MeterGroup;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.util.Locale;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The meters of one function's events, read when polled; {@code docs/meters.md} lists them. What a registry refuses is logged
 * and otherwise left alone.
 */
final class AsyncMeters {

    private static final Logger log = LoggerFactory.getLogger(AsyncMeters.class);

    private final String function;
    private final MeterGroup group;

    AsyncMeters(MeterRegistry registry, String function, AsyncTally tally, Supplier<Ledger> ledger) {
        this.function = function;
        this.group = new MeterGroup(registry);
        guarded(() -> register(tally, ledger));
    }

    private void register(AsyncTally tally, Supplier<Ledger> ledger) {
        Tags tags = Tags.of("function", function);
        group.counter("faas.async.events.received", "Events accepted", tags, tally, AsyncTally::received);
        group.counter(
                "faas.async.events.succeeded", "Events whose function succeeded", tags, tally, AsyncTally::succeeded);
        group.counter(
                "faas.async.events.dropped", "Events that ended without success", tags, tally, AsyncTally::dropped);
        group.counter(
                "faas.async.dead.letter.errors",
                "Dead-letter queues that could not be reached",
                tags,
                tally,
                AsyncTally::deadLetterErrors);
        group.counter(
                "faas.async.destination.delivery.failures",
                "Destinations that could not be reached",
                tags,
                tally,
                AsyncTally::deliveryFailures);
        group.timer(
                "faas.async.event.age",
                "From an event's acceptance to an attempt",
                tags,
                tally,
                AsyncTally::attempts,
                AsyncTally::attemptAges);
        for (EventState state : EventState.values()) {
            String name = state.name().toLowerCase(Locale.ROOT).replace('_', '-');
            group.gauge(
                    "faas.async.events",
                    "Events by where they are, or how they ended",
                    tags.and("state", name),
                    ledger,
                    counts -> counts.get().in(state));
        }
        group.gauge(
                "faas.async.dead.letters",
                "Dead letters that are kept for an operator",
                tags,
                ledger,
                counts -> counts.get().kept());
    }

    void remove() {
        guarded(group::remove);
    }

    private void guarded(Runnable change) {
        try {
            change.run();
        } catch (RuntimeException | Error refused) {
            FailureLog.warn(log, "The meter registry refused meters of events of function {}", function, refused);
        }
    }
}
