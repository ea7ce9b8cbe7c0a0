package io.faas4j.async;

import io.faas4j.event.AcceptedEvent;
import io.faas4j.event.AsyncFunction;
import io.faas4j.event.EventOptions;
import io.faas4j.function.FunctionRef;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;

/** The functions that events were sent to by name, found once for each spelling and class. Safe for use by many threads. */
final class NamedSenders {

    /** More than anybody uses; above it they are found anew. */
    private static final int MOST = 100_000;

    private final AsyncInvoker events;
    private final ConcurrentMap<Key, AsyncFunction<Object>> known = new ConcurrentHashMap<>();

    NamedSenders(AsyncInvoker events) {
        this.events = events;
    }

    private record Key(String function, Class<?> eventType) {}

    AcceptedEvent invoke(String function, @Nullable Object event, EventOptions options) {
        Key key = new Key(function, event == null ? Object.class : event.getClass());
        AsyncFunction<Object> found = known.get(key);
        return (found == null ? find(key) : found).invoke(event, options);
    }

    /** Forgets a function that was deleted. */
    void forget(String function) {
        known.values().removeIf(sender -> sender.ref().name().equals(function));
    }

    private AsyncFunction<Object> find(Key key) {
        AsyncFunction<Object> found = events.function(FunctionRef.parse(key.function()), key.eventType());
        if (known.size() >= MOST) {
            known.clear();
        }
        known.put(key, found);
        return found;
    }
}
