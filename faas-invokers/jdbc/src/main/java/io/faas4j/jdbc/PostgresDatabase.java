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

    private static final String TRY_KEY = "select pg_try_advisory_xact_lock(hashtextextended(?, 0))";
    private static final String LOCK_KEY = "select true from pg_advisory_xact_lock(hashtextextended(?, 0))";

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

    @Override
    public void setId(PreparedStatement statement, int index, UUID id) throws SQLException {
        statement.setObject(index, id);
    }

    @Override
    public boolean lockKey(Connection connection, String key, boolean waits) throws SQLException {
        try (PreparedStatement lock = connection.prepareStatement(waits ? LOCK_KEY : TRY_KEY)) {
            lock.setString(1, announced() + key);
            try (ResultSet locked = lock.executeQuery()) {
                return locked.next() && locked.getBoolean(1);
            }
        }
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
