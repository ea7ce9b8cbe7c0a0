package io.faas4j.jdbc;

import static io.faas4j.jdbc.TestEvents.due;
import static io.faas4j.jdbc.TestEvents.finish;
import static io.faas4j.jdbc.TestEvents.id;
import static io.faas4j.jdbc.TestEvents.run;
import static org.assertj.core.api.Assertions.assertThat;

import io.faas4j.async.queue.Acceptance;
import io.faas4j.async.queue.Batch;
import io.faas4j.async.queue.Outcome;
import io.faas4j.async.queue.Progress;
import io.faas4j.async.queue.QueueSettings;
import io.faas4j.event.EventCondition;
import io.faas4j.event.Ledger;
import io.faas4j.runtime.time.VirtualTime;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * Processes that share a PostgreSQL, and take in all they find. Each has its own time here, so that one can stand still, and none hears
 * the others.
 */
class SharedQueueTest {

    private static final Duration LEASE = Duration.ofSeconds(30);
    /** Of the writers, more than a take-over has. */
    private static final int STEPS = 30;

    private static final Duration MINUTE = Duration.ofMinutes(1);

    private final String schema = TestPostgres.newSchema();
    private final List<Node> processes = new ArrayList<>();

    /** One process. */
    private record Node(VirtualTime time, DurableQueue all, TestEvents events) {

        void accept(int count) {
            for (int i = 0; i < count; i++) {
                assertThat(all.function("resize").accept(events.next())).isEqualTo(Acceptance.ACCEPTED);
            }
        }

        io.faas4j.async.queue.FunctionQueue queue() {
            return all.function("resize");
        }

        /** Lets time pass, and what it brings about be done. */
        void advance(Duration duration) {
            time.advance(duration);
            settle();
            // One look begins, and the next finds what it has made nobody's.
            time.advance(LEASE.dividedBy(3));
            settle();
        }

        /** All that was noted so far is written after this. */
        private void settle() {
            try {
                for (int i = 0; i < STEPS; i++) {
                    all.store().checkpoints().load("none");
                }
            } catch (Exception e) {
                throw new AssertionError(e);
            }
        }
    }

    private Node process() {
        return process(new AtomicLong());
    }

    private Node process(AtomicLong aheadMicros) {
        return process(DeafDatabase.of(new PostgresDatabase(TestPostgres.source(schema), false), aheadMicros));
    }

    private Node process(Database database) {
        VirtualTime time = VirtualTime.create();
        JdbcStore store = JdbcStore.of(() -> database).lease(LEASE);
        Node process = new Node(
                time,
                DurableQueue.open(store, time, QueueSettings.DEFAULT),
                new TestEvents(time, 100L * processes.size()));
        processes.add(process);
        return process;
    }

    @AfterEach
    void close() {
        for (Node process : processes) {
            assertThat(process.all().ledger().isBalanced()).isTrue();
            process.all().close();
            process.time().close();
        }
    }

    @Test
    void each_process_has_what_it_accepted() {
        Node first = process();
        Node second = process();
        first.accept(2);
        second.accept(1);
        second.advance(LEASE.dividedBy(2));

        assertThat(due(first.queue())).containsExactly(1L, 2L);
        assertThat(due(second.queue())).containsExactly(101L);
    }

    @Test
    void a_dead_processes_events_are_taken_over_after_its_lease_by_one() {
        Node dead = process();
        Node second = process();
        Node third = process();
        dead.accept(3);

        second.advance(LEASE.minusSeconds(11));
        assertThat(due(second.queue())).isEmpty();
        second.advance(LEASE);
        third.advance(LEASE.multipliedBy(2));

        assertThat(due(second.queue())).containsExactly(1L, 2L, 3L);
        assertThat(due(third.queue())).isEmpty();
        assertThat(second.all().ledger().waitingForRetry()).isEqualTo(3);
        assertThat(second.queue().cancel(id(1))).isFalse();
    }

    @Test
    void counts_and_dead_letters_go_along() {
        Node dead = process();
        dead.accept(2);
        finish(dead.queue(), Outcome.SUCCEEDED);
        dead.accept(1);
        finish(
                dead.queue(),
                new Outcome.Keep(
                        TestEvents.delivery(EventCondition.EVENT_AGE_EXCEEDED),
                        Progress.functionError(dead.events().failure("too old"))));
        dead.accept(1);
        dead.settle();
        Node heir = process();

        heir.advance(LEASE.multipliedBy(2));

        Ledger ledger = heir.all().ledger();
        assertThat(ledger.accepted()).isEqualTo(4);
        assertThat(ledger.succeeded()).isEqualTo(2);
        assertThat(ledger.expired()).isEqualTo(1);
        assertThat(ledger.kept()).isEqualTo(1);
        assertThat(ledger.open()).isEqualTo(1);
        assertThat(heir.queue().letters(0, 10)).hasSize(1);
    }

    @Test
    void what_a_process_leaves_in_order_is_taken_over_at_once_and_was_not_running() {
        Node leaving = process();
        leaving.accept(2);
        leaving.all().close();

        Node next = process();

        assertThat(due(next.queue())).containsExactly(1L, 2L);
        assertThat(next.all().ledger().queued()).isEqualTo(2);
        assertThat(next.queue().cancel(id(1))).isTrue();
    }

    @Test
    void a_process_that_comes_back_finds_that_its_events_are_anothers() {
        Node slow = process();
        Node heir = process();
        slow.accept(2);
        Batch running = run(slow.queue());
        running.succeeded(0);
        heir.advance(LEASE.multipliedBy(2));
        assertThat(run(heir.queue()).size()).isEqualTo(2);

        slow.accept(1);

        assertThat(slow.queue().settle(running)).isFalse();
        assertThat(due(slow.queue())).containsExactly(3L);
        assertThat(slow.all().ledger().accepted()).isEqualTo(1);
        slow.settle();
        heir.settle();
        assertThat(heir.all().ledger().running()).isEqualTo(2);
        assertThat(heir.all().ledger().accepted()).isEqualTo(2);
    }

    @Test
    void a_process_that_settles_what_is_anothers_changes_nothing() {
        Node slow = process();
        Node heir = process();
        slow.accept(1);
        heir.advance(LEASE.multipliedBy(2));

        finish(slow.queue(), Outcome.SUCCEEDED);
        slow.settle();

        assertThat(slow.all().ledger()).isEqualTo(Ledger.EMPTY);
        heir.all().close();
        Node next = process();
        assertThat(due(next.queue())).containsExactly(1L);
        assertThat(next.all().ledger().accepted()).isEqualTo(1);
    }

    @Test
    void what_was_accepted_by_a_transaction_whose_answer_is_lost_and_is_anothers_by_then_is_accepted_once() {
        FaultyDatabase faulty =
                new FaultyDatabase(DeafDatabase.of(new PostgresDatabase(TestPostgres.source(schema), false)));
        Node slow = process(faulty);
        Node heir = process();
        faulty.is(FaultyDatabase.Fault.ANSWER_LOST);
        faulty.beforeConnecting(() -> heir.advance(LEASE.multipliedBy(2)));

        assertThat(slow.queue().accept(slow.events().next())).isEqualTo(new Acceptance.Duplicate(id(1)));

        assertThat(due(slow.queue())).isEmpty();
        assertThat(due(heir.queue())).containsExactly(1L);
        assertThat(slow.all().ledger()).isEqualTo(Ledger.EMPTY);
        assertThat(heir.all().ledger().accepted()).isEqualTo(1);
    }

    @Test
    void an_idle_process_gives_signs_of_life() {
        Node idle = process();
        Node other = process();
        idle.accept(1);
        for (int i = 0; i < 10; i++) {
            idle.advance(LEASE.dividedBy(3));
            other.advance(LEASE.dividedBy(3));
        }

        assertThat(due(other.queue())).isEmpty();
        assertThat(due(idle.queue())).containsExactly(1L);
    }

    @Test
    void the_databases_clock_is_followed_from_one_sign_of_life_to_the_next() throws SQLException {
        AtomicLong aheadMicros = new AtomicLong();
        Node process = process(aheadMicros);
        aheadMicros.set(TimeUnit.HOURS.toMicros(1));

        process.advance(LEASE.dividedBy(3));
        process.accept(1);

        Instant databasesNow = process.time().now().plus(Duration.ofHours(1));
        assertThat(number("select accepted_us from faas_event")).isEqualTo(micros(databasesNow));
        assertThat(number("select lease_until_us from faas_process")).isEqualTo(micros(databasesNow.plus(LEASE)));
        assertThat(due(process.queue())).containsExactly(1L);
    }

    private static long micros(Instant time) {
        return ChronoUnit.MICROS.between(Instant.EPOCH, time);
    }

    private long number(String query) throws SQLException {
        try (Connection connection = TestPostgres.source(schema).getConnection();
                Statement statement = connection.createStatement();
                ResultSet found = statement.executeQuery(query)) {
            found.next();
            return found.getLong(1);
        }
    }

    @Test
    void a_deduplication_key_is_known_to_all() {
        Node first = process();
        Node second = process();
        assertThat(first.queue().accept(first.events().key("order-1"))).isEqualTo(Acceptance.ACCEPTED);

        assertThat(second.queue().accept(second.events().key("order-1"))).isEqualTo(new Acceptance.Duplicate(id(1)));

        assertThat(second.all().ledger()).isEqualTo(Ledger.EMPTY);
        assertThat(due(second.queue())).isEmpty();
        second.time().advance(QueueSettings.DEFAULT.deduplicationWindow().plus(MINUTE));
        assertThat(second.queue().accept(second.events().key("order-1"))).isEqualTo(Acceptance.ACCEPTED);
    }

    @Test
    void more_than_fits_into_one_transaction_is_taken_over_in_several() {
        Node dead = process();
        dead.accept(2_500);
        Node heir = process();

        heir.advance(LEASE.multipliedBy(2));

        assertThat(heir.all().ledger().waitingForRetry()).isEqualTo(2_500);
        assertThat(due(heir.queue())).hasSize(1_000).startsWith(1L, 2L, 3L);
    }
}
