package io.faas4j.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.faas4j.event.EventOptions;
import io.faas4j.runtime.time.TimeSource;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;

/** On PostgreSQL, where the application has a schema of its own. */
class PostgresOutboxTest extends OutboxContract {

    private static final int MANY = 150;

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

    private static EventOptions key(String key) {
        return EventOptions.NONE.deduplicationKey(key);
    }

    private static void sendMany(Outbox outbox, Connection over, String name, boolean isReverse) {
        for (int i = 0; i < MANY; i++) {
            outbox.invokeAsync(over, "ship", "o", key(name + (isReverse ? MANY - i : i)));
        }
    }

    @Test
    void a_transaction_with_many_keys_takes_some_locks() throws Exception {
        sendMany(outbox, connection, "k-", false);

        assertThat(read("select count(*) from pg_locks where locktype = 'advisory' and pid = pg_backend_pid()"))
                .isEqualTo("116");
        connection.rollback();
        outbox.invokeAsync(connection, "ship", "o-1", key("k-1"));
        assertThat(read("select count(*) from pg_locks where locktype = 'advisory' and pid = pg_backend_pid()"))
                .isEqualTo("1");
        connection.commit();
        await(() -> handled.size() == 1);
    }

    @Test
    void a_transaction_with_many_keys_keeps_senders_with_a_key_waiting_and_no_others() throws Exception {
        sendMany(outbox, connection, "k-", false);
        CompletableFuture<UUID> same = sending("o-1", key("k-" + (MANY - 1)));
        CompletableFuture<UUID> another = sending("o-2", key("other"));

        assertThat(faas.invokeAsync("ship", "o-3").requestId()).isNotNull();
        assertThat(same).isNotDone();
        assertThat(another).isNotDone();
        connection.commit();

        assertThat(same.join()).isNotNull();
        assertThat(another.join()).isNotNull();
        await(() -> handled.size() == MANY + 2);
    }

    @Test
    void transactions_with_many_keys_do_not_wait_for_each_other_unless_they_have_one_in_common() throws Exception {
        try (Connection other = connect()) {
            other.setAutoCommit(false);
            sendMany(outbox, connection, "a-", false);
            sendMany(outbox, other, "b-", true);
            sendMany(outbox, connection, "c-", true);
            sendMany(outbox, other, "d-", false);
            other.commit();
            connection.commit();
        }

        await(() -> handled.size() == 4 * MANY);
    }

    @Override
    void spoil() {
        assertThatThrownBy(() -> execute("select nothing")).isInstanceOf(SQLException.class);
    }

    @Override
    List<Connection> connectToNoStore() throws SQLException {
        return List.of(
                TestPostgres.sourceElsewhere(schema).getConnection(),
                DriverManager.getConnection("jdbc:sqlite::memory:"));
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
