package io.faas4j.async.queue;

import io.faas4j.event.EventState;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The dead letters of one function, in the order in which they died. Guarded by the same lock as its events. */
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
    private final FunctionJournal journal;
    private final Counts counts;
    private long lastPosition;

    DeadLetterArea(FunctionJournal journal, Counts counts) {
        this.journal = journal;
        this.counts = counts;
    }

    int size() {
        return byId.size();
    }

    /** What comes from elsewhere as a dead letter. */
    void accept(QueuedEvent event, long diedNanos) {
        counts.acceptEnded(deliveryOf(event).endsAs());
        add(event, diedNanos);
    }

    /** An event that has ended, and is counted so. */
    void add(QueuedEvent event, long diedNanos) {
        event.place = Place.KEPT;
        Kept kept = new Kept(++lastPosition, event, diedNanos);
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

    /** Gives a letter another payload; false if there is no such letter. */
    boolean edit(UUID requestId, byte[] json) {
        QueuedEvent event = event(requestId);
        if (event == null) {
            return false;
        }
        event.payload = json;
        event.payloadBytes = json.length;
        journal.edited(event);
        return true;
    }

    /** Ends a letter, as given up or purged; false if there is no such letter. */
    boolean end(UUID requestId, EventState state) {
        QueuedEvent event = remove(requestId);
        if (event == null) {
            return false;
        }
        counts.add(state, 1);
        journal.ended(event, state);
        return true;
    }

    /** Notes that the function was deleted. */
    void orphan() {
        for (Kept kept : byPosition.values()) {
            QueuedEvent event = kept.event();
            Delivery delivery = deliveryOf(event);
            if (!delivery.isOrphan()) {
                event.delivery = delivery.orphaned();
                journal.kept(event, kept.diedNanos());
            }
        }
    }

    /** Forgets all letters, uncounted. */
    void clear() {
        byId.clear();
        byPosition.clear();
    }

    /** Takes a letter out, which counts no longer as what it ended; null if there is no such letter. */
    @Nullable
    QueuedEvent remove(UUID requestId) {
        Kept kept = byId.remove(requestId);
        if (kept == null) {
            return null;
        }
        byPosition.remove(kept.position());
        QueuedEvent event = kept.event();
        event.place = Place.OUTSIDE;
        counts.add(deliveryOf(event).endsAs(), -1);
        return event;
    }

    /** Why a letter is here. */
    private static Delivery deliveryOf(QueuedEvent letter) {
        return Objects.requireNonNull(letter.delivery);
    }
}
