package io.faas4j.telemetry;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.FunctionTimer;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/** Reads the meters of a registry as a test thinks of them. What is not registered counts nothing. */
final class Meters {

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();

    MeterRegistry registry() {
        return registry;
    }

    /** The sum of all counters with these tags: names and values in turn. */
    long count(String name, String... tags) {
        return Math.round(registry.find(name).tags(tags).functionCounters().stream()
                .mapToDouble(FunctionCounter::count)
                .sum());
    }

    /** How often something was timed. */
    long timedCount(String name, String... tags) {
        return Math.round(
                timers(name, tags).stream().mapToDouble(FunctionTimer::count).sum());
    }

    /** How long it took all in all. */
    Duration time(String name, String... tags) {
        return Duration.ofNanos(Math.round(timers(name, tags).stream()
                .mapToDouble(timer -> timer.totalTime(TimeUnit.NANOSECONDS))
                .sum()));
    }

    private Collection<FunctionTimer> timers(String name, String... tags) {
        return registry.find(name).tags(tags).functionTimers();
    }

    /** The sum of all gauges with these tags. */
    long gauge(String name, String... tags) {
        return Math.round(registry.find(name).tags(tags).gauges().stream()
                .mapToDouble(gauge -> gauge.value())
                .sum());
    }

    /** The values of a tag that the meters of a function have. */
    List<String> tagsOf(String function, String key) {
        return ofFunction(function).stream()
                .map(meter -> meter.getId().getTag(key))
                .filter(value -> value != null)
                .distinct()
                .sorted()
                .toList();
    }

    List<Meter> ofFunction(String function) {
        return registry.getMeters().stream()
                .filter(meter -> function.equals(meter.getId().getTag("function")))
                .toList();
    }

    /** Each meter's name with the keys of its tags. */
    static String described(Meter meter) {
        return meter.getId().getTags().stream()
                .map(Tag::getKey)
                .sorted()
                .collect(Collectors.joining(", ", meter.getId().getName() + " [", "]"));
    }
}
