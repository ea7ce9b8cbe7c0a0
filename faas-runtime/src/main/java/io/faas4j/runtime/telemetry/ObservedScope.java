package io.faas4j.runtime.telemetry;

import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import org.jspecify.annotations.Nullable;

/**
 * An observation that is current on its thread until this is closed, and no longer, whatever an observation handler throws.
 *
 * @param scope open
 * @param before what was current, and will be again; null for nothing
 */
record ObservedScope(Observation.Scope scope, Observation.@Nullable Scope before, ObservationRegistry registry) {

    /** Makes an observation current that has been started; if that fails it is stopped. */
    static ObservedScope open(Observation observation, ObservationRegistry registry) {
        Observation.Scope before = registry.getCurrentObservationScope();
        try {
            return new ObservedScope(observation.openScope(), before, registry);
        } catch (RuntimeException | Error failure) {
            leave(registry, before, failure);
            stop(observation, failure);
            throw failure;
        }
    }

    /** Handlers that were told of the beginning before the one that failed shall hear of the end. */
    private static void leave(ObservationRegistry registry, Observation.@Nullable Scope before, Throwable failure) {
        Observation.Scope halfOpen = registry.getCurrentObservationScope();
        if (halfOpen == null || halfOpen == before) {
            return;
        }
        try {
            new ObservedScope(halfOpen, before, registry).close();
        } catch (RuntimeException | Error again) {
            failure.addSuppressed(again);
        }
    }

    private static void stop(Observation observation, Throwable failure) {
        try {
            observation.error(failure);
        } catch (RuntimeException | Error again) {
            failure.addSuppressed(again);
        }
        try {
            observation.stop();
        } catch (RuntimeException | Error again) {
            failure.addSuppressed(again);
        }
    }

    /** On the same thread. */
    void close() {
        try {
            scope.close();
        } finally {
            registry.setCurrentObservationScope(before);
        }
    }
}
