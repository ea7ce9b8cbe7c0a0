package io.faas4j.jdbc;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** The rows of {@code faas_process}. */
final class ProcessTable {

    private static final String REOPEN =
            "update faas_process set epoch = epoch + 1, started_us = ?, clean = ? where process = 1 returning epoch";

    private static final String FIRST = """
            insert into faas_process (process, epoch, started_us, lease_until_us, writes, clean) \
            values (1, 1, ?, 0, 0, ?)""";

    private static final String WAS_CLEAN = "select clean from faas_process where process = 1";

    private static final String JOIN = """
            insert into faas_process (started_us, lease_until_us, writes, clean) values (?, ?, 0, ?) returning process""";

    private static final String SIGN = """
            update faas_process set writes = ?, lease_until_us = ? where process = ? and heir is null""";

    /** Waits for the end of a transaction whose connection is gone, and which the database may still be busy with. */
    private static final String WRITES =
            "update faas_process set writes = writes where process = ? and heir is null returning writes";

    private static final String LEAVE =
            "update faas_process set clean = ?, lease_until_us = 0 where process = ? and heir is null";

    private static final String NEXT_DEAD = """
            select process, clean from faas_process where process <> ? and lease_until_us <= ? \
            order by process limit 1 for update skip locked""";

    private static final String INHERIT = "update faas_process set heir = ?, lease_until_us = ? where process = ?";

    private static final String STILL_HEIR =
            "update faas_process set lease_until_us = ? where process = ? and heir = ?";

    private static final String REMOVE = "delete from faas_process where process = ?";

    private ProcessTable() {}

    /**
     * Who writes here.
     *
     * @param number owns rows
     * @param epoch greater than those of all before
     * @param wasClean in a file, whether the one before ended in order
     */
    record Self(long number, long epoch, boolean wasClean) {}

    /** A process that gives no sign of life. */
    record Dead(long number, boolean wasClean) {}

    /** In a file: there is one process at a time. */
    static Self reopen(Session session, long nowMicros) throws SQLException {
        boolean wasClean = true;
        try (ResultSet found = session.statement(WAS_CLEAN).executeQuery()) {
            if (found.next()) {
                wasClean = found.getBoolean(1);
            }
        }
        PreparedStatement reopen = session.statement(REOPEN);
        reopen.setLong(1, nowMicros);
        reopen.setBoolean(2, false);
        try (ResultSet found = reopen.executeQuery()) {
            if (found.next()) {
                return new Self(1, found.getLong(1), wasClean);
            }
        }
        PreparedStatement first = session.statement(FIRST);
        first.setLong(1, nowMicros);
        first.setBoolean(2, false);
        first.executeUpdate();
        return new Self(1, 1, true);
    }

    /** Among others. */
    static Self join(Session session, long nowMicros, long leaseUntilMicros) throws SQLException {
        PreparedStatement join = session.statement(JOIN);
        join.setLong(1, nowMicros);
        join.setLong(2, leaseUntilMicros);
        join.setBoolean(3, false);
        try (ResultSet made = join.executeQuery()) {
            made.next();
            long number = made.getLong(1);
            return new Self(number, number, true);
        }
    }

    /** Gives a sign of life, with the number of the transaction; false if another has taken over. */
    static boolean sign(Session session, long process, long writes, long leaseUntilMicros) throws SQLException {
        PreparedStatement sign = session.statement(SIGN);
        sign.setLong(1, writes);
        sign.setLong(2, leaseUntilMicros);
        sign.setLong(3, process);
        return sign.executeUpdate() == 1;
    }

    /** The number of the last transaction that was committed; -1 if another has taken over. */
    static long writes(Session session, long process) throws SQLException {
        PreparedStatement writes = session.statement(WRITES);
        writes.setLong(1, process);
        try (ResultSet found = writes.executeQuery()) {
            return found.next() ? found.getLong(1) : -1;
        }
    }

    /** Ends in order: whoever comes next takes over at once. */
    static void leave(Session session, long process) throws SQLException {
        PreparedStatement leave = session.statement(LEAVE);
        leave.setBoolean(1, true);
        leave.setLong(2, process);
        leave.executeUpdate();
    }

    /** Becomes the heir of one that gives no sign of life, and is nobody else's at this moment; null if there is none. */
    static @Nullable Dead inherit(Session session, long heir, long nowMicros, long untilMicros) throws SQLException {
        PreparedStatement next = session.statement(NEXT_DEAD);
        next.setLong(1, heir);
        next.setLong(2, nowMicros);
        Dead dead;
        try (ResultSet found = next.executeQuery()) {
            if (!found.next()) {
                return null;
            }
            dead = new Dead(found.getLong(1), found.getBoolean(2));
        }
        PreparedStatement inherit = session.statement(INHERIT);
        inherit.setLong(1, heir);
        inherit.setLong(2, untilMicros);
        inherit.setLong(3, dead.number());
        inherit.executeUpdate();
        return dead;
    }

    /** Goes on as the heir; false if that took so long that another is now. */
    static boolean isStillHeir(Session session, long heir, long dead, long untilMicros) throws SQLException {
        PreparedStatement still = session.statement(STILL_HEIR);
        still.setLong(1, untilMicros);
        still.setLong(2, dead);
        still.setLong(3, heir);
        return still.executeUpdate() == 1;
    }

    static void remove(Session session, long process) throws SQLException {
        PreparedStatement remove = session.statement(REMOVE);
        remove.setLong(1, process);
        remove.executeUpdate();
    }
}
