package io.faas4j.jdbc;

import io.faas4j.queue.KeptMessage;
import io.faas4j.queue.KeptQueue.Arrival;
import io.faas4j.queue.KeptQueue.Place;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
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
        Duration soonest = null;
        for (Arrival arrival : arrivals) {
            Place known = known(session, turn, arrival.message());
            if (known != null || !turn.hasRoom(session, rows.size() + 1)) {
                places.add(known);
                continue;
            }
            Duration delay = arrival.delay() == null ? turn.attributes().delay() : arrival.delay();
            soonest = soonest == null || delay.compareTo(soonest) < 0 ? delay : soonest;
            Place place = new Place(arrival.message().id(), turn.nextPlace());
            accepted(session, turn, arrival.message(), place);
            rows.add(row(arrival.message(), place.place(), turn.nowMicros(), delay));
            places.add(place);
        }
        turn.insert(session, rows);
        return new Sent(places, soonest);
    }

    private static MessageTable.Row row(KeptMessage message, long place, long nowMicros, Duration delay) {
        return new MessageTable.Row(place, message, nowMicros, nowMicros + QueueTurn.micros(delay), 0, null);
    }

    /** Where the message is that this one duplicates (rule FIFO-3); null if it is none. */
    private @Nullable Place known(Session session, QueueTurn turn, KeptMessage message) throws SQLException {
        String key = message.deduplicationId();
        String group = message.groupId();
        return key == null || group == null
                ? null
                : MessageKeyTable.find(
                        session, queue, turn.attributes().deduplicationScope(), key, group, turn.nowMicros());
    }

    private void accepted(Session session, QueueTurn turn, KeptMessage message, Place place) throws SQLException {
        String key = message.deduplicationId();
        String group = message.groupId();
        if (key != null && group != null) {
            turn.sweepKeys(session);
            keys.add(session, queue, key, group, place, turn.nowMicros());
        }
    }
}
