package io.faas4j.jdbc;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What differs from one database to another. Opened and closed by one thread, and used by many once it {@linkplain #connect was
 * connected} to.
 */
interface Database extends AutoCloseable {

    /**
     * Makes sure that nobody else uses it who may not.
     *
     * @throws io.faas4j.error.StoreException if somebody does
     */
    void reserve();

    /** A connection that is ready to write, without auto-commit. */
    Connection connect() throws SQLException;

    /** The folder with the scripts of its schema. */
    String scripts();

    /** Takes a lock until the end of the transaction, so that one process at a time changes the schema. */
    void lockSchema(Connection connection) throws SQLException;

    /** Whether several processes use it at once. */
    boolean isShared();

    /** The database's own time in microseconds since 1970; the given one where it has none that matters. */
    long nowMicros(Connection connection, long given) throws SQLException;

    /** Whether it refuses what was to be written, and would again, with nothing else wrong. */
    boolean isRefusal(SQLException failure);

    /** Whether it failed since the connection is one to something else, or does not see the store's tables. */
    boolean isElsewhere(Connection connection, SQLException failure) throws SQLException;

    void setId(PreparedStatement statement, int index, UUID id) throws SQLException;

    /** Keeps the stores from taking a deduplication key until the end of the transaction; waits for one that is just doing so. */
    void lockKey(Connection connection, String key) throws SQLException;

    /**
     * Keeps others from taking a deduplication key until the end of the transaction.
     *
     * @return false if somebody does, who may take long
     */
    boolean tryKey(Connection connection, String key) throws SQLException;

    /**
     * To be asked once in a transaction, before {@link #tryKey}.
     *
     * @param process the number of the one that asks
     * @return false if somebody has locked so many keys that they are not locked each for itself any more
     */
    boolean tryKeys(Connection connection, long process) throws SQLException;

    /** As {@link #tryKey}, within a statement: a condition with one parameter, the key. */
    String triesKey();

    /** What stands at the end of a query so that rows which others are changing are left out; empty where nobody else does. */
    String skipsLocked();

    /** What stands at the end of a query so that nobody else changes its rows until the end of the transaction; empty where nobody else does. */
    String locks();

    /** What stands before the name of a table on a connection that is not the store's own. */
    String qualifier();

    /** Tells all processes, once the transaction is committed, that there are events of nobody's for a target. */
    void announce(Connection connection, String target) throws SQLException;

    /** Hears what is announced from now on, over one more connection; null where nothing is, or nobody can hear it. */
    @Nullable
    Announcements listen() throws SQLException;

    /** For messages: which one it is. */
    String name();

    /** Gives back what {@link #reserve} has taken. */
    @Override
    void close();
}
