package io.faas4j.jdbc;

import io.faas4j.function.FunctionRef;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** The rows of {@code faas_event} that are nobody's. */
final class UnclaimedTable {

    /** From one target to the next in the index, so that it takes no longer when many events wait for one of them. */
    private static final String TARGETS = """
            with recursive waiting (target) as ( \
            select (select target from faas_event where owner is null order by target limit 1) \
            union all \
            select (select e.target from faas_event e where e.owner is null and e.target > w.target order by e.target limit 1) \
            from waiting w where w.target is not null) \
            select w.target from waiting w where w.target is not null and exists ( \
            select 1 from faas_event e where e.owner is null and e.target = w.target and e.due_us <= ?)""";

    /** As many as fit into the bytes, and one more. */
    private static final String CLAIM = """
            with due as materialized (select seq, due_us, payload_bytes from faas_event \
            where owner is null and target = ? and due_us <= ? order by due_us, seq limit ?%s), \
            summed as (select seq, sum(payload_bytes) over (order by due_us, seq) - payload_bytes as before from due) \
            update faas_event set owner = ? where seq in (select seq from summed where before < ?) returning\s""" + EventTable.COLUMNS;

    private static final String RELEASE = """
            update faas_event set owner = null, started = started or (? and due_us <= ? and delivery is null) \
            where seq in (select seq from faas_event where owner = ? and seq > ? and died_us is null order by seq limit ?) \
            returning seq, function, target""";

    private final Database database;
    private final EventTable events;
    private final String claim;

    UnclaimedTable(Database database, EventTable events) {
        this.database = database;
        this.events = events;
        this.claim = CLAIM.formatted(database.skipsLocked());
    }

    /** Whom events are for that are due by then. */
    List<String> targets(Session session, long dueMicros) throws SQLException {
        List<String> targets = new ArrayList<>();
        PreparedStatement read = session.statement(TARGETS);
        read.setLong(1, dueMicros);
        try (ResultSet found = read.executeQuery()) {
            while (found.next()) {
                targets.add(found.getString(1));
            }
        }
        return targets;
    }

    /**
     * Makes some events a process's own, those that have been due for longest, and counts them as accepted by it.
     *
     * @param most how many at most
     * @param bytes how many bytes of payload about
     * @return in the order of their numbers
     */
    EventTable.Rows claim(Session session, long owner, String target, long dueMicros, int most, long bytes)
            throws SQLException {
        PreparedStatement statement = session.statement(claim);
        statement.setString(1, target);
        statement.setLong(2, dueMicros);
        statement.setInt(3, most);
        statement.setLong(4, owner);
        statement.setLong(5, bytes);
        EventTable.Rows rows;
        try (ResultSet claimed = statement.executeQuery()) {
            rows = events.readAll(claimed);
        }
        CountTable.Sums sums = new CountTable.Sums();
        sums.accepted(FunctionRef.parse(target).name(), rows.count());
        CountTable.add(session, owner, sums);
        return rows.sorted();
    }

    /**
     * Some of a dead process's events are nobody's from now on, and not counted any more.
     *
     * @param after behind which number to begin
     * @param nowMicros what was due by then may have been running, if it did not end in order
     * @param most how many
     * @return the number of the last one; {@code after} if there are no more
     */
    long release(Session session, ProcessTable.Dead dead, long after, long nowMicros, int most) throws SQLException {
        PreparedStatement statement = session.statement(RELEASE);
        statement.setBoolean(1, !dead.wasClean());
        statement.setLong(2, nowMicros);
        statement.setLong(3, dead.number());
        statement.setLong(4, after);
        statement.setInt(5, most);
        long last = after;
        Set<String> targets = new LinkedHashSet<>();
        CountTable.Sums sums = new CountTable.Sums();
        try (ResultSet released = statement.executeQuery()) {
            while (released.next()) {
                last = Math.max(last, released.getLong(1));
                sums.accepted(released.getString(2), -1);
                targets.add(released.getString(3));
            }
        }
        CountTable.add(session, dead.number(), sums);
        for (String target : targets) {
            database.announce(session.connection(), target);
        }
        return last;
    }
}
