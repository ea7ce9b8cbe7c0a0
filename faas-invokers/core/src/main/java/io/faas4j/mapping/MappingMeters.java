package io.faas4j.mapping;

import io.faas4j.runtime.failures.FailureLog;
import io.faas4j.runtime.telemetry.MeterGroup;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.util.function.ToDoubleFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The meters of one mapping, read when polled; {@code docs/meters.md} lists them. What a registry refuses is logged. */
final class MappingMeters {

    private static final Logger log = LoggerFactory.getLogger(MappingMeters.class);
    private static final double NANOS = 1e9;

    private final EventSourceMapping mapping;
    private final MeterGroup group;
    private final Tags tags;

    MappingMeters(MeterRegistry registry, EventSourceMapping mapping) {
        this.mapping = mapping;
        this.group = new MeterGroup(registry);
        this.tags = Tags.of(
                "mapping",
                mapping.uuid().toString(),
                "function",
                mapping.function().name());
        guarded(this::register);
    }

    private void register() {
        counter("polled", "Records received or read", MappingTally::polled);
        counter("filtered.out", "Records that no filter let pass", MappingTally::filteredOut);
        counter("invoked", "Records given to the function, again each time", MappingTally::invoked);
        counter("failed", "Records in batches that failed, or reported as failed", MappingTally::failed);
        counter("deleted", "Messages deleted from the queue", MappingTally::deleted);
        counter("dropped", "Records given up without success", MappingTally::dropped);
        counter("delivered", "Records whose failure the destination was told", MappingTally::delivered);
        group.counter(
                "faas.mapping.destination.delivery.failures",
                "Destinations that could not be reached",
                tags,
                mapping.progress().tally(),
                MappingTally::deliveryFailures);
        group.gauge(
                "faas.mapping.iterator.age",
                "How old the last record of the last batch was, in seconds",
                tags,
                mapping.progress(),
                progress -> progress.iteratorAge().toNanos() / NANOS);
        group.gauge(
                "faas.mapping.in.flight",
                "Records that handlers have, or that wait for another try",
                tags,
                mapping,
                each -> each.status().inFlight());
    }

    private void counter(String what, String description, ToDoubleFunction<MappingTally> value) {
        group.counter(
                "faas.mapping.events." + what,
                description,
                tags,
                mapping.progress().tally(),
                value);
    }

    void remove() {
        guarded(group::remove);
    }

    private void guarded(Runnable change) {
        try {
            change.run();
        } catch (RuntimeException | Error refused) {
            FailureLog.warn(log, "The meter registry refused meters of {}", mapping, refused);
        }
    }
}
