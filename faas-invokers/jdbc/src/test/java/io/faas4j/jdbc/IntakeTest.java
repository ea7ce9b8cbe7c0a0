package io.faas4j.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import io.faas4j.async.queue.Batch;
import io.faas4j.async.queue.EventQueue;
import io.faas4j.async.queue.FunctionQueue;
import io.faas4j.async.queue.Outcome;
import io.faas4j.async.queue.Progress;
import io.faas4j.async.queue.QueueSettings;
import io.faas4j.durable.OpenStore;
import io.faas4j.runtime.time.VirtualTime;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How much a process takes in of what is nobody's, if its workers need some tens of events at once. */
class IntakeTest {

    private static final int AHEAD = 64;
    private static final int MOST_BEHIND = 1_000;
    private static final int STEPS = 60;

    @TempDir
    Path folder;

    private final VirtualTime time = VirtualTime.create();
    private OpenStore store;
    private EventQueue all;
    private int lastId;

    @BeforeEach
    void open() {
        store = JdbcStore.embedded(folder.resolve("faas.db")).open(time);
        all = EventQueue.durable(time, QueueSettings.DEFAULT, store.events(), target -> AHEAD);
    }

    @AfterEach
    void close() {
        assertThat(all.ledger().isBalanced()).isTrue();
        all.close();
        store.close();
        time.close();
    }

    private FunctionQueue queue() {
        return all.function("resize");
    }

    private Connection connect() throws SQLException {
        return DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("faas.db"));
    }

    /** Commits events that are nobody's. */
    private void insert(int count, String orderKey, Duration delay) throws SQLException {
        try (Connection connection = connect()) {
            connection.setAutoCommit(false);
            try (PreparedStatement insert = connection.prepareStatement("""
                    insert into faas_event (seq, function, request_id, target, state, priority, payload, payload_bytes, accepted_us, due_us, \
                    order_key, function_errors, throttles, started) \
                    values (?, 'resize', ?, 'resize', 'QUEUED', 'NORMAL', '1', 1, ?, ?, ?, 0, 0, false)""")) {
                long now = ChronoUnit.MICROS.between(java.time.Instant.EPOCH, time.now());
                for (int i = 0; i < count; i++) {
                    int id = ++lastId;
                    insert.setLong(1, (1L << 50) + id);
                    insert.setString(2, TestEvents.id(id).toString());
                    insert.setLong(3, now);
                    insert.setLong(4, now + delay.toNanos() / 1_000);
                    insert.setString(5, orderKey);
                    insert.addBatch();
                }
                insert.executeBatch();
            }
            connection.commit();
        }
    }

    /** Lets the process look some times. */
    private void look() throws Exception {
        for (int i = 0; i < 3; i++) {
            time.advance(Duration.ofMillis(400));
            settle();
        }
    }

    /** What follows from what was noted is done after this. */
    private void settle() throws Exception {
        for (int step = 0; step < STEPS; step++) {
            store.checkpoints().load("none");
        }
    }

    private long number(String query) throws SQLException {
        try (Connection connection = connect();
                Statement statement = connection.createStatement();
                ResultSet found = statement.executeQuery(query)) {
            found.next();
            return found.getLong(1);
        }
    }

    private long taken() throws SQLException {
        return number("select count(*) from faas_event where owner is not null");
    }

    /** Handles all that there is, some at a time. */
    private Set<Long> handleAll() throws Exception {
        Set<Long> handled = new HashSet<>();
        while (number("select count(*) from faas_event") > 0) {
            for (int i = 0; i < 10; i++) {
                Batch batch = queue().claim(AHEAD, TestEvents.LEASE);
                for (int event = 0; event < batch.size(); event++) {
                    batch.start(event);
                    handled.add(batch.event(event).idLow());
                    batch.succeeded(event);
                }
                queue().settle(batch);
            }
            look();
        }
        return handled;
    }

    @Test
    void a_backlog_that_is_due_soon_is_not_taken_in_as_a_whole() throws Exception {
        insert(1_000, null, Duration.ofSeconds(3));

        look();

        assertThat(taken()).isEqualTo(AHEAD);
        look();
        time.advance(Duration.ofSeconds(2));
        assertThat(handleAll()).hasSize(1_000);
    }

    @Test
    void a_backlog_behind_one_order_key_is_not_taken_in_as_a_whole() throws Exception {
        insert(3_000, "customer-7", Duration.ZERO);

        look();

        assertThat(taken()).isBetween((long) AHEAD, (long) MOST_BEHIND + AHEAD);
    }

    @Test
    void who_waits_behind_an_order_key_keeps_nobody_else_from_being_taken_in() throws Exception {
        insert(200, "customer-7", Duration.ZERO);
        look();
        Batch failing = TestEvents.run(queue());
        failing.decide(
                0,
                new Outcome.Retry(
                        time.nanoTime() + Duration.ofMinutes(2).toNanos(),
                        Progress.functionError(new TestEvents(time).failure("not this time"))));
        queue().settle(failing);
        insert(10, null, Duration.ZERO);

        look();

        assertThat(TestEvents.due(queue())).hasSize(10);
        queue().discard();
    }

    @Test
    void more_is_taken_in_when_little_is_left_also_of_a_function_that_was_forgotten_meanwhile() throws Exception {
        FunctionQueue known = queue();
        known.discard();
        assertThat(all.functions()).isEmpty();
        known.accept(new TestEvents(time, 10_000).next());
        assertThat(all.functions()).containsExactly(known);
        insert(500, null, Duration.ZERO);
        look();
        assertThat(taken()).isEqualTo(AHEAD);

        TestEvents.finish(known, Outcome.SUCCEEDED);
        settle();

        assertThat(taken()).isEqualTo(AHEAD);
    }

    @Test
    void what_cannot_be_read_keeps_nothing_else_from_being_taken_in_and_stays() throws Exception {
        insert(3, null, Duration.ZERO);
        spoil(2);
        look();
        assertThat(TestEvents.due(queue())).containsExactly(1L, 3L);
        all.close();
        store.close();

        open();

        assertThat(TestEvents.due(queue())).containsExactly(1L, 3L);
        assertThat(number("select count(*) from faas_event")).isEqualTo(3);
        assertThat(number("select sum(accepted) from faas_function")).isEqualTo(3);
    }

    private void spoil(int id) throws SQLException {
        try (Connection connection = connect();
                Statement statement = connection.createStatement()) {
            statement.execute(
                    "update faas_event set attempts = 'nonsense' where request_id = '" + TestEvents.id(id) + "'");
        }
    }

    @Test
    void what_was_cancelled_makes_room_for_more() throws Exception {
        insert(1_000, null, Duration.ofSeconds(3));
        look();
        for (long id = 1; id <= AHEAD; id++) {
            assertThat(queue().cancel(TestEvents.id(id))).isTrue();
        }

        look();

        assertThat(taken()).isEqualTo(AHEAD);
    }
}
