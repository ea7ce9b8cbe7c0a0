package io.faas4j.async.queue;

import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The events with an order key: of each key one may go on, and the others stand behind it. Not safe for use by many threads. */
final class Lanes {

    private static final class Lane {
        private QueuedEvent current;
        private final EventList behind = new EventList();

        Lane(QueuedEvent current) {
            this.current = current;
        }
    }

    private final Map<String, Lane> lanes = new HashMap<>();

    /**
     * Adds an event to its lane.
     *
     * @return whether it is the first there, or has no order key; if not, it stands behind others now
     */
    boolean enter(QueuedEvent event) {
        String key = event.extras().orderKey();
        if (key == null) {
            return true;
        }
        Lane lane = lanes.get(key);
        if (lane == null) {
            lanes.put(key, new Lane(event));
            return true;
        }
        event.place = Place.BEHIND;
        lane.behind.addLast(event);
        return false;
    }

    /**
     * Ends an event's time at the head of its lane, if it was there.
     *
     * @return the next one of the lane; null if there is none
     */
    @Nullable
    QueuedEvent leave(QueuedEvent event) {
        String key = event.extras().orderKey();
        Lane lane = key == null ? null : lanes.get(key);
        if (lane == null || lane.current != event) {
            return null;
        }
        QueuedEvent next = lane.behind.poll();
        if (next == null) {
            lanes.remove(key);
            return null;
        }
        lane.current = next;
        return next;
    }

    /** Takes out an event that stands behind another. */
    void remove(QueuedEvent event) {
        Lane lane = lanes.get(event.extras().orderKey());
        if (lane != null) {
            lane.behind.remove(event);
        }
    }

    void clear() {
        lanes.clear();
    }

    /** All that stand behind others. */
    void forEach(Consumer<QueuedEvent> action) {
        lanes.values().forEach(lane -> lane.behind.forEach(action));
    }
}
