package io.faas4j.async;

import io.faas4j.async.queue.EventTarget;
import io.faas4j.error.ResourceNotFoundException;
import io.faas4j.event.DestinationRef;
import io.faas4j.event.EventInvokeConfig;
import io.faas4j.function.FunctionRef;
import io.faas4j.runtime.dispatch.EventRoute;
import io.faas4j.runtime.registry.FunctionRegistry;
import org.jspecify.annotations.Nullable;

/** Whom events are for, with what was found of it: one for all events that are sent to one reference. */
final class Address implements EventTarget {

    private final EventRoute route;
    private final FunctionRegistry functions;

    Address(EventRoute route, FunctionRegistry functions) {
        this.route = route;
        this.functions = functions;
    }

    @Override
    public FunctionRef function() {
        return route.ref();
    }

    EventRoute route() {
        return route;
    }

    /**
     * What holds for its events now (rule ASYNC-13).
     *
     * @param version what an event runs on; null if that is drawn anew
     */
    Judge.Terms terms(@Nullable String version) {
        return new Judge.Terms(config(), deadLetterTarget(version), route.isReservedNothing());
    }

    EventInvokeConfig config() {
        return route.config();
    }

    /** Where its function's dead letters go; null for nowhere. */
    @Nullable
    DestinationRef deadLetterTarget(@Nullable String version) {
        return functions.deadLetterTarget(function().name(), version == null ? "$LATEST" : version);
    }

    /** Whether the function was deleted. */
    boolean isGone() {
        try {
            functions.get(function().name());
            return false;
        } catch (ResourceNotFoundException deleted) {
            return true;
        }
    }

    @Override
    public String toString() {
        return route.ref().toString();
    }
}
