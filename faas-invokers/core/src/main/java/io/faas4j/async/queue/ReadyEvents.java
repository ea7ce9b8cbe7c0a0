package io.faas4j.async.queue;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The due events of one function, by priority. Not safe for use by many threads. */
final class ReadyEvents {

    private static final int LEVELS = 3;

    /*
     * Events that were behind others of their lane have been due for a while: they stand in a list of their own, and at a
     * claim the one goes first, of both lists' heads, that has been due for longer.
     */
    private final EventList[] arrived = lists();
    private final EventList[] unblocked = lists();
    private int size;

    private static EventList[] lists() {
        EventList[] lists = new EventList[LEVELS];
        for (int level = 0; level < LEVELS; level++) {
            lists[level] = new EventList();
        }
        return lists;
    }

    int size() {
        return size;
    }

    void addLast(QueuedEvent event) {
        arrived[level(event)].addLast(event);
        event.place = Place.READY;
        size++;
    }

    /** Puts back what was claimed. */
    void addFirst(QueuedEvent event) {
        arrived[level(event)].addFirst(event);
        event.place = Place.READY;
        size++;
    }

    /** Adds what stood behind another event of its lane. */
    void addUnblocked(QueuedEvent event) {
        unblocked[level(event)].addLast(event);
        event.place = Place.UNBLOCKED;
        size++;
    }

    /** Takes out one whose place is here. */
    void remove(QueuedEvent event) {
        (event.place == Place.READY ? arrived : unblocked)[level(event)].remove(event);
        size--;
    }

    /** The next one. */
    @Nullable
    QueuedEvent poll() {
        for (int level = 0; level < LEVELS; level++) {
            EventList next = next(arrived[level], unblocked[level]);
            if (!next.isEmpty()) {
                size--;
                return next.poll();
            }
        }
        return null;
    }

    private static EventList next(EventList arrived, EventList unblocked) {
        QueuedEvent late = unblocked.first();
        if (late == null) {
            return arrived;
        }
        QueuedEvent first = arrived.first();
        return first == null || late.dueNanos - first.dueNanos < 0 ? unblocked : arrived;
    }

    void forEach(Consumer<QueuedEvent> action) {
        for (int level = 0; level < LEVELS; level++) {
            arrived[level].forEach(action);
            unblocked[level].forEach(action);
        }
    }

    private static int level(QueuedEvent event) {
        return switch (event.priority()) {
            case HIGH -> 0;
            case NORMAL -> 1;
            case LOW -> 2;
        };
    }
}
