package io.faas4j.samples.benchmarks.durable;

import io.faas4j.jdbc.JdbcStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.stream.Stream;
import javax.sql.DataSource;

/** A file, with every commit forced to the disk. */
final class SqliteStore implements Store {

    private final Path folder;
    private final Path file;

    SqliteStore() throws IOException {
        folder = Files.createTempDirectory("durable-async");
        file = folder.resolve("jobs.db");
    }

    @Override
    public String describe() throws SQLException {
        try (Connection connection = connect()) {
            return "SQLite %s, WAL, synchronous=FULL"
                    .formatted(connection.getMetaData().getDatabaseProductVersion());
        }
    }

    @Override
    public boolean isShared() {
        return false;
    }

    @Override
    public JdbcStore jdbcStore() {
        return JdbcStore.embedded(file);
    }

    @Override
    public Connection connect() throws SQLException {
        Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
        try (Statement statement = connection.createStatement()) {
            statement.execute("pragma journal_mode=wal");
            statement.execute("pragma synchronous=full");
            statement.execute("pragma busy_timeout=20000");
        }
        return connection;
    }

    @Override
    public DataSource pool(int connections) {
        throw new UnsupportedOperationException("a file has one writer");
    }

    @Override
    public void clear() throws IOException {
        List<Path> files;
        try (Stream<Path> all = Files.list(folder)) {
            files = all.toList();
        }
        for (Path each : files) {
            Files.delete(each);
        }
    }

    @Override
    public void close() throws IOException {
        clear();
        Files.delete(folder);
    }
}
