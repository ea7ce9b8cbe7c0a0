package io.faas4j.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.faas4j.async.queue.Acceptance;
import io.faas4j.async.queue.Batch;
import io.faas4j.async.queue.Delivery;
import io.faas4j.async.queue.EventQueue;
import io.faas4j.async.queue.Outcome;
import io.faas4j.async.queue.Progress;
import io.faas4j.async.queue.QueueSettings;
import io.faas4j.async.queue.QueuedEvent;
import io.faas4j.async.queue.Redrive;
import io.faas4j.error.EventQueueFullException.Limit;
import io.faas4j.event.EventCondition;
import io.faas4j.event.EventState;
import io.faas4j.runtime.time.WorkerThreads;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/**
 * What every {@link EventQueue} must do. Extended by a test class of the implementation, which says how a queue is opened;
 * each test gets one of its own, on virtual time that nobody but the test moves.
 */
public abstract class EventQueueContract extends DeletionContract {

    /** For the implementation's test class. */
    protected EventQueueContract() {}

    private static final EventCondition SUCCESS = EventCondition.SUCCESS;
    private static final EventCondition FAILED = EventCondition.RETRIES_EXHAUSTED;

    private static Delivery delivery(EventCondition condition) {
        return Events.delivery(condition);
    }

    // ---- bounds -----------------------------------------------------------------------------------------------------

    @Test
    void a_full_queue_refuses_and_names_its_bound() {
        openWith(QueueSettings.DEFAULT.maxEvents(2));
        acceptMany(2);
        run();

        assertThat(queue().accept(events.next())).isEqualTo(new Acceptance.Full(Limit.EVENTS, 2));
        assertThat(ledger().accepted()).isEqualTo(2);
    }

    @Test
    void payloads_are_bounded_together_until_their_events_have_ended() {
        openWith(QueueSettings.DEFAULT.maxBytes(100));
        accept(events.bytes(60));
        accept(events.bytes(40));

        assertThat(queue().accept(events.bytes(1))).isEqualTo(new Acceptance.Full(Limit.BYTES, 100));
        finish(Outcome.SUCCEEDED);
        accept(events.bytes(100));
    }

    @Test
    void what_is_kept_of_an_answer_counts_until_it_is_delivered_or_not_needed_any_more() {
        openWith(QueueSettings.DEFAULT.maxBytes(100));
        accept(events.bytes(10));
        finish(new Outcome.Retry(at(Duration.ZERO), Progress.functionError(events.answered(20))));
        accept(events.bytes(70));
        assertThat(queue().accept(events.bytes(1))).isEqualTo(new Acceptance.Full(Limit.BYTES, 100));

        // Kept above the bound, as its event was accepted.
        Batch batch = claim(1);
        batch.start(0);
        batch.decide(0, new Outcome.Deliver(at(MINUTE), delivery(SUCCESS), Progress.attempted(events.answered(90))));
        queue().settle(batch);
        assertThat(queue().full()).contains(Limit.BYTES);

        finish(Outcome.SUCCEEDED);
        time.advance(MINUTE);
        assertThat(queue().accept(events.bytes(1))).isEqualTo(new Acceptance.Full(Limit.BYTES, 100));
        finish(Outcome.SUCCEEDED);
        accept(events.bytes(100));
    }

    @Test
    void a_redriven_delivery_counts_with_its_answer_again_and_any_other_without() {
        openWith(QueueSettings.DEFAULT.maxBytes(100));
        accept(events.bytes(10));
        accept(events.bytes(10));
        Batch batch = run();
        batch.decide(0, new Outcome.Keep(delivery(SUCCESS), Progress.attempted(events.answered(50))));
        batch.decide(1, new Outcome.Keep(delivery(FAILED), Progress.functionError(events.answered(50))));
        queue().settle(batch);
        accept(events.bytes(50));

        assertThat(queue().redrive(List.of(new Redrive(Events.id(1), events.target(), null, 0))))
                .isZero();
        assertThat(queue().redrive(List.of(new Redrive(Events.id(2), events.target(), null, 0))))
                .isOne();
        finish(Outcome.SUCCEEDED);
        assertThat(queue().redrive(List.of(new Redrive(Events.id(1), events.target(), null, 0))))
                .isOne();
        accept(events.bytes(40));
        assertThat(queue().full()).contains(Limit.BYTES);
    }

    @Test
    void a_queue_is_full_when_no_event_is_accepted_however_small() {
        openWith(QueueSettings.DEFAULT.maxEvents(2).maxBytes(100).maxDeadLetters(1));
        assertThat(queue().full()).isEmpty();
        accept(events.bytes(99));
        assertThat(queue().full()).isEmpty();
        accept(events.bytes(1));
        assertThat(queue().full()).contains(Limit.EVENTS);
        Batch batch = run();
        batch.succeeded(1);
        batch.decide(0, retryAfter(MINUTE));
        queue().settle(batch);
        assertThat(queue().full()).isEmpty();
        accept(events.bytes(1));
        time.advance(MINUTE);
        finish(Outcome.SUCCEEDED);
        accept(events.bytes(100));
        assertThat(queue().full()).contains(Limit.BYTES);
        finish(keep(FAILED));
        assertThat(queue().full()).contains(Limit.DEAD_LETTERS);
        queue().purge(List.of(Events.id(4)));
        assertThat(queue().full()).isEmpty();
    }

    @Test
    void a_refused_event_leaves_no_deduplication_key() {
        openWith(QueueSettings.DEFAULT.maxEvents(1));
        accept(events.next());
        queue().accept(events.key("a"));
        finish(Outcome.SUCCEEDED);

        accept(events.key("a"));
    }

    @Test
    void room_goes_to_those_who_wait_in_the_order_of_their_arrival() {
        openWith(QueueSettings.DEFAULT.maxEvents(1));
        accept(events.next());
        CompletableFuture<Acceptance> first = waiting(events.next());
        CompletableFuture<Acceptance> second = waiting(events.next());

        assertThat(queue().accept(events.next())).isInstanceOf(Acceptance.Full.class);
        finish(Outcome.SUCCEEDED);

        assertThat(first.join()).isEqualTo(Acceptance.ACCEPTED);
        assertThat(second).isNotDone();
        assertThat(due()).containsExactly(2L);
        finish(Outcome.SUCCEEDED);
        assertThat(second.join()).isEqualTo(Acceptance.ACCEPTED);
        assertThat(due()).containsExactly(3L);
    }

    @Test
    void a_great_event_that_waits_is_not_overtaken_by_small_ones() {
        openWith(QueueSettings.DEFAULT.maxBytes(100));
        accept(events.bytes(60));
        CompletableFuture<Acceptance> great = waiting(events.bytes(80));

        assertThat(queue().accept(events.bytes(1))).isEqualTo(new Acceptance.Full(Limit.BYTES, 100));
        finish(Outcome.SUCCEEDED);

        assertThat(great.join()).isEqualTo(Acceptance.ACCEPTED);
    }

    @Test
    void who_gives_up_waiting_leaves_nothing_behind_and_lets_the_next_one_in() {
        openWith(QueueSettings.DEFAULT.maxBytes(100));
        accept(events.bytes(60));
        CompletableFuture<Acceptance> great = waiting(events.bytes(80), MINUTE);
        CompletableFuture<Acceptance> small = waiting(events.bytes(40), MINUTE.multipliedBy(2));

        time.advance(MINUTE);

        assertThat(great.join()).isEqualTo(new Acceptance.Full(Limit.BYTES, 100));
        assertThat(small.join()).isEqualTo(Acceptance.ACCEPTED);
        assertThat(due()).containsExactly(1L, 3L);
    }

    @Test
    void the_age_of_an_event_that_waited_counts_from_its_acceptance() {
        openWith(QueueSettings.DEFAULT.maxEvents(1));
        accept(events.next());
        CompletableFuture<Acceptance> waiter = waiting(events.next(), Duration.ofMinutes(15));
        time.advance(MINUTE);
        finish(Outcome.SUCCEEDED);
        waiter.join();

        assertThat(claim(1).event(0).acceptedNanos()).isEqualTo(time.nanoTime());
    }

    @Test
    void an_interrupted_waiter_has_sent_nothing() throws Exception {
        openWith(QueueSettings.DEFAULT.maxEvents(1));
        accept(events.next());
        CompletableFuture<Thread> thread = new CompletableFuture<>();
        QueuedEvent event = events.next();
        CompletableFuture<Acceptance> waiter = started(() -> {
            thread.complete(Thread.currentThread());
            return queue().accept(event, MINUTE);
        });
        awaitWaiters(1);

        thread.join().interrupt();

        assertThat(waiter.handle((answer, failure) -> failure).join()).isInstanceOf(InterruptedException.class);
        finish(Outcome.SUCCEEDED);
        assertThat(due()).isEmpty();
        assertThat(ledger().accepted()).isEqualTo(1);
    }

    @Test
    void an_event_greater_than_the_bound_does_not_wait() throws Exception {
        openWith(QueueSettings.DEFAULT.maxBytes(100));

        assertThat(queue().accept(events.bytes(101), MINUTE)).isEqualTo(new Acceptance.Full(Limit.BYTES, 100));
        assertThat(time.waits()).isZero();
    }

    private CompletableFuture<Acceptance> waiting(QueuedEvent event) {
        return waiting(event, MINUTE);
    }

    private CompletableFuture<Acceptance> waiting(QueuedEvent event, Duration maxWait) {
        int before = time.waits();
        CompletableFuture<Acceptance> answer = started(() -> queue().accept(event, maxWait));
        awaitWaiters(before + 1);
        return answer;
    }

    private void awaitWaiters(int count) {
        while (time.waits() < count) {
            Thread.onSpinWait();
        }
    }

    private static <T> CompletableFuture<T> started(Callable<T> task) {
        CompletableFuture<T> answer = new CompletableFuture<>();
        Runnable body = () -> {
            try {
                answer.complete(task.call());
            } catch (Exception | AssertionError failure) {
                answer.completeExceptionally(failure);
            }
        };
        WorkerThreads.platform().newThread("contract", body).start();
        return answer;
    }

    // ---- the end ----------------------------------------------------------------------------------------------------

    @Test
    void a_queue_that_stopped_accepting_sends_waiters_away_and_goes_on_with_what_it_has() {
        openWith(QueueSettings.DEFAULT.maxEvents(1));
        accept(events.next());
        CompletableFuture<Acceptance> waiter = waiting(events.next());

        all().stopAccepting();

        assertThat(waiter.join()).isEqualTo(Acceptance.CLOSED);
        assertThat(queue().accept(events.next())).isEqualTo(Acceptance.CLOSED);
        assertThat(all().function("alert").accept(events.next())).isEqualTo(Acceptance.CLOSED);
        finish(retryAfter(MINUTE));
        time.advance(MINUTE);
        finish(Outcome.SUCCEEDED);
        assertThat(in(EventState.SUCCEEDED)).isEqualTo(1);
    }

    @Test
    void a_queue_that_stopped_accepting_takes_what_follows_from_what_it_has_until_it_hands_back() {
        all().stopAccepting();

        assertThat(queue().acceptFollowing(events.next())).isEqualTo(Acceptance.ACCEPTED);
        assertThat(all().function("alert").acceptFollowing(events.next())).isEqualTo(Acceptance.ACCEPTED);
        assertThat(queue().accept(events.next())).isEqualTo(Acceptance.CLOSED);

        assertThat(due()).containsExactly(1L);
        queue().handBack();
        assertThat(queue().acceptFollowing(events.next())).isEqualTo(Acceptance.CLOSED);
        all().close();
        assertThat(all().function("report").acceptFollowing(events.next())).isEqualTo(Acceptance.CLOSED);
    }

    @Test
    void what_follows_from_an_event_is_bounded_as_any_other() {
        openWith(QueueSettings.DEFAULT.maxEvents(1));
        accept(events.next());

        assertThat(queue().acceptFollowing(events.next())).isEqualTo(new Acceptance.Full(Limit.EVENTS, 1));
    }

    @Test
    void a_closed_queue_lets_batches_be_settled_and_wakes_up_for_nothing() {
        acceptMany(2);
        Batch batch = run();
        batch.succeeded(0);
        batch.decide(1, keep(EventCondition.RETRIES_EXHAUSTED));

        all().close();

        assertThat(queue().accept(events.next())).isEqualTo(Acceptance.CLOSED);
        assertThat(queue().settle(batch)).isTrue();
        assertThat(in(EventState.SUCCEEDED)).isEqualTo(1);
        assertThat(in(EventState.DEAD)).isEqualTo(1);
    }

    @Test
    void an_ending_queue_hands_back_what_does_not_run_unless_it_is_durable() {
        acceptMany(3);
        accept(events.after(MINUTE));
        accept(events.lane("a"));
        accept(events.lane("a"));
        Batch batch = claim(2);
        batch.start(0);

        List<QueuedEvent> back = queue().handBack();

        assertThat(queue().accept(events.next())).isEqualTo(Acceptance.CLOSED);
        if (all().isDurable()) {
            assertThat(back).isEmpty();
            return;
        }
        assertThat(back).extracting(QueuedEvent::idLow).containsExactlyInAnyOrder(2L, 3L, 4L, 5L, 6L);
        assertThat(batch.start(1)).isNull();
        batch.decide(0, retryAfter(MINUTE));
        queue().settle(batch);
        assertThat(queue().handBack()).extracting(QueuedEvent::idLow).containsExactly(1L);
        assertThat(in(EventState.HANDED_BACK)).isEqualTo(6);
        assertThat(ledger().open()).isZero();
    }
}
