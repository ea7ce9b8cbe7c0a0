package io.faas4j.async;

import io.faas4j.async.queue.EventTarget;
import io.faas4j.event.EventInvokeConfig;
import io.faas4j.function.FunctionRef;
import io.faas4j.runtime.dispatch.EventRoute;
import java.util.function.Function;

/** Whom events are for, with what was found of it: one for all events that are sent to one reference. */
final class Address implements EventTarget {

    private final EventRoute route;
    private final Function<FunctionRef, EventInvokeConfig> configs;

    Address(EventRoute route, Function<FunctionRef, EventInvokeConfig> configs) {
        this.route = route;
        this.configs = configs;
    }

    @Override
    public FunctionRef function() {
        return route.ref();
    }

    EventRoute route() {
        return route;
    }

    /** What holds for its events now: of exactly this qualifier, without a fallback (rule ASYNC-13). */
    EventInvokeConfig config() {
        return configs.apply(route.ref());
    }

    @Override
    public String toString() {
        return route.ref().toString();
    }
}
