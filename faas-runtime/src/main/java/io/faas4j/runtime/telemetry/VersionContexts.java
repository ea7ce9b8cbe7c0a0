package io.faas4j.runtime.telemetry;

import io.faas4j.runtime.context.ContextCounts;
import io.micrometer.core.instrument.Tags;
import java.util.function.BiFunction;
import java.util.function.ToDoubleFunction;

/**
 * The execution contexts of one version, looked up whenever somebody asks: {@code $LATEST} has others after an update.
 *
 * @param function the function's name
 * @param version {@code $LATEST} or a number
 * @param lookUp finds the counts by these names
 */
record VersionContexts(String function, String version, BiFunction<String, String, ContextCounts> lookUp) {

    void register(MeterGroup group) {
        register(group, "initializing", counts -> counts.initializing() - counts.preparing());
        register(group, "preparing", ContextCounts::preparing);
        register(group, "idle", ContextCounts::idle);
        register(group, "busy", ContextCounts::busy);
        register(group, "timed-out", ContextCounts::timedOut);
    }

    private void register(MeterGroup group, String state, ToDoubleFunction<ContextCounts> count) {
        Tags tags = Tags.of("function", function, "version", version, "state", state);
        group.gauge(
                "faas.contexts",
                "Execution contexts, by what they do",
                tags,
                this,
                contexts -> count.applyAsDouble(contexts.lookUp.apply(contexts.function, contexts.version)));
    }
}
