package io.faas4j.jdbc;

import static io.faas4j.jdbc.TestEvents.due;
import static io.faas4j.jdbc.TestEvents.id;
import static io.faas4j.jdbc.TestEvents.run;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.faas4j.async.queue.Acceptance;
import io.faas4j.async.queue.Batch;
import io.faas4j.async.queue.FunctionQueue;
import io.faas4j.async.queue.Letter;
import io.faas4j.async.queue.QueueSettings;
import io.faas4j.async.queue.QueuedEvent;
import io.faas4j.error.StoreException;
import io.faas4j.error.StoreException.Reason;
import io.faas4j.idempotency.IdempotencyRecord;
import io.faas4j.jdbc.FaultyDatabase.Fault;
import io.faas4j.runtime.time.TimeSource;
import io.faas4j.source.Checkpoint;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.slf4j.LoggerFactory;

/** What happens while the database is away, and when an answer of its gets lost. */
abstract class OutageContract {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final TimeSource time = TimeSource.system();
    private final TestEvents events = new TestEvents(time);
    private final ListAppender<ILoggingEvent> log = new ListAppender<>();
    private FaultyDatabase database;
    private DurableQueue all;

    /** The same database each time. */
    abstract Database database();

    @BeforeEach
    void open() {
        database = new FaultyDatabase(database());
        all = DurableQueue.open(JdbcStore.of(() -> database), time, QueueSettings.DEFAULT);
        log.list.clear();
        log.start();
        ((Logger) LoggerFactory.getLogger(Writer.class)).addAppender(log);
    }

    @AfterEach
    void close() {
        ((Logger) LoggerFactory.getLogger(Writer.class)).detachAppender(log);
        database.is(Fault.NONE);
        all.close();
        time.close();
    }

    private FunctionQueue queue() {
        return all.function("resize");
    }

    private void accept(int count) {
        for (int i = 0; i < count; i++) {
            assertThat(queue().accept(events.next())).isEqualTo(Acceptance.ACCEPTED);
        }
    }

    /** Waits until the database is used again, and all that was noted is written. */
    private void awaitBack() throws InterruptedException {
        database.is(Fault.NONE);
        CompletableFuture<Void> never = new CompletableFuture<>();
        for (int i = 0; i < PATIENCE.toMillis() / 10; i++) {
            try {
                all.store().checkpoints().load("none");
                return;
            } catch (Exception away) {
                time.await(never, Duration.ofMillis(10));
            }
        }
        throw new AssertionError("it did not come back");
    }

    private void restart() throws InterruptedException {
        awaitBack();
        all.close();
        all = DurableQueue.open(JdbcStore.of(() -> database), time, QueueSettings.DEFAULT);
    }

    private static Reason reason(Acceptance answer) {
        return ((Acceptance.Unstored) answer).reason();
    }

    @Test
    void nothing_is_accepted_that_is_not_stored() throws InterruptedException {
        accept(1);
        database.is(Fault.AWAY);

        assertThat(reason(queue().accept(events.next()))).isEqualTo(Reason.UNAVAILABLE);
        assertThat(reason(queue().accept(events.key("a")))).isEqualTo(Reason.UNAVAILABLE);
        assertThat(queue().accept(List.of(events.next(), events.next())))
                .allSatisfy(answer -> assertThat(reason(answer)).isEqualTo(Reason.UNAVAILABLE));

        assertThat(all.ledger().accepted()).isEqualTo(1);
        assertThat(due(queue())).containsExactly(1L);
        awaitBack();
        assertThat(queue().accept(events.key("a"))).isEqualTo(Acceptance.ACCEPTED);
        restart();
        assertThat(due(queue())).containsExactly(1L, 6L);
        assertThat(all.ledger().accepted()).isEqualTo(2);
    }

    @Test
    void what_was_running_goes_on_and_is_settled_when_the_database_is_back() throws InterruptedException {
        accept(3);
        Batch batch = run(queue());
        database.is(Fault.AWAY);
        batch.succeeded(0);
        batch.succeeded(1);

        assertThat(queue().settle(batch)).isTrue();

        assertThat(all.ledger().succeeded()).isEqualTo(2);
        Batch again = run(queue());
        again.succeeded(0);
        assertThat(queue().settle(again)).isTrue();
        restart();
        assertThat(all.ledger().succeeded()).isEqualTo(3);
        assertThat(all.ledger().open()).isZero();
    }

    @Test
    void an_outage_is_said_once_and_so_is_its_end() throws InterruptedException {
        database.is(Fault.AWAY);
        queue().accept(events.next());
        int before = database.connections();
        time.await(new CompletableFuture<>(), Duration.ofSeconds(1));
        queue().accept(events.next());

        // After 100, 200 and 400 ms.
        assertThat(database.connections() - before).isBetween(1, 5);
        assertThat(log.list).hasSize(1);
        assertThat(log.list.get(0).getFormattedMessage()).contains("cannot be written");
        awaitBack();
        accept(1);
        assertThat(log.list).hasSizeLessThanOrEqualTo(2);
    }

    @Test
    void checkpoints_fail_with_the_stores_error() {
        database.is(Fault.AWAY);

        assertThatThrownBy(() -> all.store().checkpoints().save("m", "shard-0", Checkpoint.after("1")))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("the database is away");
    }

    private Optional<IdempotencyRecord> begin(UUID holder) throws Exception {
        Instant now = time.now();
        return all.store().idempotency().begin("pay#1", holder, "", now, now.plus(PATIENCE));
    }

    private boolean complete(UUID holder, Duration patience) throws Exception {
        return all.store()
                .idempotency()
                .complete("pay#1", holder, new byte[] {'1'}, time.now().plus(PATIENCE), patience);
    }

    @Test
    void no_key_of_an_idempotent_handler_is_locked_or_released_that_is_not_so_in_the_store() throws Exception {
        begin(id(1));
        database.is(Fault.AWAY);

        assertThatThrownBy(() -> begin(id(2)))
                .isInstanceOfSatisfying(
                        StoreException.class, away -> assertThat(away.reason()).isEqualTo(Reason.UNAVAILABLE));
        assertThatThrownBy(() -> all.store().idempotency().release("pay#1", id(1)))
                .isInstanceOf(StoreException.class);

        awaitBack();
        assertThat(begin(id(2))).isPresent();
        assertThat(complete(id(1), PATIENCE)).isTrue();
    }

    @Test
    void the_result_of_an_idempotent_handler_is_stored_when_the_database_is_back() throws Exception {
        begin(id(1));
        database.is(Fault.AWAY);

        assertThatThrownBy(() -> complete(id(1), Duration.ofMillis(300)))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("pay#1");

        awaitBack();
        assertThat(begin(id(2)).orElseThrow().result()).hasValue(new byte[] {'1'});
    }

    @ParameterizedTest
    @EnumSource(
            value = Fault.class,
            names = {"ANSWER_LOST", "COMMIT_LOST"})
    void a_key_is_locked_and_completed_once_if_the_commits_answer_is_lost(Fault fault) throws Exception {
        database.is(fault);
        assertThat(begin(id(1))).isEmpty();
        assertThat(begin(id(2))).isPresent();
        database.is(fault);
        assertThat(complete(id(1), PATIENCE)).isTrue();

        restart();

        assertThat(begin(id(2)).orElseThrow().result()).hasValue(new byte[] {'1'});
    }

    @ParameterizedTest
    @EnumSource(
            value = Fault.class,
            names = {"ANSWER_LOST", "COMMIT_LOST"})
    void a_commit_whose_answer_is_lost_counts_once(Fault fault) throws InterruptedException {
        database.is(fault);
        accept(1);
        accept(1);
        Batch batch = run(queue());
        batch.succeeded(0);
        database.is(fault);
        queue().settle(batch);

        restart();

        assertThat(all.ledger().accepted()).isEqualTo(2);
        assertThat(all.ledger().succeeded()).isEqualTo(1);
        assertThat(due(queue())).containsExactly(2L);
    }

    @ParameterizedTest
    @EnumSource(
            value = Fault.class,
            names = {"AWAY_AFTER_COMMIT", "AWAY_BEFORE_COMMIT"})
    void an_acceptance_that_was_refused_leaves_nothing_even_if_it_was_committed(Fault fault)
            throws InterruptedException {
        accept(1);
        database.is(fault);

        assertThat(reason(queue().accept(events.next()))).isEqualTo(Reason.UNAVAILABLE);

        restart();
        assertThat(due(queue())).containsExactly(1L);
        assertThat(all.ledger().accepted()).isEqualTo(1);
        assertThat(all.ledger().isBalanced()).isTrue();
    }

    @ParameterizedTest
    @EnumSource(
            value = Fault.class,
            names = {"AWAY_AFTER_COMMIT", "AWAY_BEFORE_COMMIT"})
    void whoever_sends_again_what_was_refused_is_no_duplicate_even_if_it_was_committed(Fault fault)
            throws InterruptedException {
        database.is(fault);
        assertThat(reason(queue().accept(events.key("order-7")))).isEqualTo(Reason.UNAVAILABLE);

        awaitBack();

        assertThat(queue().accept(events.key("order-7"))).isEqualTo(Acceptance.ACCEPTED);
        restart();
        assertThat(due(queue())).containsExactly(2L);
        assertThat(all.ledger().accepted()).isEqualTo(1);
    }

    @ParameterizedTest
    @EnumSource(
            value = Fault.class,
            names = {"ANSWER_LOST", "COMMIT_LOST"})
    void what_is_kept_is_so_once_if_the_commits_answer_is_lost(Fault fault) throws InterruptedException {
        database.is(fault);

        QueuedEvent given = events.givenUp();

        assertThat(queue().keep(given)).isEqualTo(Acceptance.ACCEPTED);

        restart();
        assertThat(queue().letters(0, 10)).extracting(Letter::requestId).containsExactly(id(1));
        assertThat(queue().letters(0, 10).get(0).extras())
                .usingRecursiveComparison()
                .isEqualTo(given.extras());
        assertThat(all.ledger().accepted()).isEqualTo(1);
        assertThat(all.ledger().dead()).isEqualTo(1);
    }

    @ParameterizedTest
    @EnumSource(
            value = Fault.class,
            names = {"AWAY", "AWAY_AFTER_COMMIT", "AWAY_BEFORE_COMMIT"})
    void what_could_not_be_kept_is_nowhere_even_if_it_was_committed(Fault fault) throws InterruptedException {
        accept(1);
        database.is(fault);

        assertThat(reason(queue().keep(events.givenUp()))).isEqualTo(Reason.UNAVAILABLE);

        assertThat(queue().letters(0, 10)).isEmpty();
        assertThat(all.ledger().accepted()).isEqualTo(1);
        restart();
        assertThat(queue().letters(0, 10)).isEmpty();
        assertThat(due(queue())).containsExactly(1L);
        assertThat(all.ledger().accepted()).isEqualTo(1);
        assertThat(all.ledger().isBalanced()).isTrue();
    }

    @Test
    void what_the_database_refuses_is_refused_alone() {
        assertThat(queue().accept(List.of(events.next(), events.key("no\0key"), events.next())))
                .hasSize(3);

        assertThat(due(queue())).contains(1L, 3L);
        assertThat(queue().letter(id(2))).isEmpty();
    }

    @Test
    void closing_does_not_wait_for_a_database_that_is_away() {
        accept(1);
        Batch batch = run(queue());
        batch.succeeded(0);
        database.is(Fault.AWAY);
        queue().settle(batch);

        all.close();

        database.is(Fault.NONE);
        all = DurableQueue.open(JdbcStore.of(() -> database), time, QueueSettings.DEFAULT);
        // Who shares a database with others waits for the end of the lease.
        assertThat(all.ledger().accepted()).isEqualTo(database.isShared() ? 0 : 1);
    }
}
