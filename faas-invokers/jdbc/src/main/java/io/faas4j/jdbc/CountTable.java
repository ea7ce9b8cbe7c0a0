package io.faas4j.jdbc;

import io.faas4j.event.EventState;
import io.faas4j.event.Ledger;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;

/** The rows of {@code faas_function}. */
final class CountTable {

    private static final String ADD = """
            insert into faas_function \
            (owner, function, accepted, succeeded, dead, given_up, expired, cancelled, purged, discarded) \
            values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) \
            on conflict (owner, function) do update set \
            accepted = faas_function.accepted + excluded.accepted, \
            succeeded = faas_function.succeeded + excluded.succeeded, \
            dead = faas_function.dead + excluded.dead, \
            given_up = faas_function.given_up + excluded.given_up, \
            expired = faas_function.expired + excluded.expired, \
            cancelled = faas_function.cancelled + excluded.cancelled, \
            purged = faas_function.purged + excluded.purged, \
            discarded = faas_function.discarded + excluded.discarded""";

    private static final String READ = """
            select function, accepted, succeeded, dead, given_up, expired, cancelled, purged, discarded \
            from faas_function where owner = ?""";

    private static final String REMOVE = "delete from faas_function where owner = ? and function = ?";

    private static final String REMOVE_ALL = "delete from faas_function where owner = ?";

    private static final int COLUMNS = 8;
    private static final int ACCEPTED = 0;

    private CountTable() {}

    /** What a transaction adds, by function. */
    static final class Sums {

        /** In one order for all processes. */
        private final Map<String, long[]> byFunction = new TreeMap<>();

        void accepted(String function, int events) {
            of(function)[ACCEPTED] += events;
        }

        void ended(String function, EventState state) {
            of(function)[column(state)]++;
        }

        private long[] of(String function) {
            return byFunction.computeIfAbsent(function, name -> new long[COLUMNS]);
        }

        /** Adds the counts of one row. */
        void add(String function, long[] counts) {
            long[] sum = of(function);
            for (int i = 0; i < COLUMNS; i++) {
                sum[i] += counts[i];
            }
        }
    }

    private static int column(EventState state) {
        return switch (state) {
            case SUCCEEDED -> 1;
            case DEAD -> 2;
            case GIVEN_UP -> 3;
            case EXPIRED -> 4;
            case CANCELLED -> 5;
            case PURGED -> 6;
            case DISCARDED -> 7;
            case QUEUED, RUNNING, WAITING_FOR_RETRY, DELIVERING, HANDED_BACK ->
                throw new IllegalArgumentException(state + " is no end in a durable queue");
        };
    }

    static void add(Session session, long owner, Sums sums) throws SQLException {
        if (sums.byFunction.isEmpty()) {
            return;
        }
        PreparedStatement add = session.statement(ADD);
        for (Map.Entry<String, long[]> one : sums.byFunction.entrySet()) {
            add.setLong(1, owner);
            add.setString(2, one.getKey());
            for (int i = 0; i < COLUMNS; i++) {
                add.setLong(i + 3, one.getValue()[i]);
            }
            add.addBatch();
        }
        add.executeBatch();
    }

    /** Gives a function's counts to those of the deleted ones. */
    static void forget(Session session, long owner, String function) throws SQLException {
        long[] counts = read(session, owner).get(function);
        if (counts != null) {
            Sums sums = new Sums();
            sums.add("", counts);
            PreparedStatement remove = session.statement(REMOVE);
            remove.setLong(1, owner);
            remove.setString(2, function);
            remove.executeUpdate();
            add(session, owner, sums);
        }
    }

    /** Gives one process's counts to another. */
    static Map<String, long[]> move(Session session, long from, long to) throws SQLException {
        Map<String, long[]> counts = read(session, from);
        Sums sums = new Sums();
        counts.forEach(sums::add);
        PreparedStatement remove = session.statement(REMOVE_ALL);
        remove.setLong(1, from);
        remove.executeUpdate();
        add(session, to, sums);
        return counts;
    }

    static Map<String, long[]> read(Session session, long owner) throws SQLException {
        Map<String, long[]> byFunction = new LinkedHashMap<>();
        PreparedStatement read = session.statement(READ);
        read.setLong(1, owner);
        try (ResultSet rows = read.executeQuery()) {
            while (rows.next()) {
                long[] counts = new long[COLUMNS];
                for (int i = 0; i < COLUMNS; i++) {
                    counts[i] = rows.getLong(i + 2);
                }
                byFunction.put(rows.getString(1), counts);
            }
        }
        return byFunction;
    }

    /** Those that ended, of which nothing is left; as many count as accepted. */
    static Ledger ended(long[] counts) {
        long sum = 0;
        for (int i = 1; i < COLUMNS; i++) {
            sum += counts[i];
        }
        return new Ledger(
                sum, 0, 0, 0, 0, counts[1], counts[2], counts[3], counts[4], 0, counts[5], counts[6], counts[7], 0);
    }
}
