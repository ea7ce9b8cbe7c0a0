package io.faas4j.runtime.telemetry;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.FunctionTimer;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.ToDoubleFunction;
import java.util.function.ToLongFunction;

/** Meters that come together and go together. Not safe for use by many threads. */
public final class MeterGroup {

    private final MeterRegistry registry;
    private final List<Meter> meters = new ArrayList<>();

    /** A registry holds what it measures by weak references only. */
    private final List<Object> measured = new ArrayList<>();

    /**
     * No meters yet.
     *
     * @param registry where they are registered
     */
    public MeterGroup(MeterRegistry registry) {
        this.registry = registry;
    }

    /** Those registered so far; grows with each. */
    List<Meter> meters() {
        return meters;
    }

    /** A counter that is read when polled. */
    public <T> void counter(String name, String description, Tags tags, T counted, ToDoubleFunction<T> value) {
        measured.add(counted);
        meters.add(FunctionCounter.builder(name, counted, value)
                .description(description)
                .tags(tags)
                .register(registry));
    }

    /** A timer that is read when polled. */
    public <T> void timer(
            String name, String description, Tags tags, T timed, ToLongFunction<T> count, ToDoubleFunction<T> nanos) {
        measured.add(timed);
        meters.add(FunctionTimer.builder(name, timed, count, nanos, TimeUnit.NANOSECONDS)
                .description(description)
                .tags(tags)
                .register(registry));
    }

    /** A gauge. */
    public <T> void gauge(String name, String description, Tags tags, T gauged, ToDoubleFunction<T> value) {
        measured.add(gauged);
        meters.add(Gauge.builder(name, gauged, value)
                .description(description)
                .tags(tags)
                .register(registry));
    }

    /** Removes them all. */
    public void remove() {
        meters.forEach(registry::remove);
        meters.clear();
        measured.clear();
    }

    Timer histogram(String name, Tags tags, DurationHistogram histogram) {
        Timer timer = histogram.timer(name, tags, registry);
        meters.add(timer);
        return timer;
    }
}
