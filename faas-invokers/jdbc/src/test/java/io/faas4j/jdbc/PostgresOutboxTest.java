package io.faas4j.jdbc;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.faas4j.runtime.time.TimeSource;
import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;

/** On PostgreSQL, where the application has a schema of its own. */
class PostgresOutboxTest extends OutboxContract {

    private final String schema = TestPostgres.newSchema();
    private final String application = TestPostgres.newSchema();

    @Override
    JdbcStore store() {
        return JdbcStore.on(TestPostgres.source(schema));
    }

    @Override
    Connection connect() throws SQLException {
        return TestPostgres.source(application + "," + schema).getConnection();
    }

    @Override
    void spoil() {
        assertThatThrownBy(() -> execute("select nothing")).isInstanceOf(SQLException.class);
    }

    @Override
    Connection connectElsewhere() throws SQLException {
        DataSource elsewhere = TestPostgres.sourceElsewhere(schema);
        try (TimeSource later = TimeSource.system()) {
            JdbcStore.on(elsewhere).open(later).close();
        }
        return elsewhere.getConnection();
    }
}
