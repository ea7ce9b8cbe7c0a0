package io.faas4j.jdbc;

import io.faas4j.error.StoreException;
import io.faas4j.error.StoreException.Reason;
import io.faas4j.runtime.failures.FailureLog;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.sqlite.SQLiteDataSource;

/** A file, with SQLite: one process at a time has it, and one connection writes. */
final class SqliteDatabase implements Database {

    private static final Logger log = LoggerFactory.getLogger(SqliteDatabase.class);

    /** Of SQLite's primary result codes: too big, constraint, mismatch, out of range. */
    private static final Set<Integer> REFUSALS = Set.of(18, 19, 20, 25);

    private static final int PRIMARY_CODE = 0xff;

    /** For the end of somebody else's transaction; a second time before that is an outage. */
    private static final int LONGEST_WAIT_MILLIS = 10_000;

    private final Path file;
    private @Nullable FileChannel channel;

    SqliteDatabase(Path file) {
        this.file = file.toAbsolutePath();
    }

    /** The system takes the lock back when the process ends, however it ends. */
    @Override
    public void reserve() {
        Path folder = file.getParent();
        if (folder == null || !Files.isDirectory(folder)) {
            throw new StoreException(
                    Reason.UNAVAILABLE,
                    "The store %s cannot be opened: there is no such folder.".formatted(file),
                    null);
        }
        try {
            FileChannel opened = FileChannel.open(
                    file.resolveSibling(file.getFileName() + ".lock"),
                    StandardOpenOption.CREATE,
                    StandardOpenOption.WRITE);
            if (lock(opened) == null) {
                opened.close();
                throw new StoreException(
                        Reason.IN_USE,
                        "The store %s is open already, in another process or elsewhere in this one: a file is for one at a time. Several processes can share a PostgreSQL."
                                .formatted(file),
                        null);
            }
            channel = opened;
        } catch (IOException e) {
            throw new StoreException(Reason.UNAVAILABLE, "The store %s cannot be locked.".formatted(file), e);
        }
    }

    private static @Nullable FileLock lock(FileChannel opened) throws IOException {
        try {
            return opened.tryLock();
        } catch (OverlappingFileLockException e) {
            return null;
        }
    }

    @Override
    public Connection connect() throws SQLException {
        SQLiteDataSource source = new SQLiteDataSource();
        source.setUrl("jdbc:sqlite:" + file);
        Connection connection = source.getConnection();
        try (Statement statement = connection.createStatement()) {
            statement.execute("pragma journal_mode=wal");
            statement.execute("pragma synchronous=full");
            // Others may write into tables of their own, and send events in their transactions.
            statement.execute("pragma busy_timeout=" + LONGEST_WAIT_MILLIS);
            connection.setAutoCommit(false);
            return connection;
        } catch (SQLException | RuntimeException | Error failure) {
            connection.close();
            throw failure;
        }
    }

    @Override
    public String scripts() {
        return "sqlite";
    }

    /** The file is locked. */
    @Override
    public void lockSchema(Connection connection) {}

    @Override
    public boolean isShared() {
        return false;
    }

    @Override
    public long nowMicros(Connection connection, long given) {
        return given;
    }

    @Override
    public boolean isRefusal(SQLException failure) {
        return REFUSALS.contains(failure.getErrorCode() & PRIMARY_CODE);
    }

    /** It has no code of its own for that. */
    @Override
    public boolean isElsewhere(Connection connection, SQLException failure) throws SQLException {
        @Nullable String message = failure.getMessage();
        return (message != null && message.contains("no such table"))
                || !connection.getMetaData().getDatabaseProductName().equals("SQLite");
    }

    @Override
    public void setId(PreparedStatement statement, int index, UUID id) throws SQLException {
        statement.setString(index, id.toString());
    }

    /** Who writes, writes alone. */
    @Override
    public void lockKey(Connection connection, String key) {}

    @Override
    public boolean tryKey(Connection connection, String key) {
        return true;
    }

    @Override
    public boolean tryKeys(Connection connection, long process) {
        return true;
    }

    @Override
    public String triesKey() {
        return "? is not null";
    }

    @Override
    public String skipsLocked() {
        return "";
    }

    @Override
    public String locks() {
        return "";
    }

    @Override
    public String qualifier() {
        return "main.";
    }

    @Override
    public void announce(Connection connection, String target) {}

    @Override
    public @Nullable Announcements listen() {
        return null;
    }

    @Override
    public String name() {
        return file.toString();
    }

    @Override
    public void close() {
        FileChannel locked = channel;
        channel = null;
        if (locked != null) {
            try {
                locked.close();
            } catch (IOException e) {
                FailureLog.warn(log, "The lock of {} could not be given back", file, e);
            }
        }
    }
}
