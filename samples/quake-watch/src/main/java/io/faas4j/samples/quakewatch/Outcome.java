package io.faas4j.samples.quakewatch;

import io.faas4j.invocation.InvocationResult;
import java.util.Optional;

/**
 * One event and what became of it.
 *
 * @param event what the function received
 * @param result its severity, or the function error
 */
record Outcome(SeismicEvent event, InvocationResult<Severity> result) {

    /** The severity; empty if the event was rejected. */
    Optional<Severity> severity() {
        return result.isSuccess() ? Optional.ofNullable(result.payload()) : Optional.empty();
    }
}
