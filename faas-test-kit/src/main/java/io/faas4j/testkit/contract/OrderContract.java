package io.faas4j.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.faas4j.async.queue.Acceptance;
import io.faas4j.async.queue.Batch;
import io.faas4j.async.queue.Outcome;
import io.faas4j.async.queue.QueueSettings;
import io.faas4j.async.queue.QueuedEvent;
import io.faas4j.event.EventCondition;
import io.faas4j.event.EventState;
import java.time.Duration;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** When events are due: delays, retries, deliveries, lanes, deduplication, cancelling. */
abstract class OrderContract extends ClaimContract {

    @Test
    void a_delayed_event_is_queued_and_not_due_before_its_time() {
        accept(events.after(MINUTE));

        time.advance(MINUTE.minusMillis(1));
        assertThat(due()).isEmpty();
        assertThat(in(EventState.QUEUED)).isEqualTo(1);
        time.advance(Duration.ofMillis(1));
        assertThat(queue().claimable()).isEqualTo(1);
        assertThat(due()).containsExactly(1L);
    }

    @Test
    void a_retry_is_due_at_its_time_and_knows_its_history() {
        accept(events.next());
        finish(retryAfter(MINUTE));
        assertThat(in(EventState.WAITING_FOR_RETRY)).isEqualTo(1);
        assertThat(due()).isEmpty();

        time.advance(MINUTE);

        assertThat(in(EventState.WAITING_FOR_RETRY)).isEqualTo(1);
        Batch batch = claim(1);
        QueuedEvent again = Objects.requireNonNull(batch.start(0));
        assertThat(in(EventState.WAITING_FOR_RETRY)).isZero();
        assertThat(in(EventState.RUNNING)).isEqualTo(1);
        assertThat(again.attempts()).isEqualTo(1);
        assertThat(again.functionErrors()).isEqualTo(1);
        assertThat(again.throttles()).isZero();
        assertThat(Objects.requireNonNull(again.lastAttempt()).errorMessage()).isEqualTo("disk full");
    }

    @Test
    void a_throttle_adds_no_attempt() {
        accept(events.next());
        finish(throttledFor(MINUTE));
        time.advance(MINUTE);

        QueuedEvent again = Objects.requireNonNull(claim(1).start(0));

        assertThat(again.attempts()).isZero();
        assertThat(again.functionErrors()).isZero();
        assertThat(again.throttles()).isEqualTo(1);
    }

    @Test
    void retries_become_due_in_the_order_of_their_times_whatever_their_distance() {
        accept(events.after(Duration.ofHours(5)));
        accept(events.after(Duration.ofSeconds(90)));
        accept(events.after(Duration.ofMillis(3)));
        accept(events.after(Duration.ofMinutes(5)));

        time.advance(Duration.ofHours(6));

        assertThat(due()).containsExactly(3L, 2L, 4L, 1L);
    }

    @Test
    void what_is_to_be_delivered_is_claimed_like_any_event_and_counts_as_delivering() {
        accept(events.next());
        finish(deliverAfter(Duration.ZERO));
        assertThat(in(EventState.DELIVERING)).isEqualTo(1);

        Batch batch = claim(1);
        QueuedEvent event = Objects.requireNonNull(batch.start(0));

        assertThat(in(EventState.DELIVERING)).isEqualTo(1);
        assertThat(in(EventState.RUNNING)).isZero();
        assertThat(Objects.requireNonNull(event.delivery()).pending()).isEqualTo(1);
        batch.decide(0, new Outcome.End(EventState.DEAD));
        queue().settle(batch);
        assertThat(in(EventState.DEAD)).isEqualTo(1);
        assertThat(ledger().kept()).isZero();
    }

    // ---- lanes ------------------------------------------------------------------------------------------------------

    @Test
    void of_a_lane_one_event_is_claimed_at_a_time() {
        accept(events.lane("a"));
        accept(events.lane("a"));
        accept(events.lane("b"));
        accept(events.next());

        assertThat(due()).containsExactly(1L, 3L, 4L);
        finish(Outcome.SUCCEEDED);
        assertThat(due()).containsExactly(2L);
        assertThat(in(EventState.QUEUED)).isEqualTo(1);
    }

    @Test
    void a_lane_waits_for_a_retry_of_its_first_event() {
        accept(events.lane("a"));
        accept(events.lane("a"));
        finish(retryAfter(MINUTE));
        assertThat(due()).isEmpty();

        time.advance(MINUTE);

        assertThat(due()).containsExactly(1L);
        finish(Outcome.SUCCEEDED);
        assertThat(due()).containsExactly(2L);
    }

    @Test
    void a_lane_keeps_its_order_when_a_lease_is_lost() {
        accept(events.lane("a"));
        accept(events.lane("a"));
        claim(1).start(0);

        time.advance(LEASE);

        assertThat(due()).containsExactly(1L);
    }

    @Test
    void a_lane_goes_on_when_its_first_event_is_cancelled_delivered_or_dead() {
        QueuedEvent first = accept(events.lane("a"));
        accept(events.lane("a"));
        accept(events.lane("a"));
        accept(events.lane("a"));

        queue().cancel(first.requestId());
        assertThat(due()).containsExactly(2L);
        finish(deliverAfter(MINUTE));
        assertThat(due()).containsExactly(3L);
        finish(keep(EventCondition.RETRIES_EXHAUSTED));
        assertThat(due()).containsExactly(4L);
    }

    @Test
    void what_was_behind_in_its_lane_goes_before_what_came_later() {
        accept(events.lane("a"));
        accept(events.lane("a"));
        time.advance(MINUTE);
        accept(events.next());

        Batch batch = claim(1);
        batch.start(0);
        batch.succeeded(0);
        queue().settle(batch);

        assertThat(due()).containsExactly(2L, 3L);
    }

    @Test
    void a_delayed_event_holds_up_its_lane() {
        QueuedEvent delayed = events.make(MINUTE, "a");
        accept(delayed);
        accept(events.lane("a"));

        assertThat(due()).isEmpty();
        time.advance(MINUTE);
        assertThat(due()).containsExactly(1L);
    }

    @Test
    void an_event_behind_others_of_its_lane_is_cancelled() {
        accept(events.lane("a"));
        QueuedEvent second = accept(events.lane("a"));
        accept(events.lane("a"));

        assertThat(queue().cancel(second)).isTrue();
        finish(Outcome.SUCCEEDED);

        assertThat(due()).containsExactly(3L);
    }

    // ---- deduplication ----------------------------------------------------------------------------------------------

    @Test
    void a_key_is_accepted_once_within_its_window_even_when_its_event_has_ended() {
        accept(events.key("order-1"));
        finish(Outcome.SUCCEEDED);
        time.advance(QueueSettings.DEFAULT.deduplicationWindow().minusMillis(1));

        assertThat(queue().accept(events.key("order-1"))).isEqualTo(new Acceptance.Duplicate(Events.id(1)));
        assertThat(ledger().accepted()).isEqualTo(1);
        time.advance(Duration.ofMillis(1));
        accept(events.key("order-1"));
    }

    @Test
    void another_functions_keys_are_its_own() {
        accept(events.key("order-1"));

        assertThat(all().function("alert").accept(new Events(time, "alert").key("order-1")))
                .isEqualTo(Acceptance.ACCEPTED);
    }

    // ---- cancelling -------------------------------------------------------------------------------------------------

    @Test
    void a_cancelled_event_never_starts() {
        acceptMany(2);
        QueuedEvent delayed = accept(events.after(MINUTE));

        assertThat(queue().cancel(Events.id(1))).isTrue();
        assertThat(queue().cancel(Events.id(1))).isFalse();
        assertThat(queue().cancel(delayed)).isTrue();

        time.advance(MINUTE);
        assertThat(due()).containsExactly(2L);
        assertThat(in(EventState.CANCELLED)).isEqualTo(2);
    }

    @Test
    void a_claimed_event_is_either_cancelled_or_started() {
        QueuedEvent event = accept(events.next());
        Batch batch = claim(1);

        boolean isCancelled = queue().cancel(event.requestId());

        assertThat(batch.start(0) == null).isEqualTo(isCancelled);
        queue().settle(batch);
        assertThat(in(EventState.CANCELLED)).isEqualTo(isCancelled ? 1 : 0);
        assertThat(due()).hasSize(isCancelled ? 0 : 1);
    }

    @Test
    void what_has_started_waits_for_a_retry_or_is_unknown_is_not_cancelled() {
        QueuedEvent event = accept(events.next());
        Batch batch = run();
        assertThat(queue().cancel(event.requestId())).isFalse();
        batch.decide(0, retryAfter(MINUTE));
        queue().settle(batch);

        assertThat(queue().cancel(event.requestId())).isFalse();
        assertThat(queue().cancel(Events.id(77))).isFalse();
    }

    @Test
    void an_event_that_never_reached_its_function_is_cancelled() {
        QueuedEvent event = accept(events.next());
        finish(throttledFor(MINUTE));

        assertThat(queue().cancel(event.requestId())).isTrue();
        assertThat(ledger().open()).isZero();
    }

    @Test
    void a_cancelled_event_gives_its_key_free_and_nobody_elses() {
        QueuedEvent first = accept(events.key("a"));
        assertThat(queue().cancel(first.requestId())).isTrue();
        accept(events.key("a"));

        assertThat(queue().cancel(first.requestId())).isFalse();

        assertThat(queue().accept(events.key("a"))).isEqualTo(new Acceptance.Duplicate(Events.id(2)));
    }
}
