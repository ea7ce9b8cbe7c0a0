package io.faas4j.async;

import java.util.Collection;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What handles the events of each function, from its first one on until the function is deleted and nothing of it is left.
 * Safe for use by many threads.
 */
final class Flows {

    /*
     * I1  a flow is forgotten only when it was retired, and it is retired only while it has neither a worker nor an event.
     * I2  who comes to a retired flow is sent to the one that has taken its place: none is ever used again.
     * What a deleted function leaves for later is looked at when another one is deleted, or has its first event.
     */
    private final ConcurrentMap<String, EventFlow> flows = new ConcurrentHashMap<>();
    private final Set<String> deleted = ConcurrentHashMap.newKeySet();
    private final Function<String, EventFlow> maker;
    private final Predicate<String> isThere;

    /**
     * No flows yet.
     *
     * @param maker makes the flow of a function
     * @param isThere whether there is a function of a name
     */
    Flows(Function<String, EventFlow> maker, Predicate<String> isThere) {
        this.maker = maker;
        this.isThere = isThere;
    }

    /** The flow of a function, found or made. */
    EventFlow of(String function) {
        EventFlow known = flows.get(function);
        return known != null && !known.isRetired() ? known : begin(function);
    }

    private EventFlow begin(String function) {
        forgetDeleted();
        return flows.compute(function, (name, found) -> found == null || found.isRetired() ? maker.apply(name) : found);
    }

    /** Null if the function never had an event, or is forgotten. */
    @Nullable
    EventFlow ifThere(String function) {
        return flows.get(function);
    }

    Collection<EventFlow> all() {
        return flows.values();
    }

    /** A function was deleted: what is to be invoked of it is discarded (rule ASYNC-16). */
    void functionDeleted(String function) {
        forgetDeleted();
        EventFlow flow = flows.get(function);
        if (flow != null) {
            flow.functionDeleted();
            if (!forgets(function, flow)) {
                deleted.add(function);
            }
        }
    }

    private void forgetDeleted() {
        deleted.removeIf(function -> {
            EventFlow flow = flows.get(function);
            return flow == null || isThere.test(function) || forgets(function, flow);
        });
    }

    private boolean forgets(String function, EventFlow flow) {
        return flow.retire() && flows.remove(function, flow);
    }
}
