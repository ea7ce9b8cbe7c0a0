package io.faas4j.jdbc;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.sql.Statement;
import java.util.UUID;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** A PostgreSQL that several processes share. */
final class PostgresDatabase implements Database {

    /** Of no meaning elsewhere: the letters "faas4j". */
    private static final long SCHEMA_LOCK = 0x6661_6173_346aL;

    /** Who does not answer for so long is not there. */
    private static final int ANSWER_MILLIS = 15_000;

    /** For all stores in the database: what is announced begins with the schema. */
    private static final String CHANNEL = "faas_event";

    /*
     * Whose transaction may last says which keys it takes by a lock for each; who has to be quick tries them, and takes none that is
     * locked. The server has some thousands of locks for all: whoever takes more than EXACT keys in one transaction locks the lanes instead,
     * shared with others who do so, and each process tries a lane of its own before it takes any key. Who takes a key that an
     * open transaction has taken waits for the key's row besides, so that no other order of locks matters.
     */
    private static final String TRY_KEY = "select pg_try_advisory_xact_lock(hashtextextended(?, 0))";
    private static final String LOCK_KEY = "select pg_advisory_xact_lock(hashtextextended(?, 0))";

    private static final int EXACT = 100;
    private static final int LANES = 16;

    /** How many keys the transaction has taken; the setting ends with it. */
    private static final String COUNT_KEY = """
            select set_config(name, (coalesce(nullif(current_setting(name, true), ''), '0')::int + 1)::text, true)::int \
            from (select 'faas4j.keys_' || md5(?) as name) as setting""";

    private static final String LOCK_LANES =
            "select pg_advisory_xact_lock_shared(hashtext(?), lane) from generate_series(0, %d) as lane"
                    .formatted(LANES - 1);
    private static final String TRY_LANE = "select pg_try_advisory_xact_lock(hashtext(?), ?)";

    private final DataSource source;
    private final boolean hasClock;

    // Set by the first connection.
    private volatile String schema = "";

    /**
     * A database.
     *
     * @param hasClock whether its clock is the one that counts
     */
    PostgresDatabase(DataSource source, boolean hasClock) {
        this.source = source;
        this.hasClock = hasClock;
    }

    @Override
    public void reserve() {}

    @Override
    public Connection connect() throws SQLException {
        Connection connection = source.getConnection();
        try {
            connection.setAutoCommit(false);
            connection.setTransactionIsolation(Connection.TRANSACTION_READ_COMMITTED);
            limitAnswers(connection);
            limitSilence(connection);
            schema = connection.getSchema();
            return connection;
        } catch (SQLException | RuntimeException | Error failure) {
            connection.close();
            throw failure;
        }
    }

    /**
     * A process whose machine is gone in the middle of a transaction holds rows that others need to take over from it: the server ends
     * that transaction as soon as this process would take the server for gone.
     */
    private static void limitSilence(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("set idle_in_transaction_session_timeout = " + ANSWER_MILLIS);
        }
        connection.commit();
    }

    private static void limitAnswers(Connection connection) throws SQLException {
        try {
            connection.setNetworkTimeout(Runnable::run, ANSWER_MILLIS);
        } catch (SQLFeatureNotSupportedException e) {
            // A pool that hands out something else than the driver's own.
        }
    }

    @Override
    public String scripts() {
        return "postgres";
    }

    @Override
    public void lockSchema(Connection connection) throws SQLException {
        try (PreparedStatement lock = connection.prepareStatement("select pg_advisory_xact_lock(?)")) {
            lock.setLong(1, SCHEMA_LOCK);
            lock.execute();
        }
    }

    @Override
    public boolean isShared() {
        return true;
    }

    @Override
    public long nowMicros(Connection connection, long given) throws SQLException {
        if (!hasClock) {
            return given;
        }
        try (Statement statement = connection.createStatement();
                ResultSet now =
                        statement.executeQuery("select (extract(epoch from clock_timestamp()) * 1000000)::bigint")) {
            now.next();
            return now.getLong(1);
        }
    }

    /** Classes 22 and 23: what is wrong with data, and with constraints. */
    @Override
    public boolean isRefusal(SQLException failure) {
        @Nullable String state = failure.getSQLState();
        return state != null && (state.startsWith("22") || state.startsWith("23"));
    }

    /** No such table, and no such schema. */
    @Override
    public boolean isElsewhere(Connection connection, SQLException failure) throws SQLException {
        @Nullable String state = failure.getSQLState();
        return "42P01".equals(state)
                || "3F000".equals(state)
                || !connection.getMetaData().getDatabaseProductName().equals("PostgreSQL");
    }

    @Override
    public void setId(PreparedStatement statement, int index, UUID id) throws SQLException {
        statement.setObject(index, id);
    }

    @Override
    public void lockKey(Connection connection, String key) throws SQLException {
        int keys = countKey(connection);
        if (keys <= EXACT) {
            lock(connection, LOCK_KEY, announced() + key);
        } else if (keys == EXACT + 1) {
            lock(connection, LOCK_LANES, announced());
        }
    }

    private int countKey(Connection connection) throws SQLException {
        try (PreparedStatement count = connection.prepareStatement(COUNT_KEY)) {
            count.setString(1, announced());
            try (ResultSet counted = count.executeQuery()) {
                counted.next();
                return counted.getInt(1);
            }
        }
    }

    private static void lock(Connection connection, String sql, String name) throws SQLException {
        try (PreparedStatement lock = connection.prepareStatement(sql)) {
            lock.setString(1, name);
            lock.execute();
        }
    }

    @Override
    public boolean tryKey(Connection connection, String key) throws SQLException {
        try (PreparedStatement lock = connection.prepareStatement(TRY_KEY)) {
            lock.setString(1, announced() + key);
            return isLocked(lock);
        }
    }

    @Override
    public boolean tryKeys(Connection connection, long process) throws SQLException {
        try (PreparedStatement lock = connection.prepareStatement(TRY_LANE)) {
            lock.setString(1, announced());
            lock.setInt(2, (int) Math.floorMod(process, (long) LANES));
            return isLocked(lock);
        }
    }

    private static boolean isLocked(PreparedStatement lock) throws SQLException {
        try (ResultSet locked = lock.executeQuery()) {
            return locked.next() && locked.getBoolean(1);
        }
    }

    /** Other stores in the database have a schema of their own, and their names may meet: then one waits for a moment more. */
    @Override
    public String triesKey() {
        return "pg_try_advisory_xact_lock(hashtextextended(?, 1))";
    }

    @Override
    public String skipsLocked() {
        return " for update skip locked";
    }

    @Override
    public String locks() {
        return " for no key update";
    }

    @Override
    public String qualifier() {
        return '"' + schema.replace("\"", "\"\"") + "\".";
    }

    @Override
    public void announce(Connection connection, String target) throws SQLException {
        try (PreparedStatement notify = connection.prepareStatement("select pg_notify(?, ?)")) {
            notify.setString(1, CHANNEL);
            notify.setString(2, announced() + target);
            notify.execute();
        }
    }

    private String announced() {
        return schema + ' ';
    }

    @Override
    public @Nullable Announcements listen() throws SQLException {
        Connection connection = source.getConnection();
        Announcements begun = null;
        try {
            connection.setAutoCommit(true);
            limitAnswers(connection);
            begun = PostgresAnnouncements.begin(connection, CHANNEL, announced());
            return begun;
        } catch (LinkageError noDriver) {
            return null;
        } finally {
            if (begun == null) {
                connection.close();
            }
        }
    }

    @Override
    public String name() {
        return "on PostgreSQL";
    }

    @Override
    public void close() {}
}
