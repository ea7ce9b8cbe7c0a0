package io.faas4j.runtime.telemetry;

import io.faas4j.runtime.context.Contexts;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The gauges of one runtime: {@code faas.contexts.leaked}, contexts that timed out and whose thread has not ended yet, and
 * {@code faas.concurrent.executions}, invocations that run now.
 */
public final class RuntimeMeters implements AutoCloseable {

    private final @Nullable MeterRegistry registry;
    private final List<Meter> meters;

    /**
     * Registers the gauges.
     *
     * @param registry null for no meters
     * @param contexts what is measured
     */
    public RuntimeMeters(@Nullable MeterRegistry registry, Contexts contexts) {
        this.registry = registry;
        this.meters = registry == null
                ? List.of()
                : List.of(
                        Gauge.builder("faas.contexts.leaked", contexts, Contexts::leaked)
                                .description("Contexts whose invocation timed out and whose thread has not ended yet")
                                .register(registry),
                        Gauge.builder("faas.concurrent.executions", contexts, Contexts::busy)
                                .description("Invocations that run now")
                                .register(registry));
    }

    /** Takes the gauges out of the registry. */
    @Override
    public void close() {
        if (registry != null) {
            meters.forEach(registry::remove);
        }
    }
}
