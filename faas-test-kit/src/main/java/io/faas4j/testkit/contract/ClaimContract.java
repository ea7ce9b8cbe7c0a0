package io.faas4j.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.faas4j.async.queue.Acceptance;
import io.faas4j.async.queue.Batch;
import io.faas4j.async.queue.FunctionQueue;
import io.faas4j.async.queue.Outcome;
import io.faas4j.async.queue.QueuedEvent;
import io.faas4j.event.EventPriority;
import io.faas4j.event.EventState;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** How events come in, are claimed, started and settled. */
abstract class ClaimContract extends EventQueueFixture {

    @Test
    void an_accepted_event_is_queued_until_it_is_claimed_started_and_settled() {
        accept(events.next());
        assertThat(in(EventState.QUEUED)).isEqualTo(1);

        Batch batch = claim(10);
        assertThat(in(EventState.QUEUED)).isEqualTo(1);
        batch.start(0);
        assertThat(in(EventState.RUNNING)).isEqualTo(1);
        batch.succeeded(0);
        assertThat(in(EventState.RUNNING)).isEqualTo(1);

        assertThat(queue().settle(batch)).isTrue();
        assertThat(in(EventState.SUCCEEDED)).isEqualTo(1);
        assertThat(ledger().accepted()).isEqualTo(1);
        assertThat(ledger().open()).isZero();
    }

    @Test
    void a_claimed_event_is_what_was_accepted() {
        QueuedEvent sent = accept(events.next());

        QueuedEvent received = Objects.requireNonNull(claim(1).start(0));

        assertThat(received.requestId()).isEqualTo(sent.requestId());
        assertThat(received.target().function()).isEqualTo(sent.target().function());
        assertThat(received.version()).isEqualTo("3");
        assertThat(received.payload()).isEqualTo(sent.payload());
        assertThat(received.payloadBytes()).isEqualTo(sent.payloadBytes());
        assertThat(received.attempts()).isZero();
        assertThat(received.delivery()).isNull();
    }

    @Test
    void a_claim_of_nothing_is_empty() {
        assertThat(claim(10).isEmpty()).isTrue();
        assertThat(queue().claimable()).isZero();
    }

    @Test
    void events_are_claimed_in_the_order_of_their_acceptance_and_not_more_than_were_asked_for() {
        acceptMany(5);

        assertThat(numbers(claim(2))).containsExactly(1L, 2L);
        assertThat(queue().claimable()).isEqualTo(3);
        assertThat(numbers(claim(10))).containsExactly(3L, 4L, 5L);
    }

    @Test
    void several_events_are_accepted_at_once_each_with_its_own_answer() {
        List<Acceptance> answers = queue().accept(List.of(events.key("a"), events.key("a"), events.next()));

        assertThat(answers)
                .containsExactly(Acceptance.ACCEPTED, new Acceptance.Duplicate(Events.id(1)), Acceptance.ACCEPTED);
        assertThat(due()).containsExactly(1L, 3L);
    }

    @Test
    void what_is_claimed_is_nobody_elses() {
        accept(events.next());
        claim(1);

        assertThat(claim(1).isEmpty()).isTrue();
    }

    @Test
    void functions_have_queues_of_their_own() {
        accept(events.next());
        FunctionQueue other = all().function("alert");

        assertThat(other.claim(10, LEASE).isEmpty()).isTrue();
        assertThat(other.function()).isEqualTo("alert");
        assertThat(all().ledger().queued()).isEqualTo(1);
    }

    @Test
    void a_higher_priority_goes_first() {
        accept(events.priority(EventPriority.LOW));
        accept(events.priority(EventPriority.NORMAL));
        accept(events.priority(EventPriority.HIGH));
        accept(events.priority(EventPriority.NORMAL));

        assertThat(numbers(claim(10))).containsExactly(3L, 2L, 4L, 1L);
    }

    @Test
    void an_event_starts_once() {
        accept(events.next());
        Batch batch = claim(1);

        assertThat(batch.start(0)).isNotNull();
        assertThat(batch.start(0)).isNull();
    }

    @Test
    void only_a_started_event_gets_an_outcome_and_only_one() {
        accept(events.next());
        Batch batch = claim(1);

        assertThatThrownBy(() -> batch.succeeded(0)).isInstanceOf(IllegalStateException.class);
        batch.start(0);
        batch.succeeded(0);
        assertThatThrownBy(() -> batch.decide(0, Outcome.RELEASED)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void what_was_not_started_goes_back_to_the_head_in_its_order() {
        acceptMany(4);
        Batch batch = claim(3);
        batch.start(0);
        batch.succeeded(0);

        queue().settle(batch);

        assertThat(due()).containsExactly(2L, 3L, 4L);
    }

    @Test
    void a_released_event_and_one_nothing_was_said_about_go_back_too() {
        acceptMany(3);
        Batch batch = claim(2);
        batch.start(0);
        batch.start(1);
        batch.decide(0, Outcome.RELEASED);

        queue().settle(batch);

        assertThat(due()).containsExactlyInAnyOrder(1L, 2L, 3L);
        assertThat(in(EventState.RUNNING)).isZero();
    }

    @Test
    void a_recall_leaves_to_the_owner_what_runs_and_settles_what_is_decided() {
        acceptMany(5);
        Batch batch = claim(4);
        batch.start(0);
        batch.succeeded(0);
        batch.start(1);

        assertThat(queue().recall(batch)).isEqualTo(2);

        assertThat(in(EventState.SUCCEEDED)).isEqualTo(1);
        assertThat(in(EventState.RUNNING)).isEqualTo(1);
        assertThat(batch.start(2)).isNull();
        assertThat(numbers(claim(10))).containsExactly(3L, 4L, 5L);
        batch.succeeded(1);
        assertThat(queue().settle(batch)).isTrue();
        assertThat(in(EventState.SUCCEEDED)).isEqualTo(2);
    }

    @Test
    void a_batch_is_settled_once() {
        acceptMany(2);
        Batch batch = run();
        batch.succeeded(0);

        assertThat(queue().settle(batch)).isTrue();
        assertThat(queue().settle(batch)).isFalse();
        assertThat(queue().recall(batch)).isZero();
        assertThat(queue().extend(batch, LEASE)).isFalse();
        assertThat(in(EventState.SUCCEEDED)).isEqualTo(1);
    }

    @Test
    void a_batch_of_another_function_is_refused() {
        accept(events.next());
        Batch batch = claim(1);

        assertThatThrownBy(() -> all().function("alert").settle(batch))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("alert");
    }

    @Test
    void what_cannot_be_claimed_is_said() {
        assertThatThrownBy(() -> claim(0)).hasMessageContaining("max must be at least 1, was 0");
        assertThatThrownBy(() -> queue().claim(1, Duration.ZERO)).hasMessageContaining("lease must be more than 0");
    }

    // ---- leases -----------------------------------------------------------------------------------------------------

    @Test
    void events_of_a_lost_lease_are_handed_out_again_in_their_order() {
        acceptMany(3);
        Batch lost = claim(2);
        lost.start(0);

        time.advance(LEASE);

        assertThat(in(EventState.RUNNING)).isZero();
        assertThat(numbers(claim(10))).containsExactly(1L, 2L, 3L);
    }

    @Test
    void a_batch_whose_lease_was_lost_changes_nothing_and_is_told_so() {
        acceptMany(2);
        Batch lost = claim(2);
        lost.start(0);
        lost.succeeded(0);
        time.advance(LEASE);
        Batch taken = claim(2);

        assertThat(lost.start(1)).isNull();
        assertThat(queue().settle(lost)).isFalse();
        assertThat(queue().recall(lost)).isZero();
        assertThat(queue().extend(lost, LEASE)).isFalse();

        assertThat(in(EventState.SUCCEEDED)).isZero();
        assertThat(taken.start(0)).isNotNull();
        taken.succeeded(0);
        assertThat(queue().settle(taken)).isTrue();
        assertThat(in(EventState.SUCCEEDED)).isEqualTo(1);
    }

    @Test
    void a_lease_holds_until_its_last_moment() {
        accept(events.next());
        Batch batch = claim(1);

        time.advance(LEASE.minusMillis(1));

        assertThat(claim(1).isEmpty()).isTrue();
        assertThat(queue().settle(batch)).isTrue();
    }

    @Test
    void an_extended_lease_holds_from_then_on() {
        accept(events.next());
        Batch batch = claim(1);
        time.advance(LEASE.minusSeconds(1));

        assertThat(queue().extend(batch, LEASE)).isTrue();

        time.advance(LEASE.minusMillis(1));
        assertThat(claim(1).isEmpty()).isTrue();
        time.advance(Duration.ofMillis(1));
        assertThat(claim(1).size()).isEqualTo(1);
    }

    @Test
    void an_event_whose_owner_was_lost_may_have_run_and_is_not_cancelled() {
        QueuedEvent event = accept(events.next());
        claim(1).start(0);
        time.advance(LEASE);

        assertThat(queue().cancel(event.requestId())).isFalse();
        assertThat(in(EventState.WAITING_FOR_RETRY)).isEqualTo(1);
        assertThat(due()).containsExactly(1L);
    }

    // ---- who is told ------------------------------------------------------------------------------------------------

    @Test
    void the_listener_hears_of_each_change_from_nothing_claimable_to_something() {
        List<String> heard = new ArrayList<>();
        all().listen(queue -> heard.add(queue.function()));

        accept(events.next());
        assertThat(heard).hasSize(1);
        Batch batch = claim(1);
        queue().settle(batch);
        assertThat(heard).hasSize(2);
        claim(1);
        time.advance(LEASE);
        assertThat(heard).hasSize(3);
        finish(retryAfter(MINUTE));
        assertThat(heard).hasSize(3);
        time.advance(MINUTE);
        assertThat(heard).hasSize(4).containsOnly("resize");
    }

    @Test
    void the_listener_may_claim_and_settle() {
        all().listen(queue -> finish(Outcome.SUCCEEDED));

        acceptMany(3);

        assertThat(in(EventState.SUCCEEDED)).isEqualTo(3);
    }
}
