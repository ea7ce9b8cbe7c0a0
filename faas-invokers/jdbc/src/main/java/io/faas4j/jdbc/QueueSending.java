package io.faas4j.jdbc;

import io.faas4j.queue.DeduplicationScope;
import io.faas4j.queue.KeptMessage;
import io.faas4j.queue.KeptQueue.Arrival;
import io.faas4j.queue.KeptQueue.Place;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Takes messages into a queue, within a transaction. */
final class QueueSending {

    private final long queue;
    private final MessageKeyTable keys;
    private final List<Arrival> arrivals;
    private final boolean isAllOrNone;

    QueueSending(long queue, MessageKeyTable keys, List<Arrival> arrivals, boolean isAllOrNone) {
        this.queue = queue;
        this.keys = keys;
        this.arrivals = arrivals;
        this.isAllOrNone = isAllOrNone;
    }

    long bytes() {
        return arrivals.stream()
                .mapToLong(arrival -> arrival.message().body().length)
                .sum();
    }

    /**
     * What became of them.
     *
     * @param soonest when the first of those that are new is visible, from now on; null if there is none
     */
    record Sent(List<@Nullable Place> places, @Nullable Duration soonest) {}

    Sent send(Session session, QueueTurn turn) throws SQLException {
        if (isAllOrNone && !turn.hasRoom(session, arrivals.size())) {
            return new Sent(Collections.nCopies(arrivals.size(), null), null);
        }
        List<@Nullable Place> places = new ArrayList<>(arrivals.size());
        List<MessageTable.Row> rows = new ArrayList<>(arrivals.size());
        Accepted accepted = new Accepted(turn.attributes().deduplicationScope());
        Duration soonest = null;
        for (Arrival arrival : arrivals) {
            Place known = accepted.find(session, turn, arrival.message());
            if (known != null || !turn.hasRoom(session, rows.size() + 1)) {
                places.add(known);
                continue;
            }
            Duration delay = arrival.delay() == null ? turn.attributes().delay() : arrival.delay();
            soonest = soonest == null || delay.compareTo(soonest) < 0 ? delay : soonest;
            Place place = new Place(arrival.message().id(), turn.nextPlace());
            accepted.add(arrival.message(), place);
            rows.add(row(arrival.message(), place.place(), turn.nowMicros(), delay));
            places.add(place);
        }
        turn.insert(session, rows);
        accepted.store(session, turn);
        return new Sent(places, soonest);
    }

    private static MessageTable.Row row(KeptMessage message, long place, long nowMicros, Duration delay) {
        return new MessageTable.Row(place, message, nowMicros, nowMicros + QueueTurn.micros(delay), 0, null);
    }

    /** By what duplicates are known (rule FIFO-3): what was accepted before, and those before in the same send. */
    private final class Accepted {

        private final DeduplicationScope scope;
        private final Map<List<String>, Place> now = new HashMap<>();
        private final List<MessageKeyTable.Accepted> all = new ArrayList<>();

        Accepted(DeduplicationScope scope) {
            this.scope = scope;
        }

        /** Where the message is that this one duplicates; null if it is none. */
        @Nullable
        Place find(Session session, QueueTurn turn, KeptMessage message) throws SQLException {
            String key = message.deduplicationId();
            String group = message.groupId();
            if (key == null || group == null) {
                return null;
            }
            Place known = now.get(scoped(key, group));
            return known == null ? MessageKeyTable.find(session, queue, scope, key, group, turn.nowMicros()) : known;
        }

        private List<String> scoped(String key, String group) {
            return scope == DeduplicationScope.QUEUE ? List.of(key) : List.of(key, group);
        }

        void add(KeptMessage message, Place place) {
            String key = message.deduplicationId();
            String group = message.groupId();
            if (key != null && group != null) {
                now.put(scoped(key, group), place);
                all.add(new MessageKeyTable.Accepted(key, group, place));
            }
        }

        void store(Session session, QueueTurn turn) throws SQLException {
            if (!all.isEmpty()) {
                turn.sweepKeys(session);
                keys.add(session, queue, all, turn.nowMicros());
            }
        }
    }
}
