package io.faas4j.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.faas4j.Faas;
import io.faas4j.async.AsyncSettings;
import io.faas4j.async.queue.QueueSettings;
import io.faas4j.error.EventQueueFullException;
import io.faas4j.error.InvalidRequestContentException;
import io.faas4j.error.RequestTooLargeException;
import io.faas4j.error.ResourceNotFoundException;
import io.faas4j.error.ServiceException;
import io.faas4j.error.StoreException;
import io.faas4j.error.ValidationException;
import io.faas4j.event.EventOptions;
import io.faas4j.function.AliasSpec;
import io.faas4j.function.FunctionDefinition;
import io.faas4j.rules.Rule;
import io.faas4j.runtime.time.TimeSource;
import io.faas4j.runtime.time.WorkerThreads;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** Events that are sent in transactions of the application's own. */
abstract class OutboxContract {

    private static final int MOST_LOOKS = 3_000;
    private static final int MEGABYTE = 1 << 20;

    final TimeSource time = TimeSource.system();
    final BlockingQueue<String> handled = new LinkedBlockingQueue<>();
    Faas faas;
    Outbox outbox;
    Connection connection;

    /** The same place each time. */
    abstract JdbcStore store();

    /** To the same database, for a transaction. */
    abstract Connection connect() throws SQLException;

    /** Of which each transaction keeps others from writing, if only one at a time can. */
    Connection connectForWriting() throws SQLException {
        return connect();
    }

    /** To a database that is no store at all, or of another kind. */
    abstract List<Connection> connectToNoStore() throws SQLException;

    /** To a database that is another store. */
    abstract Connection connectElsewhere() throws SQLException;

    @BeforeEach
    void open() throws SQLException {
        faas = build(QueueSettings.DEFAULT);
        outbox = Outbox.of(faas);
        deploy(faas);
        connection = connect();
        connection.setAutoCommit(false);
        execute("create table orders (id varchar(20))");
        connection.commit();
    }

    @AfterEach
    void close() throws SQLException {
        connection.close();
        faas.close();
        time.close();
    }

    private Faas build(QueueSettings settings) {
        return Faas.builder()
                .durable(store())
                .drainLimit(Duration.ofSeconds(5))
                .async(AsyncSettings.builder().queue(settings).build())
                .build();
    }

    private void deploy(Faas to) {
        to.deploy(FunctionDefinition.of("ship", String.class, String.class, (order, context) -> {
            handled.add(order + " " + context.requestId());
            return order;
        }));
    }

    void execute(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    String read(String query) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet found = statement.executeQuery(query)) {
            return found.next() ? found.getString(1) : null;
        }
    }

    void await(BooleanSupplier wanted) throws InterruptedException {
        for (int i = 0; i < MOST_LOOKS && !wanted.getAsBoolean(); i++) {
            pause(Duration.ofMillis(10));
        }
        assertThat(wanted.getAsBoolean()).isTrue();
    }

    void pause(Duration duration) throws InterruptedException {
        time.await(new CompletableFuture<>(), duration);
    }

    private void awaitHandled(int count) throws InterruptedException {
        await(() -> handled.size() >= count && faas.ledger().open() == 0);
        assertThat(handled).hasSize(count);
    }

    @Test
    void what_is_committed_is_handled_once_and_what_is_rolled_back_never_was() throws Exception {
        execute("insert into orders values ('o-1')");
        outbox.invokeAsync(connection, "ship", "o-1");
        connection.rollback();
        execute("insert into orders values ('o-2')");
        UUID sent = outbox.invokeAsync(connection, "ship", "o-2");
        connection.commit();

        awaitHandled(1);
        pause(Duration.ofMillis(1_100));

        assertThat(handled).containsExactly("o-2 " + sent);
        assertThat(read("select id from orders")).isEqualTo("o-2");
        assertThat(faas.ledger().accepted()).isEqualTo(1);
        assertThat(faas.ledger().succeeded()).isEqualTo(1);
        assertThat(faas.ledger().isBalanced()).isTrue();
    }

    @Test
    void an_event_is_seen_by_nobody_before_its_commit() throws Exception {
        outbox.invokeAsync(connection, "ship", "o-1");
        outbox.committed();
        pause(Duration.ofMillis(1_500));
        assertThat(handled).isEmpty();
        assertThat(faas.ledger().accepted()).isZero();

        connection.commit();
        outbox.committed();

        awaitHandled(1);
    }

    @Test
    void who_dies_after_the_commit_leaves_it_to_the_next_process() throws Exception {
        UUID sent = outbox.invokeAsync(connection, "ship", "o-1", EventOptions.NONE.after(Duration.ofMillis(300)));
        connection.commit();
        faas.close();
        assertThat(handled).isEmpty();
        assertThatThrownBy(() -> outbox.invokeAsync(connection, "ship", "o-2")).isInstanceOf(ServiceException.class);

        faas = build(QueueSettings.DEFAULT);
        assertThat(faas.ledger().accepted()).isZero();
        deploy(faas);

        awaitHandled(1);
        assertThat(handled).containsExactly("o-1 " + sent);
    }

    @Test
    void an_event_waits_for_its_alias_and_for_its_delay() throws Exception {
        faas.publish("ship");
        faas.alias("ship", AliasSpec.of("live").version("1"));
        outbox.invokeAsync(connection, "ship:live", "o-1", EventOptions.NONE.after(Duration.ofMillis(3_500)));
        connection.commit();
        faas.close();
        faas = build(QueueSettings.DEFAULT);
        deploy(faas);
        pause(Duration.ofMillis(2_500));
        assertThat(handled).isEmpty();
        // Not claimed before.
        assertThat(read("select count(*) from faas_event where owner is null")).isEqualTo("1");
        connection.rollback();
        faas.publish("ship");
        faas.alias("ship", AliasSpec.of("live").version("1"));

        awaitHandled(1);
        assertThat(faas.ledger().succeeded()).isEqualTo(1);
    }

    @Test
    @Rule({"ASYNC-1", "REC-3"})
    void it_is_stored_as_by_invokeAsync_with_its_chain() throws Exception {
        CompletableFuture<String> chain = new CompletableFuture<>();
        faas.deploy(FunctionDefinition.of("order", String.class, String.class, (order, context) -> {
            outbox.invokeAsync(
                    connection,
                    "ship",
                    order,
                    EventOptions.NONE.orderKey("lane").after(Duration.ofSeconds(3)));
            try {
                chain.complete(read("select chain from faas_event where function = 'ship'"));
            } catch (SQLException e) {
                chain.completeExceptionally(e);
            }
            return order;
        }));

        faas.invoke("order", "o-1", String.class);

        assertThat(chain.join()).isEqualTo("[\"order\"]");
        connection.commit();
        String columns = "target, version, state, priority, payload, payload_bytes, order_key, tenant, function_errors";
        faas.invokeAsync("ship", "o-1", EventOptions.NONE.orderKey("lane").after(Duration.ofSeconds(3)));
        assertThat(read("select count(*) from (select distinct " + columns + " from faas_event) as kinds"))
                .isEqualTo("1");
        assertThat(read("select due_us - accepted_us between 2999000 and 3001000 from faas_event where owner is null"))
                .isIn("1", "t");
        connection.rollback();
    }

    @Test
    @Rule("ASYNC-15")
    void what_invokeAsync_refuses_is_refused() {
        assertThatThrownBy(() -> outbox.invokeAsync(connection, "nobody", "o-1"))
                .isInstanceOf(ResourceNotFoundException.class);
        assertThatThrownBy(() -> outbox.invokeAsync(connection, "ship:live", "o-1"))
                .isInstanceOf(ResourceNotFoundException.class);
        assertThatThrownBy(() -> outbox.invokeAsync(connection, "no name", "o-1"))
                .isInstanceOf(ValidationException.class);
        List<Object> endless = new ArrayList<>();
        endless.add(endless);
        assertThatThrownBy(() -> outbox.invokeAsync(connection, "ship", endless))
                .isInstanceOf(InvalidRequestContentException.class);
        assertThatThrownBy(() -> outbox.invokeAsync(connection, "ship", "x".repeat(MEGABYTE)))
                .isInstanceOf(RequestTooLargeException.class);
    }

    @Test
    void an_event_greater_than_a_queue_is_refused() throws Exception {
        faas.close();
        faas = build(QueueSettings.DEFAULT.maxBytes(100));
        deploy(faas);

        assertThatThrownBy(() -> Outbox.of(faas).invokeAsync(connection, "ship", "x".repeat(100)))
                .isInstanceOf(EventQueueFullException.class);
    }

    @Test
    void a_connection_without_a_transaction_or_to_something_else_is_refused() throws Exception {
        connection.setAutoCommit(true);
        assertThatThrownBy(() -> outbox.invokeAsync(connection, "ship", "o-1"))
                .isInstanceOf(ValidationException.class)
                .hasMessageContaining("connection.autoCommit");
        connection.setAutoCommit(false);
        try (Connection elsewhere = connectElsewhere()) {
            elsewhere.setAutoCommit(false);
            assertThatThrownBy(() -> outbox.invokeAsync(elsewhere, "ship", "o-1"))
                    .isInstanceOf(ValidationException.class)
                    .hasMessageContaining("durable on");
            assertThatThrownBy(
                            () -> outbox.invokeAsync(elsewhere, "ship", "o-1", EventOptions.NONE.deduplicationKey("k")))
                    .isInstanceOf(ValidationException.class);
            elsewhere.rollback();
        }
        connection.close();
        assertThatThrownBy(() -> outbox.invokeAsync(connection, "ship", "o-1"))
                .isInstanceOfAny(ValidationException.class, StoreException.class);
    }

    @Test
    void a_connection_to_something_that_is_no_store_is_refused_as_such() throws Exception {
        for (Connection other : connectToNoStore()) {
            try (other) {
                other.setAutoCommit(false);
                for (EventOptions options : List.of(EventOptions.NONE, EventOptions.NONE.deduplicationKey("k"))) {
                    assertThatThrownBy(() -> outbox.invokeAsync(other, "ship", "o-1", options))
                            .isInstanceOf(ValidationException.class)
                            .hasMessageContaining("durable on");
                    other.rollback();
                }
            }
        }
    }

    @Test
    void a_library_that_is_not_durable_has_no_outbox() {
        try (Faas other = Faas.create()) {
            assertThatThrownBy(() -> Outbox.of(other))
                    .isInstanceOf(ValidationException.class)
                    .hasMessageContaining("JdbcStore");
        }
    }

    @Test
    void a_duplicate_answers_the_first_ones_id_whichever_way_that_came() throws Exception {
        EventOptions first = EventOptions.NONE.deduplicationKey("k-1");
        UUID sent = outbox.invokeAsync(connection, "ship", "o-1", first);
        assertThat(outbox.invokeAsync(connection, "ship", "o-1", first)).isEqualTo(sent);
        connection.commit();

        assertThat(faas.invokeAsync("ship", "o-1", first).requestId()).isEqualTo(sent);
        EventOptions second = EventOptions.NONE.deduplicationKey("k-2");
        UUID other = faas.invokeAsync("ship", "o-2", second).requestId();
        // What is handled meanwhile is written too: in a file, a transaction that has read before cannot write any more
        // then.
        try (Connection writing = connectForWriting()) {
            writing.setAutoCommit(false);
            assertThat(outbox.invokeAsync(writing, "ship", "o-2", second)).isEqualTo(other);
            writing.commit();
        }

        awaitHandled(2);
        assertThat(handled).containsExactlyInAnyOrder("o-1 " + sent, "o-2 " + other);
    }

    @Test
    void a_key_that_was_rolled_back_is_free() throws Exception {
        EventOptions options = EventOptions.NONE.deduplicationKey("k-1");
        outbox.invokeAsync(connection, "ship", "o-1", options);
        connection.rollback();

        UUID sent = faas.invokeAsync("ship", "o-2", options).requestId();

        awaitHandled(1);
        assertThat(handled).containsExactly("o-2 " + sent);
    }

    @Test
    void a_transaction_that_lasts_is_no_outage() throws Exception {
        ListAppender<ILoggingEvent> log = new ListAppender<>();
        log.start();
        Logger logger = (Logger) LoggerFactory.getLogger(Writer.class);
        logger.addAppender(log);
        try {
            EventOptions options = EventOptions.NONE.deduplicationKey("k-1");
            UUID sent = outbox.invokeAsync(connection, "ship", "o-1", options);
            CompletableFuture<UUID> duplicate = sending("o-1", options);
            CompletableFuture<UUID> other = sending("o-2", EventOptions.NONE);

            pause(Duration.ofMillis(1_200));
            assertThat(duplicate).isNotDone();
            connection.commit();

            assertThat(duplicate.join()).isEqualTo(sent);
            awaitHandled(2);
            assertThat(handled).containsExactlyInAnyOrder("o-1 " + sent, "o-2 " + other.join());
            assertThat(log.list).isEmpty();
        } finally {
            logger.detachAppender(log);
        }
    }

    CompletableFuture<UUID> sending(String order, EventOptions options) {
        CompletableFuture<UUID> sent = new CompletableFuture<>();
        WorkerThreads.platform()
                .newThread("sender", () -> {
                    try {
                        sent.complete(faas.invokeAsync("ship", order, options).requestId());
                    } catch (RuntimeException | Error failure) {
                        sent.completeExceptionally(failure);
                    }
                })
                .start();
        return sent;
    }

    @Test
    @Rule("MET(AsyncEventsReceived)")
    void an_event_is_metered_as_received_once_a_process_has_taken_it_over() throws Exception {
        faas.close();
        SimpleMeterRegistry meters = new SimpleMeterRegistry();
        faas = Faas.builder().durable(store()).meterRegistry(meters).build();
        deploy(faas);
        Outbox.of(faas).invokeAsync(connection, "ship", "o-1");
        connection.rollback();
        Outbox.of(faas).invokeAsync(connection, "ship", "o-2");
        connection.commit();
        awaitHandled(1);

        faas.invokeAsync("ship", "o-3");

        awaitHandled(2);
        assertThat(meters.get("faas.async.events.received").functionCounter().count())
                .isEqualTo(2);
    }

    @Test
    void many_events_in_one_transaction_are_handled_once_each() throws Exception {
        for (int i = 0; i < 2_000; i++) {
            outbox.invokeAsync(connection, "ship", "o-" + i);
        }
        connection.commit();
        outbox.committed();

        awaitHandled(2_000);

        assertThat(handled).doesNotHaveDuplicates();
        assertThat(faas.ledger().succeeded()).isEqualTo(2_000);
    }

    @Test
    void what_cannot_be_written_is_told_with_the_stores_error_and_the_connection_is_the_callers() throws Exception {
        spoil();

        StoreException refusal =
                catchThrowableOfType(StoreException.class, () -> outbox.invokeAsync(connection, "ship", "o-1"));

        assertThat(refusal.reason()).isEqualTo(StoreException.Reason.UNAVAILABLE);
        assertThat(refusal).hasMessageContaining("ship").hasRootCauseInstanceOf(SQLException.class);
        assertThat(connection.isClosed()).isFalse();
        connection.rollback();
    }

    /** From then on the transaction changes nothing any more. */
    abstract void spoil() throws SQLException;
}
