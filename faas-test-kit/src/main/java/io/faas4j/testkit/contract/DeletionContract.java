package io.faas4j.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.faas4j.async.queue.Acceptance;
import io.faas4j.async.queue.Batch;
import io.faas4j.async.queue.Delivery;
import io.faas4j.async.queue.Outcome;
import io.faas4j.async.queue.Progress;
import io.faas4j.async.queue.QueuedEvent;
import io.faas4j.async.queue.Redrive;
import io.faas4j.event.EventCondition;
import io.faas4j.event.EventState;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** What a deleted function leaves: its outcomes, and its dead letters. */
abstract class DeletionContract extends LettersContract {

    @Test
    void a_deleted_functions_events_are_discarded_those_that_run_when_they_would_go_on() {
        acceptMany(4);
        accept(events.after(MINUTE));
        Batch batch = claim(3);
        batch.start(0);
        batch.start(1);

        assertThat(queue().discard()).isEqualTo(3);

        assertThat(batch.start(2)).isNull();
        assertThat(in(EventState.RUNNING)).isEqualTo(2);
        batch.succeeded(0);
        batch.decide(1, retryAfter(MINUTE));
        assertThat(queue().settle(batch)).isTrue();
        assertThat(all().ledger().succeeded()).isEqualTo(1);
        assertThat(all().ledger().discarded()).isEqualTo(4);
        assertThat(all().ledger().open()).isZero();
    }

    @Test
    void a_running_event_of_a_deleted_function_is_discarded_if_its_owner_is_lost() {
        acceptMany(1);
        run();
        queue().discard();

        time.advance(LEASE);

        assertThat(due()).isEmpty();
        assertThat(all().ledger().discarded()).isEqualTo(1);
    }

    @Test
    void a_function_that_is_deployed_again_has_an_empty_queue_and_no_keys() {
        var before = queue();
        accept(events.key("a"));
        queue().discard();

        assertThat(before.accept(events.key("a"))).isEqualTo(Acceptance.ACCEPTED);

        assertThat(due()).containsExactly(2L);
        assertThat(all().ledger().accepted()).isEqualTo(2);
        assertThat(all().ledger().discarded()).isEqualTo(1);
    }

    @Test
    void dead_letters_outlive_their_function() {
        bury(1);

        queue().discard();

        assertThat(letters(0, 10)).containsExactly(1L);
        queue().purge(List.of(Events.id(1)));
        assertThat(all().ledger().purged()).isEqualTo(1);
    }

    @Test
    void what_became_of_events_is_still_to_be_delivered_when_their_function_is_deleted() {
        acceptMany(3);
        finish(deliverAfter(MINUTE));
        time.advance(MINUTE);
        Batch batch = claim(2);
        batch.start(0);

        assertThat(queue().discard()).isZero();

        assertThat(batch.start(1)).isNull();
        batch.decide(0, deliverAfter(MINUTE));
        assertThat(queue().settle(batch)).isTrue();
        assertThat(all().ledger().delivering()).isEqualTo(3);
        time.advance(MINUTE);
        Batch orphans = run();
        assertThat(numbers(orphans)).containsExactlyInAnyOrder(1L, 2L, 3L);
        for (int i = 0; i < orphans.size(); i++) {
            assertThat(delivery(orphans.event(i)).isOrphan()).isTrue();
            orphans.decide(i, new Outcome.End(EventState.DEAD));
        }
        queue().settle(orphans);
        assertThat(all().ledger().dead()).isEqualTo(3);
        assertThat(all().ledger().open()).isZero();
    }

    @Test
    void an_attempt_that_outlives_its_function_has_its_outcome_delivered_or_kept() {
        acceptMany(2);
        Batch batch = run();
        queue().discard();

        batch.decide(0, deliverAfter(MINUTE));
        batch.decide(1, keep(EventCondition.RETRIES_EXHAUSTED));
        queue().settle(batch);

        assertThat(all().ledger().delivering()).isEqualTo(1);
        assertThat(letters(0, 10)).containsExactly(2L);
        time.advance(MINUTE);
        assertThat(delivery(claim(1).event(0)).isOrphan()).isTrue();
    }

    @Test
    void a_delivery_of_a_deleted_function_whose_owner_is_lost_is_handed_out_again() {
        acceptMany(1);
        finish(deliverAfter(MINUTE));
        time.advance(MINUTE);
        run();
        queue().discard();

        time.advance(LEASE);

        Batch again = claim(1);
        assertThat(numbers(again)).containsExactly(1L);
        assertThat(delivery(again.event(0)).isOrphan()).isTrue();
    }

    @Test
    void events_of_the_next_function_of_that_name_are_no_orphans() {
        acceptMany(1);
        finish(deliverAfter(MINUTE));
        queue().discard();

        QueuedEvent next = accept(events.next());
        Batch batch = run();
        batch.decide(0, deliverAfter(MINUTE));
        queue().settle(batch);

        assertThat(delivery(next).isOrphan()).isFalse();
        assertThat(in(EventState.DELIVERING)).isEqualTo(2);
    }

    @Test
    void a_letter_whose_function_was_deleted_is_delivered_as_an_orphan() {
        acceptMany(1);
        finish(new Outcome.Keep(
                Events.delivery(EventCondition.SUCCESS), Progress.attempted(events.failure("no matter"))));
        queue().discard();

        queue().redrive(List.of(new Redrive(Events.id(1), events.target(), null, 0)));

        assertThat(delivery(claim(1).event(0)).isOrphan()).isTrue();
    }

    @Test
    void a_queue_is_let_go_of_once_nothing_of_a_deleted_function_is_left_and_its_counts_stay() {
        acceptMany(2);
        finish(new Outcome.Keep(
                Events.delivery(EventCondition.SUCCESS), Progress.attempted(events.failure("no matter"))));
        queue().discard();
        queue().redrive(List.of(new Redrive(Events.id(1), events.target(), null, 0)));
        queue().purge(List.of(Events.id(2)));
        assertThat(all().functions()).hasSize(1);

        finish(Outcome.SUCCEEDED);

        assertThat(all().functions()).isEmpty();
        assertThat(all().ledger().succeeded()).isEqualTo(1);
        assertThat(all().ledger().purged()).isEqualTo(1);
    }

    @Test
    void an_event_that_came_when_its_function_was_gone_keeps_no_queue() {
        queue().discard();
        accept(events.next());

        finish(new Outcome.End(EventState.DISCARDED));

        assertThat(all().functions()).isEmpty();
        assertThat(all().ledger().discarded()).isEqualTo(1);
    }

    private static Delivery delivery(QueuedEvent event) {
        return Objects.requireNonNull(event.delivery());
    }
}
