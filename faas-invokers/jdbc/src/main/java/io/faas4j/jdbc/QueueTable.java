package io.faas4j.jdbc;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The rows of {@code faas_queue} and {@code faas_message_count}. Used by the writing thread. */
final class QueueTable {

    private static final int SLOTS = 16;

    private static final String COLUMNS =
            "select queue, name, attributes, receipt_tag, last_place, created_us, modified_us, purged_us from faas_queue";

    private static final String ALL = COLUMNS + " where deleted_us is null order by name";

    private static final String NAMED = COLUMNS + " where deleted_us is null and name = ?";

    private static final String ONE = COLUMNS + " where deleted_us is null and queue = ?";

    private static final String LAST_DELETED = "select max(deleted_us) from faas_queue where name = ?";

    private static final String INSERT = """
            insert into faas_queue (name, attributes, receipt_tag, last_place, created_us, modified_us) \
            values (?, ?, ?, 0, ?, ?) on conflict (name) where deleted_us is null do nothing""";

    private static final String CHANGE = "update faas_queue set attributes = ?, modified_us = ? where queue = ?";

    private static final String PLACE = "update faas_queue set last_place = ? where queue = ?";

    private static final String PURGED = "update faas_queue set purged_us = ? where queue = ?";

    private static final String DELETED = "update faas_queue set deleted_us = ? where queue = ?";

    private static final String ALL_DELETED = "select queue, deleted_us from faas_queue where deleted_us is not null";

    private static final List<String> REMOVALS = List.of(
            "delete from faas_message_group where queue = ?",
            "delete from faas_message_key where queue = ?",
            "delete from faas_message_count where queue = ?",
            "delete from faas_queue where queue = ?");

    private static final String COUNT = "select coalesce(sum(messages), 0) from faas_message_count where queue = ?";

    private static final String ADD = """
            insert into faas_message_count (queue, slot, messages) values (?, ?, ?) \
            on conflict (queue, slot) do update set messages = faas_message_count.messages + excluded.messages""";

    private final String alone;

    QueueTable(Database database) {
        this.alone = ONE + database.locks();
    }

    /**
     * A queue as it is stored.
     *
     * @param purgedMicros null if it never was
     */
    record Row(
            long queue,
            String name,
            String attributes,
            long receiptTag,
            long lastPlace,
            long createdMicros,
            long modifiedMicros,
            @Nullable Long purgedMicros) {}

    /** One that is no more, though there may be something left of it. */
    record Deleted(long queue, long micros) {}

    // ---- queues -----------------------------------------------------------------------------------------------------

    static List<Row> all(Session session) throws SQLException {
        return rows(session.statement(ALL));
    }

    /** Null if it is not there. */
    static @Nullable Row named(Session session, String name) throws SQLException {
        PreparedStatement named = session.statement(NAMED);
        named.setString(1, name);
        return first(rows(named));
    }

    /**
     * Null if it is not there.
     *
     * @param isAlone whether other processes have to wait for the end of the transaction if they want it alone as well
     */
    @Nullable
    Row read(Session session, long queue, boolean isAlone) throws SQLException {
        PreparedStatement read = session.statement(isAlone ? alone : ONE);
        read.setLong(1, queue);
        return first(rows(read));
    }

    private static @Nullable Row first(List<Row> rows) {
        return rows.isEmpty() ? null : rows.get(0);
    }

    private static List<Row> rows(PreparedStatement select) throws SQLException {
        List<Row> rows = new ArrayList<>();
        try (ResultSet found = select.executeQuery()) {
            while (found.next()) {
                long purged = found.getLong(8);
                Long purgedMicros = found.wasNull() ? null : (Long) purged;
                rows.add(new Row(
                        found.getLong(1),
                        found.getString(2),
                        found.getString(3),
                        found.getLong(4),
                        found.getLong(5),
                        found.getLong(6),
                        found.getLong(7),
                        purgedMicros));
            }
        }
        return rows;
    }

    /** Whether one of the name was deleted after a time. */
    static boolean isDeletedAfter(Session session, String name, long micros) throws SQLException {
        PreparedStatement deleted = session.statement(LAST_DELETED);
        deleted.setString(1, name);
        try (ResultSet found = deleted.executeQuery()) {
            found.next();
            long last = found.getLong(1);
            return !found.wasNull() && last > micros;
        }
    }

    /** Does nothing if one of the name is there. */
    static void insert(Session session, String name, String attributes, long receiptTag, long nowMicros)
            throws SQLException {
        PreparedStatement insert = session.statement(INSERT);
        insert.setString(1, name);
        insert.setString(2, attributes);
        insert.setLong(3, receiptTag);
        insert.setLong(4, nowMicros);
        insert.setLong(5, nowMicros);
        insert.executeUpdate();
    }

    static void change(Session session, long queue, String attributes, long nowMicros) throws SQLException {
        PreparedStatement change = session.statement(CHANGE);
        change.setString(1, attributes);
        change.setLong(2, nowMicros);
        change.setLong(3, queue);
        change.executeUpdate();
    }

    static void place(Session session, long queue, long lastPlace) throws SQLException {
        set(session, PLACE, queue, lastPlace);
    }

    static void purged(Session session, long queue, long nowMicros) throws SQLException {
        set(session, PURGED, queue, nowMicros);
    }

    static void deleted(Session session, long queue, long nowMicros) throws SQLException {
        set(session, DELETED, queue, nowMicros);
    }

    private static void set(Session session, String sql, long queue, long value) throws SQLException {
        PreparedStatement set = session.statement(sql);
        set.setLong(1, value);
        set.setLong(2, queue);
        set.executeUpdate();
    }

    static List<Deleted> deleted(Session session) throws SQLException {
        List<Deleted> all = new ArrayList<>();
        try (ResultSet found = session.statement(ALL_DELETED).executeQuery()) {
            while (found.next()) {
                all.add(new Deleted(found.getLong(1), found.getLong(2)));
            }
        }
        return all;
    }

    /** Removes what there is of one but for its messages. */
    static void remove(Session session, long queue) throws SQLException {
        for (String removal : REMOVALS) {
            PreparedStatement remove = session.statement(removal);
            remove.setLong(1, queue);
            remove.executeUpdate();
        }
    }

    // ---- counts -----------------------------------------------------------------------------------------------------

    /** How many messages are in a queue. */
    static long messages(Session session, long queue) throws SQLException {
        PreparedStatement count = session.statement(COUNT);
        count.setLong(1, queue);
        try (ResultSet found = count.executeQuery()) {
            found.next();
            return found.getLong(1);
        }
    }

    /** There are so many more, or fewer. */
    static void add(Session session, long queue, long owner, long messages) throws SQLException {
        PreparedStatement add = session.statement(ADD);
        add.setLong(1, queue);
        add.setInt(2, (int) (owner % SLOTS));
        add.setLong(3, messages);
        add.executeUpdate();
    }
}
