package io.faas4j.jdbc;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The rows of {@code faas_message_group}. Used by the writing thread, in transactions that have the queue alone. */
final class MessageGroupTable {

    private static final String ADD = """
            insert into faas_message_group (queue, group_id, next_us) values (?, ?, ?) \
            on conflict (queue, group_id) do nothing""";

    private static final String OPEN = """
            select group_id from faas_message_group where queue = ? and next_us <= ? order by next_us, group_id limit ?""";

    private static final String HEAD = """
            (select visible_us from faas_message where queue = ? and group_id = ? and deduplication_id is not null \
            order by place limit 1)""";

    private static final String HEAD_VISIBLE = "select head.visible_us from " + HEAD + " as head";

    private static final String NEXT = "update faas_message_group set next_us = ? where queue = ? and group_id = ?";

    private static final String REMOVE = "delete from faas_message_group where queue = ? and group_id = ?";

    private static final String ALL = "select group_id from faas_message_group where queue = ?";

    private static final String FIRST = "select min(next_us) from faas_message_group where queue = ? and next_us > ?";

    private MessageGroupTable() {}

    /** Messages have come, each of which is the first of its group unless there is one. */
    static void add(Session session, long queue, List<MessageTable.Row> rows) throws SQLException {
        PreparedStatement add = session.statement(ADD);
        for (MessageTable.Row row : rows) {
            add.setLong(1, queue);
            add.setString(2, row.message().groupId());
            add.setLong(3, row.visibleMicros());
            add.addBatch();
        }
        add.executeBatch();
    }

    /** Groups whose first message is visible, in the order of their turns. */
    static List<String> open(Session session, long queue, long nowMicros, int limit) throws SQLException {
        PreparedStatement open = session.statement(OPEN);
        open.setLong(1, queue);
        open.setLong(2, nowMicros);
        open.setInt(3, limit);
        return groups(open);
    }

    private static List<String> groups(PreparedStatement select) throws SQLException {
        List<String> groups = new ArrayList<>();
        try (ResultSet found = select.executeQuery()) {
            while (found.next()) {
                groups.add(found.getString(1));
            }
        }
        return groups;
    }

    /** Something has become of messages of a group: its turn is when its first one is visible, behind all others that are open now. */
    static void changed(Session session, long queue, String group, long nowMicros) throws SQLException {
        Long visible = headVisible(session, queue, group);
        if (visible == null) {
            PreparedStatement remove = session.statement(REMOVE);
            remove.setLong(1, queue);
            remove.setString(2, group);
            remove.executeUpdate();
            return;
        }
        PreparedStatement next = session.statement(NEXT);
        next.setLong(1, Math.max(visible, nowMicros));
        next.setLong(2, queue);
        next.setString(3, group);
        next.executeUpdate();
    }

    private static @Nullable Long headVisible(Session session, long queue, String group) throws SQLException {
        PreparedStatement head = session.statement(HEAD_VISIBLE);
        head.setLong(1, queue);
        head.setString(2, group);
        try (ResultSet found = head.executeQuery()) {
            return found.next() ? (Long) found.getLong(1) : null;
        }
    }

    /** As {@link #changed}, of all groups of a queue. */
    static void allChanged(Session session, long queue, long nowMicros) throws SQLException {
        PreparedStatement all = session.statement(ALL);
        all.setLong(1, queue);
        for (String group : groups(all)) {
            changed(session, queue, group, nowMicros);
        }
    }

    /** When the next group opens; null if none will by itself. */
    static @Nullable Long next(Session session, long queue, long nowMicros) throws SQLException {
        PreparedStatement first = session.statement(FIRST);
        first.setLong(1, queue);
        first.setLong(2, nowMicros);
        try (ResultSet found = first.executeQuery()) {
            found.next();
            long next = found.getLong(1);
            return found.wasNull() ? null : next;
        }
    }
}
