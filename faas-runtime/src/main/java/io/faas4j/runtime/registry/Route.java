package io.faas4j.runtime.registry;

import io.faas4j.event.FunctionEventInvokeConfig;
import io.faas4j.runtime.tally.Traffic;
import org.jspecify.annotations.Nullable;

/**
 * The way to a function, version or alias: found once, then followed by one volatile read, through all updates and moves.
 */
public final class Route {

    private final Traffic traffic;
    private volatile @Nullable Target target;
    private volatile @Nullable FunctionEventInvokeConfig eventInvokeConfig;

    Route(Traffic traffic, Target target) {
        this.traffic = traffic;
        this.target = target;
    }

    /** Where what comes this way is counted. */
    public Traffic traffic() {
        return traffic;
    }

    /** Where it leads now; null once the function, version or alias was deleted: look it up again. */
    public @Nullable Target target() {
        return target;
    }

    /** How events that come this way are retried, and where they go in the end; null where every setting has its default. */
    public @Nullable FunctionEventInvokeConfig eventInvokeConfig() {
        return eventInvokeConfig;
    }

    void eventInvokeConfig(@Nullable FunctionEventInvokeConfig config) {
        eventInvokeConfig = config;
    }

    void lead(@Nullable Target to) {
        target = to;
        if (to == null) {
            traffic.end();
            eventInvokeConfig = null;
        }
    }
}
