package io.faas4j.async.queue;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The deduplication keys of the last minutes. Not safe for use by many threads. */
final class KnownKeys {

    private record First(UUID requestId, long untilNanos) {}

    private final long windowNanos;
    private final int limit;

    /** The window is the same for all, so that the oldest one ends first. */
    private final Map<String, First> keys = new LinkedHashMap<>();

    KnownKeys(QueueSettings settings) {
        this.windowNanos = settings.deduplicationWindow().toNanos();
        this.limit = settings.maxDeduplicationKeys();
    }

    /** The event that has an event's key already; null if there is none. */
    @Nullable
    UUID firstOf(QueuedEvent event) {
        String key = event.extras().deduplicationKey();
        if (key == null) {
            return null;
        }
        forget(event.acceptedNanos);
        First first = keys.get(key);
        return first == null ? null : first.requestId();
    }

    /** Adds the key of an event that was accepted, if it has one. */
    void add(QueuedEvent event) {
        String key = event.extras().deduplicationKey();
        if (key == null) {
            return;
        }
        if (keys.size() >= limit) {
            removeOldest();
        }
        keys.put(key, new First(event.requestId(), event.acceptedNanos + windowNanos));
    }

    /** Gives the key of an event free, if it is this event's still. */
    void remove(QueuedEvent event) {
        String key = event.extras().deduplicationKey();
        First first = key == null ? null : keys.get(key);
        if (first != null && event.hasId(first.requestId())) {
            keys.remove(key);
        }
    }

    private void removeOldest() {
        Iterator<First> oldest = keys.values().iterator();
        oldest.next();
        oldest.remove();
    }

    /** Forgets those whose window is over. */
    void forget(long nowNanos) {
        if (keys.isEmpty()) {
            return;
        }
        Iterator<First> oldestFirst = keys.values().iterator();
        while (oldestFirst.hasNext() && oldestFirst.next().untilNanos() - nowNanos <= 0) {
            oldestFirst.remove();
        }
    }

    void clear() {
        keys.clear();
    }
}
