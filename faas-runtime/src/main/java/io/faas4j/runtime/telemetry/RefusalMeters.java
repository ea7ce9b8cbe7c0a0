package io.faas4j.runtime.telemetry;

import io.faas4j.runtime.tally.Traffic;
import io.micrometer.core.instrument.Tags;

/** The meters of what was refused through one qualifier: no version ran. */
final class RefusalMeters {

    private RefusalMeters() {}

    static Tags tags(Traffic traffic) {
        return Tags.of("function", traffic.function(), "qualifier", traffic.qualifier());
    }

    static void register(Traffic traffic, MeterGroup group) {
        group.counter("faas.throttles", "Invocations that were throttled", tags(traffic), traffic, Traffic::throttles);
        group.counter(
                "faas.recursive.invocations.dropped",
                "Invocations that were refused as part of a loop",
                tags(traffic),
                traffic,
                Traffic::stoppedLoops);
        group.counter(
                "faas.refusals",
                "Invocations that were refused for any other reason, such as the event's size",
                tags(traffic),
                traffic,
                Traffic::otherRefusals);
    }

    static void registerConcurrency(Traffic traffic, MeterGroup group) {
        group.counter(
                "faas.concurrency.throttles",
                "Invocations that were throttled, of functions whose contexts serve several at once",
                tags(traffic),
                traffic,
                Traffic::concurrencyThrottles);
    }
}
