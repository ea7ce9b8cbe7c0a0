package io.faas4j.async.queue;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.ObjLongConsumer;
import org.jspecify.annotations.Nullable;

/** The dead letters of one function, in the order in which they died. Not safe for use by many threads. */
final class DeadLetterArea {

    private record Kept(long position, QueuedEvent event, long diedNanos) {

        Letter letter() {
            return new Letter(
                    position,
                    event.requestId(),
                    event.target,
                    event.payload,
                    event.payloadBytes,
                    event.acceptedNanos,
                    diedNanos,
                    event.lastAttempt,
                    Attempt.records(event.lastAttempt),
                    event.throttles,
                    deliveryOf(event),
                    event.extras());
        }
    }

    private final Map<UUID, Kept> byId = new HashMap<>();
    private final TreeMap<Long, Kept> byPosition = new TreeMap<>();
    private long lastPosition;

    int size() {
        return byId.size();
    }

    void add(QueuedEvent event, long nowNanos) {
        event.place = Place.KEPT;
        Kept kept = new Kept(++lastPosition, event, nowNanos);
        byId.put(event.requestId(), kept);
        byPosition.put(kept.position(), kept);
    }

    /** One of the letters' events; null if there is no such letter. */
    @Nullable
    QueuedEvent event(UUID requestId) {
        Kept kept = byId.get(requestId);
        return kept == null ? null : kept.event();
    }

    @Nullable
    Letter letter(UUID requestId) {
        Kept kept = byId.get(requestId);
        return kept == null ? null : kept.letter();
    }

    List<Letter> letters(long after, int limit) {
        List<Letter> letters = new ArrayList<>();
        for (Kept kept : byPosition.tailMap(after, false).values()) {
            if (letters.size() >= limit) {
                break;
            }
            letters.add(kept.letter());
        }
        return letters;
    }

    /** All letters' events, with when they died. */
    void forEach(ObjLongConsumer<QueuedEvent> action) {
        byPosition.values().forEach(kept -> action.accept(kept.event(), kept.diedNanos()));
    }

    void clear() {
        byId.clear();
        byPosition.clear();
    }

    /** Takes a letter out; null if there is no such letter. */
    @Nullable
    QueuedEvent remove(UUID requestId) {
        Kept kept = byId.remove(requestId);
        if (kept == null) {
            return null;
        }
        byPosition.remove(kept.position());
        kept.event().place = Place.OUTSIDE;
        return kept.event();
    }

    /** Why a letter is here. */
    static Delivery deliveryOf(QueuedEvent letter) {
        return Objects.requireNonNull(letter.delivery);
    }
}
