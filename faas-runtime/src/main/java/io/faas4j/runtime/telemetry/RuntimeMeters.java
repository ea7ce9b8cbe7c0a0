package io.faas4j.runtime.telemetry;

import io.faas4j.runtime.concurrency.RuntimeConcurrency;
import io.faas4j.runtime.context.Contexts;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/** The gauges of one runtime as a whole; {@code docs/meters.md} lists them. */
public final class RuntimeMeters implements AutoCloseable {

    private final @Nullable MeterRegistry registry;
    private final List<Meter> meters;

    /**
     * Registers the gauges.
     *
     * @param registry null for no meters
     * @param contexts what is measured
     * @param concurrency the limits under which they run
     */
    public RuntimeMeters(@Nullable MeterRegistry registry, Contexts contexts, RuntimeConcurrency concurrency) {
        this.registry = registry;
        this.meters = registry == null
                ? List.of()
                : List.of(
                        gauge(
                                registry,
                                "faas.contexts.leaked",
                                "Contexts whose invocation timed out and whose thread has not ended yet",
                                contexts,
                                Contexts::leaked),
                        gauge(
                                registry,
                                "faas.concurrent.executions",
                                "Invocations that run now",
                                contexts,
                                Contexts::busy),
                        gauge(
                                registry,
                                "faas.unreserved.concurrent.executions",
                                "Invocations that run now, of functions that have reserved nothing",
                                contexts,
                                Contexts::busyUnreserved),
                        gauge(
                                registry,
                                "faas.claimed.concurrency",
                                "Concurrency that no other function can have: what is reserved or provisioned, and what else runs now",
                                contexts,
                                running -> concurrency.reservedPlaces() + running.busyUnclaimed()),
                        gauge(
                                registry,
                                "faas.concurrency.limit",
                                "Invocations that may run at once",
                                concurrency,
                                RuntimeConcurrency::limit));
    }

    private static <T> Meter gauge(
            MeterRegistry registry, String name, String description, T measured, ToDoubleFunction<T> value) {
        return Gauge.builder(name, measured, value).description(description).register(registry);
    }

    /** Takes the gauges out of the registry. */
    @Override
    public void close() {
        if (registry != null) {
            meters.forEach(registry::remove);
        }
    }
}
