package io.faas4j.async.queue;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What a durable queue has taken in of one function, and its store has not confirmed: events, and what is to be a dead letter from the
 * beginning. Guarded by the same lock as the function's events.
 */
final class Storing {

    private final Set<QueuedEvent> events = new HashSet<>();

    /** With when they died. */
    private final Map<QueuedEvent, Long> letters = new HashMap<>();

    void add(QueuedEvent event, CompletableFuture<Acceptance> receipt) {
        begin(event, receipt);
        events.add(event);
    }

    void addLetter(QueuedEvent event, long diedNanos, CompletableFuture<Acceptance> receipt) {
        begin(event, receipt);
        letters.put(event, diedNanos);
    }

    private static void begin(QueuedEvent event, CompletableFuture<Acceptance> receipt) {
        event.receipt = receipt;
        event.place = Place.STORING;
    }

    /** Takes out what the store has answered about: when it died, if it is a letter; null for an event. */
    @Nullable
    Long remove(QueuedEvent event) {
        event.receipt = null;
        event.place = Place.OUTSIDE;
        events.remove(event);
        return letters.remove(event);
    }

    /** How many letters there are. */
    int letters() {
        return letters.size();
    }

    /** All that are no letters. */
    void forEachEvent(Consumer<QueuedEvent> action) {
        events.forEach(action);
    }

    /** What tells whether it is stored; null if there is nothing of that id here. */
    @Nullable
    CompletableFuture<Acceptance> receipt(UUID requestId) {
        CompletableFuture<Acceptance> receipt = receipt(events, requestId);
        return receipt == null ? receipt(letters.keySet(), requestId) : receipt;
    }

    private static @Nullable CompletableFuture<Acceptance> receipt(Set<QueuedEvent> among, UUID requestId) {
        for (QueuedEvent event : among) {
            if (event.hasId(requestId)) {
                return event.receipt;
            }
        }
        return null;
    }
}
