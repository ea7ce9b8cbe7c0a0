package io.faas4j.jdbc;

import static io.faas4j.jdbc.TestEvents.LEASE;
import static org.assertj.core.api.Assertions.assertThat;

import io.faas4j.async.queue.Acceptance;
import io.faas4j.async.queue.Attempt;
import io.faas4j.async.queue.Batch;
import io.faas4j.async.queue.FunctionQueue;
import io.faas4j.async.queue.Outcome;
import io.faas4j.async.queue.Progress;
import io.faas4j.async.queue.QueueSettings;
import io.faas4j.async.queue.QueuedEvent;
import io.faas4j.jdbc.FaultyDatabase.Fault;
import io.faas4j.runtime.time.TimeSource;
import io.faas4j.runtime.time.WorkerThreads;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Each statement and each commit may fail or get no answer, and a commit whose answer is lost may have taken effect. */
abstract class FaultStormContract {

    private static final int SENDERS = 4;
    private static final int EVENTS_EACH = 400;
    private static final int MOST_LOOKS = 3_000;
    private static final Duration ANSWER = Duration.ofMillis(50);

    private final TimeSource time = TimeSource.system();
    private final Set<Long> accepted = ConcurrentHashMap.newKeySet();
    private final Set<Long> handled = ConcurrentHashMap.newKeySet();
    private final Set<Long> kept = ConcurrentHashMap.newKeySet();
    private volatile boolean isOver;

    /** The same database each time. */
    abstract Database database();

    @AfterEach
    void closeTime() {
        time.close();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void what_is_accepted_is_handled_or_kept_and_what_is_refused_never_is(long seed) throws Exception {
        FaultyDatabase faulty = new FaultyDatabase(database());
        DurableQueue all = DurableQueue.open(
                JdbcStore.of(() -> faulty, () -> new AnswerWatch(TimeSource.system(), ANSWER)),
                time,
                QueueSettings.DEFAULT);
        FunctionQueue queue = all.function("resize");
        faulty.storm(seed);

        List<CompletableFuture<Void>> sending = new ArrayList<>();
        for (int sender = 0; sender < SENDERS; sender++) {
            int first = 1_000_000 * (sender + 1);
            sending.add(started(() -> send(queue, new TestEvents(time, first), first)));
        }
        CompletableFuture<Void> handling = started(() -> handle(queue));
        sending.forEach(CompletableFuture::join);
        isOver = true;
        handling.join();
        faulty.is(Fault.NONE);
        awaitBack(all);
        assertThat(all.ledger().isBalanced()).isTrue();
        assertThat(all.ledger().accepted()).isEqualTo(accepted.size() + kept.size());
        all.close();

        DurableQueue next = DurableQueue.open(JdbcStore.of(this::database), time, QueueSettings.DEFAULT);
        try {
            assertThat(next.ledger().accepted()).isEqualTo(accepted.size() + kept.size());
            assertThat(next.function("resize").letters(0, Integer.MAX_VALUE))
                    .extracting(letter -> letter.requestId().getLeastSignificantBits())
                    .containsExactlyInAnyOrderElementsOf(kept);
            handle(next.function("resize"));
            assertThat(next.ledger().succeeded()).isEqualTo(accepted.size());
            assertThat(handled).isEqualTo(accepted);
        } finally {
            next.close();
        }
    }

    private void send(FunctionQueue queue, TestEvents events, int first) {
        for (int i = 0; i < EVENTS_EACH; i++) {
            if (i % 10 == 5) {
                QueuedEvent letter = events.givenUp();
                if (queue.keep(letter) instanceof Acceptance.Accepted) {
                    kept.add(letter.idLow());
                }
                continue;
            }
            QueuedEvent event = i % 10 == 0 ? events.key("key-" + first + "-" + i) : events.next();
            if (queue.accept(event) instanceof Acceptance.Accepted) {
                accepted.add(event.idLow());
            }
        }
    }

    /** Until nobody sends, and nothing is left; each third event fails at first. */
    private void handle(FunctionQueue queue) {
        boolean isLast;
        Batch batch;
        do {
            isLast = isOver;
            batch = queue.claim(50, LEASE);
            for (int i = 0; i < batch.size(); i++) {
                QueuedEvent event = batch.start(i);
                if (event == null) {
                    continue;
                }
                if (event.idLow() % 3 == 0 && event.attempts() == 0) {
                    batch.decide(i, new Outcome.Retry(time.nanoTime(), Progress.functionError(failure())));
                } else {
                    handled.add(event.idLow());
                    batch.succeeded(i);
                }
            }
            queue.settle(batch);
        } while (!isLast || !batch.isEmpty());
    }

    private Attempt failure() {
        return new TestEvents(time).failure("not this time");
    }

    private void awaitBack(DurableQueue all) throws InterruptedException {
        for (int i = 0; i < MOST_LOOKS; i++) {
            try {
                all.store().checkpoints().load("none");
                return;
            } catch (Exception away) {
                time.await(new CompletableFuture<>(), Duration.ofMillis(10));
            }
        }
        throw new AssertionError("it did not come back");
    }

    private static CompletableFuture<Void> started(Runnable task) {
        CompletableFuture<Void> done = new CompletableFuture<>();
        WorkerThreads.platform()
                .newThread("storm", () -> {
                    try {
                        task.run();
                        done.complete(null);
                    } catch (RuntimeException | Error failure) {
                        done.completeExceptionally(failure);
                    }
                })
                .start();
        return done;
    }
}
