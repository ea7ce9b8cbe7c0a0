package io.faas4j.runtime.context;

import io.micrometer.observation.ObservationRegistry;
import org.jspecify.annotations.Nullable;

/**
 * What is told of invocations while they run.
 *
 * @param invocationLogs whether START, END and REPORT are written for functions that do not say (rule LOG-1)
 * @param invocationMdc whether the MDC has the request id, function and version while a handler runs
 * @param observations who observes invocations; null for nobody
 */
public record TelemetrySettings(
        boolean invocationLogs,
        boolean invocationMdc,
        @Nullable ObservationRegistry observations) {

    /** Nothing is told. */
    public static final TelemetrySettings NONE = new TelemetrySettings(false, false, null);

    /** Whether something is told of every invocation, whatever its function says. */
    boolean followsAll() {
        return invocationMdc || observations != null;
    }
}
