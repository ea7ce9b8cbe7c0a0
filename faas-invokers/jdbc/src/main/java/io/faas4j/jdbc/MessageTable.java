package io.faas4j.jdbc;

import io.faas4j.queue.KeptMessage;
import io.faas4j.queue.KeptQueue.Settlement;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The rows of {@code faas_message}. Used by the writing thread. */
final class MessageTable {

    private static final String COLUMNS = """
            place, message_id, body, attributes, system_attributes, group_id, deduplication_id, \
            sent_us, visible_us, receive_count, first_received_us from faas_message""";

    private static final String INSERT = """
            insert into faas_message (queue, place, message_id, body, attributes, system_attributes, group_id, \
            deduplication_id, sent_us, visible_us, receive_count, first_received_us) \
            values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)""";

    private static final String VISIBLE = "select " + COLUMNS
            + " where queue = ? and visible_us <= ? and sent_us > ? order by visible_us, place limit ?";

    private static final String IN_GROUP = "select " + COLUMNS
            + " where queue = ? and group_id = ? and deduplication_id is not null and place > ? order by place limit ?";

    private static final String AT = "select " + COLUMNS + " where queue = ? and place = ? and visible_us <= ?";

    private static final String RECEIVED = """
            update faas_message set visible_us = ?, receive_count = receive_count + 1, received_us = ?, \
            first_received_us = coalesce(first_received_us, ?) where queue = ? and place = ?""";

    private static final int AT_ONCE = 10;

    private static final String STATES = """
            select receive_count, visible_us, received_us, sent_us, group_id, place from faas_message \
            where queue = ? and place in (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)""";

    private static final String HIDE = "update faas_message set visible_us = ? where queue = ? and place = ?";

    private static final String DELETE = "delete from faas_message where queue = ? and place = ?";

    private static final String DELETE_RECEIVED =
            "delete from faas_message where queue = ? and place = ? and receive_count >= ?";

    private static final String DELETE_SENT = """
            delete from faas_message where queue = ? and place in \
            (select place from faas_message where queue = ? and sent_us <= ? order by sent_us limit ?%s) \
            returning group_id""";

    private static final String OLDEST = "select min(sent_us) from faas_message where queue = ?";

    private static final String NEXT = "select min(visible_us) from faas_message where queue = ? and visible_us > ?";

    private static final String DELAY = """
            update faas_message set visible_us = sent_us + ? where queue = ? and receive_count = 0""";

    private static final String COUNTS = """
            select coalesce(sum(case when visible_us <= ? then 1 else 0 end), 0), \
            coalesce(sum(case when visible_us > ? and received_us is not null then 1 else 0 end), 0), count(*) \
            from faas_message where queue = ? and sent_us > ?""";

    private static final String IN_FLIGHT = """
            select count(*) from (select 1 from faas_message \
            where queue = ? and visible_us > ? and received_us is not null limit ?) as hidden""";

    private final Database database;
    private final String visible;
    private final String at;
    private final String deleteSent;

    MessageTable(Database database) {
        this.database = database;
        this.visible = VISIBLE + database.skipsLocked();
        this.at = AT + database.skipsLocked();
        this.deleteSent = DELETE_SENT.formatted(database.skipsLocked());
    }

    /**
     * A message as it is stored.
     *
     * @param firstReceivedMicros null if it was never received
     */
    record Row(
            long place,
            KeptMessage message,
            long sentMicros,
            long visibleMicros,
            int receiveCount,
            @Nullable Long firstReceivedMicros) {}

    /**
     * Which state a message is in.
     *
     * @param receivedMicros null if it was not received from this queue
     */
    record State(
            int receiveCount,
            long visibleMicros,
            @Nullable Long receivedMicros,
            long sentMicros,
            @Nullable String groupId) {

        boolean isInFlight(long nowMicros) {
            return receivedMicros != null && visibleMicros > nowMicros;
        }
    }

    void insert(Session session, long queue, List<Row> rows) throws SQLException {
        PreparedStatement insert = session.statement(INSERT);
        for (Row row : rows) {
            KeptMessage message = row.message();
            insert.setLong(1, queue);
            insert.setLong(2, row.place());
            database.setId(insert, 3, message.id());
            insert.setBytes(4, message.body());
            insert.setString(5, MessageJson.attributes(message.attributes()));
            insert.setString(6, MessageJson.texts(message.systemAttributes()));
            insert.setString(7, message.groupId());
            insert.setString(8, message.deduplicationId());
            insert.setLong(9, row.sentMicros());
            insert.setLong(10, row.visibleMicros());
            insert.setInt(11, row.receiveCount());
            setLong(insert, 12, row.firstReceivedMicros());
            insert.addBatch();
        }
        insert.executeBatch();
    }

    private static void setLong(PreparedStatement statement, int index, @Nullable Long value) throws SQLException {
        if (value == null) {
            statement.setNull(index, Types.BIGINT);
        } else {
            statement.setLong(index, value);
        }
    }

    // ---- receiving --------------------------------------------------------------------------------------------------

    /** Those of a standard queue that are visible, and that nobody else is about to take; those first that are so for the longest. */
    List<Row> visible(Session session, long queue, long nowMicros, long sentAfterMicros, int limit)
            throws SQLException {
        return visible(session.statement(visible), queue, nowMicros, sentAfterMicros, limit);
    }

    /** As {@link #visible}, only to be looked at. */
    List<Row> look(Session session, long queue, long nowMicros, long sentAfterMicros, int limit) throws SQLException {
        return visible(session.statement(VISIBLE), queue, nowMicros, sentAfterMicros, limit);
    }

    private static List<Row> visible(
            PreparedStatement visible, long queue, long nowMicros, long sentAfterMicros, int limit)
            throws SQLException {
        visible.setLong(1, queue);
        visible.setLong(2, nowMicros);
        visible.setLong(3, sentAfterMicros);
        visible.setInt(4, limit);
        return rows(visible);
    }

    /** The messages of a group behind a place, in their order, whatever their state. */
    List<Row> inGroup(Session session, long queue, String group, long behind, int limit) throws SQLException {
        PreparedStatement inGroup = session.statement(IN_GROUP);
        inGroup.setLong(1, queue);
        inGroup.setString(2, group);
        inGroup.setLong(3, behind);
        inGroup.setInt(4, limit);
        return rows(inGroup);
    }

    /** One that is visible, and that nobody else is about to take; null if it is not. */
    @Nullable
    Row at(Session session, long queue, long place, long nowMicros) throws SQLException {
        PreparedStatement select = session.statement(at);
        select.setLong(1, queue);
        select.setLong(2, place);
        select.setLong(3, nowMicros);
        List<Row> found = rows(select);
        return found.isEmpty() ? null : found.get(0);
    }

    private static List<Row> rows(PreparedStatement select) throws SQLException {
        List<Row> rows = new ArrayList<>();
        try (ResultSet found = select.executeQuery()) {
            while (found.next()) {
                rows.add(row(found));
            }
        }
        return rows;
    }

    private static Row row(ResultSet found) throws SQLException {
        KeptMessage message = new KeptMessage(
                UUID.fromString(found.getString(2)),
                found.getBytes(3),
                MessageJson.readAttributes(found.getString(4)),
                MessageJson.readTexts(found.getString(5)),
                found.getString(6),
                found.getString(7));
        return new Row(
                found.getLong(1), message, found.getLong(8), found.getLong(9), found.getInt(10), longOf(found, 11));
    }

    private static @Nullable Long longOf(ResultSet found, int column) throws SQLException {
        long value = found.getLong(column);
        return found.wasNull() ? null : value;
    }

    /** Notes one more receive of each; a timeout of 0 leaves them visible. */
    void received(Session session, long queue, List<Row> rows, long nowMicros, long timeoutMicros) throws SQLException {
        PreparedStatement received = session.statement(RECEIVED);
        for (Row row : rows) {
            received.setLong(1, timeoutMicros == 0 ? row.visibleMicros() : nowMicros + timeoutMicros);
            received.setLong(2, nowMicros);
            received.setLong(3, nowMicros);
            received.setLong(4, queue);
            received.setLong(5, row.place());
            received.addBatch();
        }
        received.executeBatch();
    }

    /** How many are in flight, if fewer than so many. */
    int inFlight(Session session, long queue, long nowMicros, int most) throws SQLException {
        PreparedStatement inFlight = session.statement(IN_FLIGHT);
        inFlight.setLong(1, queue);
        inFlight.setLong(2, nowMicros);
        inFlight.setInt(3, most);
        try (ResultSet count = inFlight.executeQuery()) {
            count.next();
            return count.getInt(1);
        }
    }

    // ---- settling ---------------------------------------------------------------------------------------------------

    /** By their places, as far as they are there. */
    Map<Long, State> states(Session session, long queue, List<Long> places) throws SQLException {
        Map<Long, State> states = new HashMap<>();
        for (int from = 0; from < places.size(); from += AT_ONCE) {
            PreparedStatement select = session.statement(STATES);
            select.setLong(1, queue);
            for (int i = 0; i < AT_ONCE; i++) {
                select.setLong(2 + i, places.get(Math.min(from + i, places.size() - 1)));
            }
            try (ResultSet found = select.executeQuery()) {
                while (found.next()) {
                    states.put(
                            found.getLong(6),
                            new State(
                                    found.getInt(1),
                                    found.getLong(2),
                                    longOf(found, 3),
                                    found.getLong(4),
                                    found.getString(5)));
                }
            }
        }
        return states;
    }

    void hide(Session session, long queue, long place, long untilMicros) throws SQLException {
        PreparedStatement hide = session.statement(HIDE);
        hide.setLong(1, untilMicros);
        hide.setLong(2, queue);
        hide.setLong(3, place);
        hide.executeUpdate();
    }

    int delete(Session session, long queue, long place) throws SQLException {
        PreparedStatement delete = session.statement(DELETE);
        delete.setLong(1, queue);
        delete.setLong(2, place);
        return delete.executeUpdate();
    }

    /** Deletes messages that were received so often at least; answers which were there. */
    boolean[] deleteReceived(Session session, long queue, List<Settlement> settlements) throws SQLException {
        PreparedStatement delete = session.statement(DELETE_RECEIVED);
        for (Settlement each : settlements) {
            delete.setLong(1, queue);
            delete.setLong(2, each.place());
            delete.setInt(3, each.receiveCount());
            delete.addBatch();
        }
        int[] counts = delete.executeBatch();
        boolean[] wereThere = new boolean[counts.length];
        for (int i = 0; i < counts.length; i++) {
            wereThere[i] = counts[i] == 1;
        }
        return wereThere;
    }

    // ---- by age -----------------------------------------------------------------------------------------------------

    /** Deletes some that were sent then or before; answers their groups, null for none, one for each. */
    List<@Nullable String> deleteSent(Session session, long queue, long untilMicros, int limit) throws SQLException {
        PreparedStatement delete = session.statement(deleteSent);
        delete.setLong(1, queue);
        delete.setLong(2, queue);
        delete.setLong(3, untilMicros);
        delete.setInt(4, limit);
        List<@Nullable String> groups = new ArrayList<>();
        try (ResultSet deleted = delete.executeQuery()) {
            while (deleted.next()) {
                groups.add(deleted.getString(1));
            }
        }
        return groups;
    }

    /** When the oldest was sent; null if there is none. */
    @Nullable
    Long oldest(Session session, long queue) throws SQLException {
        PreparedStatement oldest = session.statement(OLDEST);
        oldest.setLong(1, queue);
        return longOf(oldest);
    }

    /** When the next one that is not visible is; null if there is none. */
    @Nullable
    Long next(Session session, long queue, long nowMicros) throws SQLException {
        PreparedStatement next = session.statement(NEXT);
        next.setLong(1, queue);
        next.setLong(2, nowMicros);
        return longOf(next);
    }

    private static @Nullable Long longOf(PreparedStatement select) throws SQLException {
        try (ResultSet found = select.executeQuery()) {
            found.next();
            return longOf(found, 1);
        }
    }

    // ---- all of a queue's -------------------------------------------------------------------------------------------

    /** Another delay for those that nobody has received. */
    void delay(Session session, long queue, long delayMicros) throws SQLException {
        PreparedStatement delay = session.statement(DELAY);
        delay.setLong(1, delayMicros);
        delay.setLong(2, queue);
        delay.executeUpdate();
    }

    /** How many are visible, in flight, and there at all. */
    int[] counts(Session session, long queue, long nowMicros, long sentAfterMicros) throws SQLException {
        PreparedStatement counts = session.statement(COUNTS);
        counts.setLong(1, nowMicros);
        counts.setLong(2, nowMicros);
        counts.setLong(3, queue);
        counts.setLong(4, sentAfterMicros);
        try (ResultSet found = counts.executeQuery()) {
            found.next();
            return new int[] {found.getInt(1), found.getInt(2), found.getInt(3)};
        }
    }
}
