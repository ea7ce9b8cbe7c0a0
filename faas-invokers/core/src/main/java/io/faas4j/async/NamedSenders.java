package io.faas4j.async;

import io.faas4j.async.queue.Acceptance;
import io.faas4j.async.queue.QueuedEvent;
import io.faas4j.event.AcceptedEvent;
import io.faas4j.event.EventOptions;
import io.faas4j.function.FunctionRef;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The functions that events were sent to by name, found once for each spelling and class. Safe for use by many threads. */
final class NamedSenders {

    /** More than anybody uses; above it they are found anew. */
    private static final int MOST = 100_000;

    private final AsyncInvoker events;
    private final ConcurrentMap<Key, Sender<Object>> known = new ConcurrentHashMap<>();

    NamedSenders(AsyncInvoker events) {
        this.events = events;
    }

    private record Key(String function, Class<?> eventType) {}

    AcceptedEvent invoke(String function, @Nullable Object event, EventOptions options) {
        return sender(function, event).invoke(event, options);
    }

    AcceptedEvent handOver(
            String function, @Nullable Object event, EventOptions options, Function<QueuedEvent, Acceptance> taker) {
        return sender(function, event).handOver(event, options, taker);
    }

    private Sender<Object> sender(String function, @Nullable Object event) {
        Key key = new Key(function, event == null ? Object.class : event.getClass());
        Sender<Object> found = known.get(key);
        return found == null ? find(key) : found;
    }

    /** Forgets a function that was deleted. */
    void forget(String function) {
        known.values().removeIf(sender -> sender.ref().name().equals(function));
    }

    private Sender<Object> find(Key key) {
        Sender<Object> found = events.sender(FunctionRef.parse(key.function()), key.eventType());
        if (known.size() >= MOST) {
            known.clear();
        }
        known.put(key, found);
        return found;
    }
}
