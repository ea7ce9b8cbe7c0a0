package io.faas4j.jdbc;

import static io.faas4j.jdbc.TestEvents.due;
import static io.faas4j.jdbc.TestEvents.run;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.faas4j.async.queue.Acceptance;
import io.faas4j.async.queue.Batch;
import io.faas4j.async.queue.FunctionQueue;
import io.faas4j.async.queue.QueueSettings;
import io.faas4j.error.StoreException;
import io.faas4j.error.StoreException.Reason;
import io.faas4j.jdbc.FaultyDatabase.Fault;
import io.faas4j.runtime.time.TimeSource;
import io.faas4j.runtime.time.VirtualTime;
import io.faas4j.source.Checkpoint;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.slf4j.LoggerFactory;

/** What happens while the database gives no answer. The time in which it does not is virtual; that in which it does is not. */
@Timeout(60)
abstract class SilenceContract {

    private final TimeSource time = TimeSource.system();
    private final AnswerTime answers = new AnswerTime();
    private final TestEvents events = new TestEvents(time);
    private final ListAppender<ILoggingEvent> log = new ListAppender<>();
    private FaultyDatabase database;
    private DurableQueue all;

    /** The same database each time. */
    abstract Database database();

    /** Virtual time, but who waits does so for as long as the test says. */
    private static final class AnswerTime implements TimeSource {

        private final VirtualTime virtual = VirtualTime.create();
        private final TimeSource real = TimeSource.system();
        private volatile Duration longestWait = Duration.ofSeconds(30);

        @Override
        public Instant now() {
            return virtual.now();
        }

        @Override
        public long nanoTime() {
            return virtual.nanoTime();
        }

        @Override
        public Cancellable schedule(Duration delay, Runnable task) {
            return virtual.schedule(delay, task);
        }

        @Override
        public Cancellable scheduleHousekeeping(Duration delay, Runnable task) {
            return virtual.scheduleHousekeeping(delay, task);
        }

        @Override
        public boolean await(Future<?> done, Duration limit) throws InterruptedException {
            return real.await(done, longestWait);
        }

        @Override
        public void close() {
            virtual.close();
        }
    }

    @BeforeEach
    void open() {
        database = new FaultyDatabase(database());
        all = DurableQueue.open(
                JdbcStore.of(() -> database, () -> new AnswerWatch(answers, AnswerWatch.LIMIT)),
                time,
                QueueSettings.DEFAULT);
        log.start();
        ((Logger) LoggerFactory.getLogger(Writer.class)).addAppender(log);
    }

    @AfterEach
    void close() {
        ((Logger) LoggerFactory.getLogger(Writer.class)).detachAppender(log);
        database.is(Fault.NONE);
        all.close();
        answers.real.close();
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

    /** Begins on a thread of its own. */
    private static <T> CompletableFuture<T> begun(Supplier<T> task) {
        CompletableFuture<T> done = new CompletableFuture<>();
        Thread thread = new Thread(() -> {
            try {
                done.complete(task.get());
            } catch (RuntimeException | Error failure) {
                done.completeExceptionally(failure);
            }
        });
        thread.start();
        return done;
    }

    private void letTheLimitPass() throws InterruptedException {
        database.awaitSilence();
        answers.virtual.advance(AnswerWatch.LIMIT);
    }

    private void awaitBack() throws InterruptedException {
        database.is(Fault.NONE);
        while (true) {
            try {
                all.store().checkpoints().load("none");
                return;
            } catch (Exception away) {
                time.await(new CompletableFuture<>(), Duration.ofMillis(5));
            }
        }
    }

    private void restart() throws InterruptedException {
        awaitBack();
        all.close();
        all = DurableQueue.open(JdbcStore.of(() -> database), time, QueueSettings.DEFAULT);
    }

    private static Reason reason(Acceptance answer) {
        return ((Acceptance.Unstored) answer).reason();
    }

    @ParameterizedTest
    @EnumSource(
            value = Fault.class,
            names = {"SILENT", "SILENT_AFTER_COMMIT", "SILENT_AND_LATE"})
    void who_waits_is_told_after_the_limit_and_nothing_of_it_is_accepted(Fault fault) throws Exception {
        accept(1);
        database.is(fault);
        CompletableFuture<Acceptance> writing = begun(() -> queue().accept(events.next()));
        database.awaitSilence();
        CompletableFuture<Acceptance> waiting = begun(() -> queue().accept(new TestEvents(time, 10).key("order-7")));

        letTheLimitPass();

        assertThat(reason(writing.get())).isEqualTo(Reason.UNAVAILABLE);
        assertThat(reason(waiting.get())).isEqualTo(Reason.UNAVAILABLE);
        assertThat(all.ledger().accepted()).isEqualTo(1);
        awaitBack();
        assertThat(queue().accept(new TestEvents(time, 20).key("order-7"))).isEqualTo(Acceptance.ACCEPTED);
        restart();
        assertThat(due(queue())).containsExactly(1L, 21L);
        assertThat(all.ledger().accepted()).isEqualTo(2);
    }

    @Test
    void nobody_waits_who_comes_later_and_it_is_said_once() throws Exception {
        database.is(Fault.SILENT);
        CompletableFuture<Acceptance> first = begun(() -> queue().accept(events.next()));
        letTheLimitPass();
        first.get();

        assertThat(reason(queue().accept(events.next()))).isEqualTo(Reason.UNAVAILABLE);
        assertThatThrownBy(() -> all.store().checkpoints().save("m", "shard-0", Checkpoint.after("1")))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("no answer for PT20S");

        assertThat(log.list).hasSize(1);
        assertThat(log.list.get(0).getFormattedMessage()).contains("gives no answer");
    }

    @Test
    void what_was_running_goes_on_and_is_settled_when_answers_come_again() throws InterruptedException {
        accept(2);
        Batch batch = run(queue());
        database.is(Fault.SILENT);
        batch.succeeded(0);
        assertThat(queue().settle(batch)).isTrue();
        letTheLimitPass();
        Batch again = run(queue());
        again.succeeded(0);

        assertThat(queue().settle(again)).isTrue();

        restart();
        assertThat(all.ledger().succeeded()).isEqualTo(2);
        assertThat(all.ledger().open()).isZero();
    }

    @ParameterizedTest
    @EnumSource(
            value = Fault.class,
            names = {"SILENT", "SILENT_AFTER_COMMIT"})
    void what_is_written_after_its_sender_was_told_otherwise_is_taken_back(Fault fault) throws Exception {
        database.ignoreAborts();
        database.is(fault);
        CompletableFuture<Acceptance> writing = begun(() -> queue().accept(events.key("order-7")));
        letTheLimitPass();
        assertThat(reason(writing.get())).isEqualTo(Reason.UNAVAILABLE);

        awaitBack();

        assertThat(queue().accept(events.key("order-7"))).isEqualTo(Acceptance.ACCEPTED);
        restart();
        assertThat(due(queue())).containsExactly(2L);
        assertThat(all.ledger().accepted()).isEqualTo(1);
    }

    @Test
    void closing_gives_up_after_the_limit() throws Exception {
        accept(1);
        Batch batch = run(queue());
        batch.succeeded(0);
        database.is(Fault.SILENT_AFTER_COMMIT);
        queue().settle(batch);
        database.awaitSilence();

        CompletableFuture<?> closing = begun(() -> {
            all.close();
            return null;
        });
        letTheLimitPass();
        // Over the new connection to know what became of the transaction.
        database.is(Fault.AWAY);

        closing.get();
        assertThat(database.connections()).isPositive();
    }

    @Test
    void closing_leaves_a_thread_behind_that_cannot_be_ended_and_the_store_is_let_go_of_with_it() throws Exception {
        accept(1);
        database.ignoreAborts();
        database.is(Fault.SILENT);
        CompletableFuture<Acceptance> writing = begun(() -> queue().accept(events.next()));
        letTheLimitPass();
        writing.get();
        answers.longestWait = Duration.ofMillis(50);

        all.close();

        if (!database.isShared()) {
            assertThatThrownBy(() -> JdbcStore.of(() -> database).open(time)).isInstanceOf(StoreException.class);
        }
        database.is(Fault.NONE);
        awaitReopened();
        // Who shares a database with others waits for the end of the lease.
        assertThat(all.ledger().accepted()).isEqualTo(database.isShared() ? 0 : 1);
    }

    /** Once nobody else has it. */
    private void awaitReopened() throws InterruptedException {
        answers.longestWait = Duration.ofSeconds(30);
        while (true) {
            try {
                all = DurableQueue.open(JdbcStore.of(() -> database), time, QueueSettings.DEFAULT);
                return;
            } catch (StoreException inUse) {
                assertThat(inUse.reason()).isEqualTo(Reason.IN_USE);
            }
            time.await(new CompletableFuture<>(), Duration.ofMillis(20));
        }
    }
}
