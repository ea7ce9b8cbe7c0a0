package io.faas4j.async.queue;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Events in an order, linked through themselves. Not safe for use by many threads. */
final class EventList {

    private @Nullable QueuedEvent first;
    private @Nullable QueuedEvent last;

    boolean isEmpty() {
        return first == null;
    }

    @Nullable
    QueuedEvent first() {
        return first;
    }

    /** Adds an event that stands in no list. */
    void addLast(QueuedEvent event) {
        QueuedEvent before = last;
        event.previous = before;
        last = event;
        if (before == null) {
            first = event;
        } else {
            before.next = event;
        }
    }

    /** Adds an event that stands in no list. */
    void addFirst(QueuedEvent event) {
        QueuedEvent after = first;
        event.next = after;
        first = event;
        if (after == null) {
            last = event;
        } else {
            after.previous = event;
        }
    }

    @Nullable
    QueuedEvent poll() {
        QueuedEvent event = first;
        if (event != null) {
            remove(event);
        }
        return event;
    }

    /** Takes out an event that stands in this list. */
    void remove(QueuedEvent event) {
        QueuedEvent before = (QueuedEvent) event.previous;
        QueuedEvent after = (QueuedEvent) event.next;
        if (before == null) {
            first = after;
        } else {
            before.next = after;
        }
        if (after == null) {
            last = before;
        } else {
            after.previous = before;
        }
        event.previous = null;
        event.next = null;
    }

    void forEach(Consumer<QueuedEvent> action) {
        for (QueuedEvent event = first; event != null; event = (QueuedEvent) event.next) {
            action.accept(event);
        }
    }
}
