package io.faas4j.jdbc;

import io.faas4j.runtime.time.TimeSource;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;

/** In a file. */
class EmbeddedOutboxTest extends OutboxContract {

    @TempDir
    Path folder;

    @Override
    JdbcStore store() {
        return JdbcStore.embedded(folder.resolve("faas.db"));
    }

    @Override
    Connection connect() throws SQLException {
        return DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("faas.db"));
    }

    @Override
    Connection connectForWriting() throws SQLException {
        return DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("faas.db") + "?transaction_mode=IMMEDIATE");
    }

    @Override
    void spoil() throws SQLException {
        execute("pragma query_only = on");
    }

    @Override
    List<Connection> connectToNoStore() throws SQLException {
        return List.of(
                DriverManager.getConnection("jdbc:sqlite::memory:"),
                TestPostgres.source(TestPostgres.newSchema()).getConnection());
    }

    @Override
    Connection connectElsewhere() throws SQLException {
        try (TimeSource later = TimeSource.system()) {
            JdbcStore.embedded(folder.resolve("other.db")).open(later).close();
        }
        return DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("other.db"));
    }
}
