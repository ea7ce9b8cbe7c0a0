package io.faas4j.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.faas4j.async.queue.QueueSettings;
import io.faas4j.durable.OpenStore;
import io.faas4j.error.StoreException;
import io.faas4j.error.StoreException.Reason;
import io.faas4j.error.ValidationException;
import io.faas4j.runtime.time.TimeSource;
import io.faas4j.runtime.time.WorkerThreads;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who may open a store. */
class OpeningTest {

    @TempDir
    Path folder;

    private final TimeSource time = TimeSource.system();

    @AfterEach
    void closeTime() {
        time.close();
    }

    private Reason refusal(JdbcStore store) {
        return catchThrowableOfType(StoreException.class, () -> store.open(time).close())
                .reason();
    }

    @Test
    void a_file_is_for_one_at_a_time() {
        Path file = folder.resolve("faas.db");
        JdbcStore store = JdbcStore.embedded(file);
        try (OpenStore opened = store.open(time)) {
            assertThatThrownBy(() -> store.open(time))
                    .isInstanceOf(StoreException.class)
                    .hasMessageContaining("is open already")
                    .hasMessageContaining(file.toString());
            assertThat(refusal(store)).isEqualTo(Reason.IN_USE);
            assertThat(opened.checkpoints()).isNotNull();
        }
        store.open(time).close();
    }

    @Test
    void a_file_that_another_process_has_open_is_refused() throws Exception {
        Path file = folder.resolve("faas.db");
        Child holder = Child.start(HoldingProcess.class, folder, file.toString());
        try {
            assertThat(holder.readLine()).isEqualTo("open");

            assertThat(refusal(JdbcStore.embedded(file))).isEqualTo(Reason.IN_USE);
        } finally {
            holder.kill();
        }
        JdbcStore.embedded(file).open(time).close();
    }

    @Test
    void a_folder_that_is_not_there_is_said() {
        assertThatThrownBy(
                        () -> JdbcStore.embedded(folder.resolve("none/faas.db")).open(time))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("there is no such folder");
    }

    @Test
    void a_file_that_is_something_else_is_said() throws Exception {
        Path file = Files.writeString(
                folder.resolve("faas.db"), "this is no database, but a text that is long enough ".repeat(40));

        assertThat(refusal(JdbcStore.embedded(file))).isEqualTo(Reason.UNAVAILABLE);
    }

    @Test
    void a_newer_schema_is_refused_and_left_as_it_is() throws Exception {
        Path file = folder.resolve("faas.db");
        JdbcStore.embedded(file).open(time).close();
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file)) {
            isNewer(connection);
        }
        String schema = TestPostgres.newSchema();
        JdbcStore.on(TestPostgres.source(schema)).open(time).close();
        try (Connection connection = TestPostgres.source(schema).getConnection()) {
            isNewer(connection);
        }

        assertThat(refusal(JdbcStore.embedded(file))).isEqualTo(Reason.NEWER_SCHEMA);
        assertThatThrownBy(() -> JdbcStore.on(TestPostgres.source(schema)).open(time))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("has version 99 of its schema")
                .hasMessageContaining("this one knows versions up to 2");
    }

    private static void isNewer(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("insert into faas_schema (version, since_us) values (99, 0)");
        }
    }

    @Test
    void processes_that_open_an_empty_database_at_once_make_one_schema() throws Exception {
        String schema = TestPostgres.newSchema();
        List<CompletableFuture<Void>> opening = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            CompletableFuture<Void> done = new CompletableFuture<>();
            opening.add(done);
            WorkerThreads.platform()
                    .newThread("opening", () -> {
                        try {
                            JdbcStore.on(TestPostgres.source(schema)).open(time).close();
                            done.complete(null);
                        } catch (RuntimeException | Error failure) {
                            done.completeExceptionally(failure);
                        }
                    })
                    .start();
        }
        opening.forEach(CompletableFuture::join);

        try (Connection connection = TestPostgres.source(schema).getConnection();
                Statement statement = connection.createStatement();
                ResultSet count = statement.executeQuery("select count(*) from faas_schema")) {
            count.next();
            assertThat(count.getInt(1)).isEqualTo(Schema.NEWEST);
        }
    }

    @Test
    void a_store_keeps_the_events_of_one_queue() {
        try (OpenStore opened = JdbcStore.embedded(folder.resolve("faas.db")).open(time)) {
            opened.events().open(QueueSettings.DEFAULT);

            assertThatThrownBy(() -> opened.events().open(QueueSettings.DEFAULT))
                    .isInstanceOf(StoreException.class)
                    .hasMessageContaining("of another queue");
        }
    }

    @Test
    void a_lease_is_3_seconds_to_1_hour() {
        JdbcStore store = JdbcStore.embedded(folder.resolve("faas.db"));

        assertThatThrownBy(() -> store.lease(Duration.ofMillis(2_999)))
                .isInstanceOf(ValidationException.class)
                .hasMessageContaining("lease")
                .hasMessageContaining("between 3 seconds and 1 hour");
        assertThatThrownBy(() -> store.lease(Duration.ofHours(1).plusMillis(1)))
                .isInstanceOf(ValidationException.class);
        assertThat(store.lease(Duration.ofSeconds(3))).isNotNull();
    }
}
