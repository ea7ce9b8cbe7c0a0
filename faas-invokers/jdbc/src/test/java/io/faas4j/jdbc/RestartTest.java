package io.faas4j.jdbc;

import static io.faas4j.jdbc.TestEvents.delivery;
import static io.faas4j.jdbc.TestEvents.due;
import static io.faas4j.jdbc.TestEvents.finish;
import static io.faas4j.jdbc.TestEvents.id;
import static io.faas4j.jdbc.TestEvents.run;
import static org.assertj.core.api.Assertions.assertThat;

import io.faas4j.async.queue.Acceptance;
import io.faas4j.async.queue.Attempt;
import io.faas4j.async.queue.Batch;
import io.faas4j.async.queue.FunctionQueue;
import io.faas4j.async.queue.Letter;
import io.faas4j.async.queue.Outcome;
import io.faas4j.async.queue.Progress;
import io.faas4j.async.queue.QueueSettings;
import io.faas4j.async.queue.QueuedEvent;
import io.faas4j.async.queue.Redrive;
import io.faas4j.event.AttemptRecord;
import io.faas4j.event.DestinationRef;
import io.faas4j.event.EventCondition;
import io.faas4j.event.EventPriority;
import io.faas4j.event.EventState;
import io.faas4j.event.Ledger;
import io.faas4j.runtime.time.VirtualTime;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the next process finds in a file, whether the one before it was closed or killed. */
class RestartTest {

    private static final Duration MINUTE = Duration.ofMinutes(1);

    @TempDir
    Path folder;

    private final VirtualTime time = VirtualTime.create();
    private final TestEvents events = new TestEvents(time);
    private Path file;
    private DurableQueue all;

    @BeforeEach
    void openFirst() {
        file = folder.resolve("first.db");
        open();
    }

    @AfterEach
    void close() {
        assertThat(all.ledger().isBalanced()).isTrue();
        all.close();
        time.close();
    }

    private void open() {
        all = DurableQueue.open(JdbcStore.embedded(file), time, QueueSettings.DEFAULT);
    }

    private void restart() {
        all.close();
        open();
    }

    /** Goes on with what a process that is killed now would leave. */
    private void kill() throws IOException {
        // What is noted goes first: that the process lived a moment longer.
        all.queue().close();
        Path next = Files.createDirectory(folder.resolve("killed" + System.nanoTime()));
        try (Stream<Path> files = Files.list(file.getParent())) {
            for (Path one : files.filter(Files::isRegularFile).toList()) {
                Files.copy(one, next.resolve(one.getFileName()));
            }
        }
        all.store().close();
        file = next.resolve(file.getFileName());
        open();
    }

    private FunctionQueue queue() {
        return all.function("resize");
    }

    private void accept(QueuedEvent event) {
        assertThat(queue().accept(event)).isEqualTo(Acceptance.ACCEPTED);
    }

    @Test
    void what_was_accepted_is_there_with_all_that_was_asked_for_it() {
        QueuedEvent sent = events.full();
        accept(sent);
        time.advance(MINUTE);

        restart();

        QueuedEvent found = Objects.requireNonNull(run(queue()).event(0));
        assertThat(found.requestId()).isEqualTo(sent.requestId());
        assertThat(found.target().function()).isEqualTo(sent.target().function());
        assertThat(found.version()).isEqualTo("3");
        assertThat(found.payload()).isEqualTo(sent.payload());
        assertThat(found.priority()).isEqualTo(EventPriority.HIGH);
        assertThat(found.extras()).isEqualTo(sent.extras());
        assertThat(found.acceptedNanos()).isEqualTo(sent.acceptedNanos());
        assertThat(found.isStarted()).isFalse();
    }

    @Test
    void events_keep_their_order_and_what_ended_is_gone() {
        for (int i = 0; i < 5; i++) {
            accept(events.next());
        }
        Batch batch = queue().claim(2, TestEvents.LEASE);
        batch.start(0);
        batch.succeeded(0);
        queue().settle(batch);

        restart();

        assertThat(due(queue())).containsExactly(2L, 3L, 4L, 5L);
        assertThat(all.ledger().accepted()).isEqualTo(5);
        assertThat(all.ledger().succeeded()).isEqualTo(1);
    }

    @Test
    void a_retry_knows_its_history_and_waits_for_its_time() {
        accept(events.next());
        finish(
                queue(),
                new Outcome.Retry(
                        time.nanoTime() + MINUTE.toNanos(), Progress.functionError(events.failure("disk full"))));
        finish(queue(), Outcome.SUCCEEDED);

        restart();

        assertThat(due(queue())).isEmpty();
        assertThat(all.ledger().waitingForRetry()).isEqualTo(1);
        time.advance(MINUTE);
        QueuedEvent event = run(queue()).event(0);
        assertThat(event.attempts()).isEqualTo(1);
        assertThat(event.functionErrors()).isEqualTo(1);
        assertThat(Objects.requireNonNull(event.lastAttempt()).errorMessage()).isEqualTo("disk full");
        assertThat(event.lastAttempt().at()).isEqualTo(time.now().minus(MINUTE));
    }

    @Test
    void what_is_to_be_delivered_is_so_with_the_answer_that_goes_along() {
        accept(events.next());
        finish(
                queue(),
                new Outcome.Deliver(
                        time.nanoTime(),
                        delivery(EventCondition.SUCCESS),
                        Progress.attempted(events.answered("{\"ok\":true}"))));

        restart();

        assertThat(all.ledger().delivering()).isEqualTo(1);
        QueuedEvent event = run(queue()).event(0);
        assertThat(event.delivery()).isEqualTo(delivery(EventCondition.SUCCESS));
        Attempt last = Objects.requireNonNull(event.lastAttempt());
        assertThat(last.response()).isEqualTo("{\"ok\":true}".getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void dead_letters_are_there_in_their_order_and_can_be_worked_with() {
        for (int i = 0; i < 3; i++) {
            accept(events.next());
        }
        finish(
                queue(),
                new Outcome.Keep(
                        delivery(EventCondition.RETRIES_EXHAUSTED)
                                .tried(1, 0, "no such queue")
                                .givenUp(List.of(DestinationRef.queue("dlq"))),
                        Progress.functionError(events.failure("x".repeat(5_000)))));
        byte[] repaired = "{\"width\":2}".getBytes(StandardCharsets.UTF_8);
        queue().edit(id(2), repaired);
        queue().purge(List.of(id(3)));

        restart();

        List<Letter> letters = queue().letters(0, 10);
        assertThat(letters).extracting(Letter::requestId).containsExactly(id(1), id(2));
        assertThat(letters.get(1).payload()).isEqualTo(repaired);
        assertThat(letters.get(0).delivery().undelivered()).containsExactly(DestinationRef.queue("dlq"));
        assertThat(letters.get(0).attempts())
                .extracting(AttemptRecord::errorMessage)
                .containsExactly("x".repeat(1_024));
        assertThat(letters.get(0).diedNanos()).isEqualTo(time.nanoTime());
        assertThat(all.ledger().kept()).isEqualTo(2);
        assertThat(all.ledger().dead()).isEqualTo(2);
        assertThat(all.ledger().purged()).isEqualTo(1);

        queue().redrive(List.of(new Redrive(id(1), letters.get(0).target(), "4", 0)));
        restart();

        assertThat(due(queue())).containsExactly(1L);
        assertThat(run(queue()).event(0).version()).isEqualTo("4");
        assertThat(queue().letters(0, 10)).extracting(Letter::requestId).containsExactly(id(2));
    }

    @Test
    void what_a_mapping_gave_up_is_kept_with_all_that_is_known_of_its_records() throws IOException {
        QueuedEvent given = events.givenUp();
        assertThat(queue().keep(given)).isEqualTo(Acceptance.ACCEPTED);
        time.advance(MINUTE);

        kill();

        Letter letter = queue().letter(id(1)).orElseThrow();
        assertThat(letter.extras()).usingRecursiveComparison().isEqualTo(given.extras());
        assertThat(letter.payload()).isEqualTo(given.payload());
        assertThat(letter.delivery()).isEqualTo(given.delivery());
        assertThat(letter.attempts()).extracting(AttemptRecord::errorMessage).containsExactly("disk full");
        assertThat(letter.acceptedNanos()).isEqualTo(given.acceptedNanos());
        assertThat(letter.diedNanos()).isEqualTo(given.acceptedNanos());
        assertThat(queue().keep(given)).isEqualTo(new Acceptance.Duplicate(id(1)));
        assertThat(all.ledger().accepted()).isEqualTo(1);
        assertThat(all.ledger().in(EventState.DEAD)).isEqualTo(1);
        assertThat(all.ledger().kept()).isEqualTo(1);
    }

    @Test
    void what_a_mapping_gave_up_is_known_as_that_also_once_it_is_redriven() {
        QueuedEvent given = events.givenUp();
        queue().keep(given);
        queue().redrive(List.of(new Redrive(id(1), given.target(), null, 0)));

        restart();

        QueuedEvent event = run(queue()).event(0);
        assertThat(event.delivery()).isNull();
        assertThat(event.attempts()).isZero();
        assertThat(event.extras()).usingRecursiveComparison().isEqualTo(given.extras());
    }

    @Test
    void a_letter_that_is_gone_from_a_deleted_function_is_so_for_the_next_process() {
        queue().keep(events.givenUp());
        queue().discard();
        queue().purge(List.of(id(1)));

        restart();

        assertThat(all.functions()).isEmpty();
        assertThat(all.ledger().accepted()).isEqualTo(1);
        assertThat(all.ledger().purged()).isEqualTo(1);
    }

    @Test
    void a_deduplication_key_is_known_to_the_next_process() {
        accept(events.key("order-1"));
        finish(queue(), Outcome.SUCCEEDED);

        restart();

        assertThat(queue().accept(events.key("order-1"))).isEqualTo(new Acceptance.Duplicate(id(1)));
        assertThat(all.ledger().accepted()).isEqualTo(1);
        time.advance(QueueSettings.DEFAULT.deduplicationWindow());
        accept(events.key("order-1"));
    }

    @Test
    void a_cancelled_events_key_is_free_for_the_next_process() {
        accept(events.key("order-1"));
        queue().cancel(id(1));

        restart();

        accept(events.key("order-1"));
    }

    @Test
    void after_a_kill_what_was_accepted_is_pending_and_what_may_have_run_is_not_cancelled() throws IOException {
        accept(events.next());
        accept(events.after(MINUTE));
        run(queue());

        kill();

        assertThat(all.ledger().waitingForRetry()).isEqualTo(1);
        assertThat(all.ledger().queued()).isEqualTo(1);
        assertThat(queue().cancel(id(1))).isFalse();
        assertThat(queue().cancel(id(2))).isTrue();
        assertThat(due(queue())).containsExactly(1L);
    }

    @Test
    void a_deleted_functions_counts_stay_and_its_events_are_gone() {
        accept(events.next());
        accept(events.next());
        finish(queue(), Outcome.SUCCEEDED);
        accept(events.next());
        queue().discard();

        restart();

        assertThat(all.functions()).isEmpty();
        Ledger ledger = all.ledger();
        assertThat(ledger.in(EventState.SUCCEEDED)).isEqualTo(2);
        assertThat(ledger.in(EventState.DISCARDED)).isEqualTo(1);
    }

    @Test
    void later_processes_events_stand_behind_those_of_earlier_ones() {
        accept(events.next());
        restart();
        accept(events.next());
        restart();
        accept(events.next());
        restart();

        assertThat(due(queue())).containsExactly(1L, 2L, 3L);
    }
}
