package io.faas4j.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.faas4j.async.queue.Acceptance;
import io.faas4j.async.queue.Letter;
import io.faas4j.async.queue.Outcome;
import io.faas4j.async.queue.Progress;
import io.faas4j.async.queue.QueueSettings;
import io.faas4j.async.queue.QueuedEvent;
import io.faas4j.async.queue.Redrive;
import io.faas4j.error.EventQueueFullException.Limit;
import io.faas4j.event.AttemptRecord;
import io.faas4j.event.DestinationRef;
import io.faas4j.event.EventCondition;
import io.faas4j.event.EventState;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Dead letters as a working area. */
abstract class LettersContract extends OrderContract {

    private Redrive redrive(long number) {
        return new Redrive(Events.id(number), events.target(), "4", 0);
    }

    @Test
    void a_dead_letter_tells_what_happened() {
        accept(events.next());
        finish(throttledFor(MINUTE));
        time.advance(MINUTE);
        finish(retryAfter(MINUTE));
        time.advance(MINUTE);
        long died = time.nanoTime();
        DestinationRef dlq = DestinationRef.queue("dlq");
        finish(new Outcome.Keep(
                Events.delivery(EventCondition.RETRIES_EXHAUSTED)
                        .tried(1, 0, "no such queue")
                        .givenUp(List.of(dlq)),
                Progress.functionError(events.failure("still full"))));

        Letter letter = letter(Events.id(1));

        assertThat(letter.target().function().name()).isEqualTo("resize");
        assertThat(letter.payload()).isEqualTo("{}".getBytes(StandardCharsets.UTF_8));
        assertThat(letter.acceptedNanos()).isEqualTo(died - 2 * MINUTE.toNanos());
        assertThat(letter.diedNanos()).isEqualTo(died);
        assertThat(letter.attempts())
                .extracting(AttemptRecord::errorMessage)
                .containsExactly("disk full", "still full");
        assertThat(letter.throttles()).isEqualTo(1);
        assertThat(letter.delivery().condition()).isEqualTo(EventCondition.RETRIES_EXHAUSTED);
        assertThat(letter.delivery().undelivered()).containsExactly(dlq);
        assertThat(letter.delivery().lastError()).isEqualTo("no such queue");
    }

    @Test
    void what_has_failed_elsewhere_is_kept_from_the_beginning_and_once() {
        QueuedEvent first = dead(events.next());
        assertThat(queue().keep(first)).isEqualTo(Acceptance.ACCEPTED);
        assertThat(queue().keep(first)).isEqualTo(new Acceptance.Duplicate(first.requestId()));

        assertThat(ledger().isBalanced()).isTrue();
        assertThat(ledger().accepted()).isEqualTo(1);
        assertThat(in(EventState.DEAD)).isEqualTo(1);
        assertThat(ledger().kept()).isEqualTo(1);
        assertThat(queue().claimable()).isZero();
        assertThat(queue().redrive(List.of(redrive(1)))).isEqualTo(1);
        assertThat(ledger().isBalanced()).isTrue();
        assertThat(in(EventState.QUEUED)).isEqualTo(1);
    }

    private static QueuedEvent dead(QueuedEvent event) {
        return event.withHistory(List.of(), 0, 0, Events.delivery(EventCondition.RETRIES_EXHAUSTED));
    }

    @Test
    void a_dead_letter_counts_as_dead_or_by_its_age_as_expired() {
        bury(1);
        accept(events.next());
        finish(keep(EventCondition.EVENT_AGE_EXCEEDED));

        assertThat(in(EventState.DEAD)).isEqualTo(1);
        assertThat(in(EventState.EXPIRED)).isEqualTo(1);
        assertThat(ledger().kept()).isEqualTo(2);
        assertThat(ledger().open()).isZero();
    }

    @Test
    void dead_letters_are_read_page_by_page_also_while_some_go() {
        bury(5);

        assertThat(letters(0, 2)).containsExactly(1L, 2L);
        long after = letter(Events.id(2)).position();
        queue().purge(List.of(Events.id(2), Events.id(3)));
        assertThat(letters(after, 10)).containsExactly(4L, 5L);
        assertThat(letters(letter(Events.id(5)).position(), 10)).isEmpty();
    }

    @Test
    void an_edited_letter_is_redriven_as_it_is_then() {
        bury(1);
        byte[] repaired = "{\"width\":100}".getBytes(StandardCharsets.UTF_8);

        assertThat(queue().edit(Events.id(1), repaired)).isTrue();
        assertThat(queue().edit(Events.id(2), repaired)).isFalse();

        assertThat(letter(Events.id(1)).payload()).isEqualTo(repaired);
        queue().redrive(List.of(redrive(1)));
        QueuedEvent event = Objects.requireNonNull(claim(1).start(0));
        assertThat(event.payload()).isEqualTo(repaired);
        assertThat(event.payloadBytes()).isEqualTo(repaired.length);
    }

    @Test
    void a_redriven_event_is_as_new_and_keeps_its_id() {
        bury(1);
        time.advance(MINUTE);

        assertThat(queue().redrive(List.of(redrive(1), redrive(2)))).isEqualTo(1);

        assertThat(queue().letter(Events.id(1))).isEmpty();
        assertThat(ledger().kept()).isZero();
        assertThat(ledger().accepted()).isEqualTo(1);
        assertThat(in(EventState.DEAD)).isZero();
        assertThat(in(EventState.QUEUED)).isEqualTo(1);
        QueuedEvent event = Objects.requireNonNull(claim(1).start(0));
        assertThat(event.requestId()).isEqualTo(Events.id(1));
        assertThat(event.version()).isEqualTo("4");
        assertThat(event.attempts()).isZero();
        assertThat(event.functionErrors()).isZero();
        assertThat(event.acceptedNanos()).isEqualTo(time.nanoTime());
        assertThat(event.delivery()).isNull();
    }

    @Test
    void an_event_that_is_redriven_for_later_waits_and_is_as_old_as_if_it_came_then() {
        bury(1);
        long due = time.nanoTime() + MINUTE.toNanos();

        queue().redrive(List.of(new Redrive(Events.id(1), events.target(), null, due)));

        assertThat(due()).isEmpty();
        time.advance(MINUTE);
        QueuedEvent event = Objects.requireNonNull(claim(1).start(0));
        assertThat(event.acceptedNanos()).isEqualTo(due);
    }

    @Test
    void a_letter_whose_function_succeeded_is_delivered_again() {
        accept(events.next());
        finish(keep(EventCondition.SUCCESS));

        queue().redrive(List.of(redrive(1)));

        assertThat(in(EventState.DELIVERING)).isEqualTo(1);
        QueuedEvent event = Objects.requireNonNull(claim(1).start(0));
        assertThat(event.attempts()).isEqualTo(1);
        assertThat(Objects.requireNonNull(event.delivery()).pending()).isEqualTo(1);
        assertThat(event.delivery().tries()).isZero();
    }

    @Test
    void a_redriven_event_stands_at_the_end_of_its_lane() {
        accept(events.lane("a"));
        finish(keep(EventCondition.RETRIES_EXHAUSTED));
        accept(events.lane("a"));

        queue().redrive(List.of(redrive(1)));

        assertThat(due()).containsExactly(2L);
        finish(Outcome.SUCCEEDED);
        assertThat(due()).containsExactly(1L);
    }

    @Test
    void letters_are_given_up_or_purged_once() {
        bury(3);

        assertThat(queue().giveUp(List.of(Events.id(1), Events.id(1)))).isEqualTo(1);
        assertThat(queue().purge(List.of(Events.id(1), Events.id(2)))).isEqualTo(1);

        assertThat(letters(0, 10)).containsExactly(3L);
        assertThat(in(EventState.GIVEN_UP)).isEqualTo(1);
        assertThat(in(EventState.PURGED)).isEqualTo(1);
        assertThat(in(EventState.DEAD)).isEqualTo(1);
        assertThat(queue().redrive(List.of(redrive(1)))).isZero();
    }

    @Test
    void with_too_many_dead_letters_nothing_new_is_accepted_but_what_dies_is_kept() {
        openWith(QueueSettings.DEFAULT.maxDeadLetters(2));
        bury(3);

        assertThat(ledger().kept()).isEqualTo(3);
        assertThat(queue().accept(events.next())).isEqualTo(new Acceptance.Full(Limit.DEAD_LETTERS, 2));
        queue().purge(List.of(Events.id(1), Events.id(2)));
        accept(events.next());
    }

    @Test
    void a_redrive_without_room_leaves_the_letter() {
        openWith(QueueSettings.DEFAULT.maxEvents(1));
        bury(1);
        accept(events.next());

        assertThat(queue().redrive(List.of(redrive(1)))).isZero();

        assertThat(letters(0, 10)).containsExactly(1L);
    }

    @Test
    void a_letter_is_not_cancelled() {
        bury(1);

        assertThat(queue().cancel(new UUID(0, 1))).isFalse();
        assertThat(queue().letter(Events.id(1))).isPresent();
        time.advance(Duration.ofHours(1));
        assertThat(due()).isEmpty();
    }
}
