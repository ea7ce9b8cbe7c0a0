package io.faas4j.jdbc;

import io.faas4j.queue.DeduplicationScope;
import io.faas4j.queue.KeptQueue.Place;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The rows of {@code faas_message_key} (rules FIFO-3 to FIFO-5). Used by the writing thread, in transactions that have the queue alone. */
final class MessageKeyTable {

    private static final long WINDOW_MICROS = 300_000_000;

    /** So that one send holds up nobody for long. */
    private static final int MOST_SWEPT = 100;

    // Not by the time as well: that would be another index, of which all of five minutes would be read.
    private static final String FIND = """
            select group_id, message_id, place, accepted_us from faas_message_key \
            where queue = ? and deduplication_id = ? order by place""";

    private static final String ADD = """
            insert into faas_message_key (queue, deduplication_id, group_id, message_id, place, accepted_us) \
            values (?, ?, ?, ?, ?, ?) on conflict (queue, deduplication_id, group_id) do update set \
            message_id = excluded.message_id, place = excluded.place, accepted_us = excluded.accepted_us""";

    private static final String SWEEP = """
            delete from faas_message_key where queue = ? and (deduplication_id, group_id) in \
            (select deduplication_id, group_id from faas_message_key where queue = ? and accepted_us <= ? \
            order by accepted_us limit ?)""";

    private static final String CLEAR = "delete from faas_message_key where queue = ?";

    private final Database database;

    MessageKeyTable(Database database) {
        this.database = database;
    }

    /**
     * A message that was accepted.
     *
     * @param key its deduplication id
     */
    record Accepted(String key, String group, Place place) {}

    /** What was accepted under the same id; null if nothing was. */
    static @Nullable Place find(
            Session session, long queue, DeduplicationScope scope, String key, String group, long nowMicros)
            throws SQLException {
        PreparedStatement find = session.statement(FIND);
        find.setLong(1, queue);
        find.setString(2, key);
        try (ResultSet found = find.executeQuery()) {
            while (found.next()) {
                boolean isInScope =
                        scope == DeduplicationScope.QUEUE || found.getString(1).equals(group);
                if (isInScope && found.getLong(4) > nowMicros - WINDOW_MICROS) {
                    return new Place(UUID.fromString(found.getString(2)), found.getLong(3));
                }
            }
            return null;
        }
    }

    void add(Session session, long queue, List<Accepted> all, long nowMicros) throws SQLException {
        PreparedStatement add = session.statement(ADD);
        for (Accepted each : all) {
            add.setLong(1, queue);
            add.setString(2, each.key());
            add.setString(3, each.group());
            database.setId(add, 4, each.place().messageId());
            add.setLong(5, each.place().place());
            add.setLong(6, nowMicros);
            add.addBatch();
        }
        add.executeBatch();
    }

    /** Removes some whose time is over. */
    static void sweep(Session session, long queue, long nowMicros) throws SQLException {
        PreparedStatement sweep = session.statement(SWEEP);
        sweep.setLong(1, queue);
        sweep.setLong(2, queue);
        sweep.setLong(3, nowMicros - WINDOW_MICROS);
        sweep.setInt(4, MOST_SWEPT);
        sweep.executeUpdate();
    }

    static void clear(Session session, long queue) throws SQLException {
        PreparedStatement clear = session.statement(CLEAR);
        clear.setLong(1, queue);
        clear.executeUpdate();
    }
}
