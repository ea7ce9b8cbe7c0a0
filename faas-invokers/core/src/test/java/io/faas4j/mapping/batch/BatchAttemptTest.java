package io.faas4j.mapping.batch;

import static io.faas4j.mapping.batch.Batches.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import io.faas4j.event.StreamFailureCondition;
import io.faas4j.mapping.batch.StreamDecision.Discard;
import io.faas4j.mapping.batch.StreamDecision.Done;
import io.faas4j.mapping.batch.StreamDecision.DoneUpTo;
import io.faas4j.mapping.batch.StreamDecision.RetryLater;
import io.faas4j.mapping.batch.StreamDecision.Split;
import io.faas4j.retry.Backoff;
import io.faas4j.rules.Rule;
import io.faas4j.runtime.time.RandomSource;
import io.faas4j.source.StreamRecord;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What becomes of a batch of a stream. */
class BatchAttemptTest {

    private final Backoff backoff =
            new Backoff(Duration.ofSeconds(1), Duration.ofSeconds(60), 0.0, RandomSource.seeded(1));

    private static StreamPolicy retries(int most) {
        return new StreamPolicy(most, null, false);
    }

    private static StreamPolicy bisect(int most) {
        return new StreamPolicy(most, null, true);
    }

    // ---- what the stream does not keep -----------------------------------------------------------------------------

    @Test
    @Rule("ESM-STREAM-5")
    void what_the_stream_does_not_keep_is_cut_out_by_number_and_the_rest_keeps_its_count() {
        BatchAttempt attempt = BatchAttempt.of(Batches.records(4));
        assertThat(attempt.isTriedAgain()).isFalse();
        attempt = ((RetryLater) attempt.afterFailure(retries(-1), backoff)).attempt();
        assertThat(attempt.isTriedAgain()).isTrue();

        AgeCut cut = attempt.cutBefore("100");

        assertThat(cut.discards())
                .containsExactly(
                        new Discard(attempt.records().subList(0, 2), StreamFailureCondition.RECORD_AGE_EXCEEDED, 1));
        assertThat(Batches.numbers(cut.rest().orElseThrow().records())).containsExactly("100", "101");
        assertThat(cut.rest().orElseThrow().invocations()).isEqualTo(1);
        assertThat(attempt.cutBefore("98").discards()).isEmpty();
        assertThat(attempt.cutAll().rest()).isEmpty();
    }

    // ---- retries ---------------------------------------------------------------------------------------------------

    @ParameterizedTest
    @CsvSource({"0", "1", "3"})
    void a_batch_that_fails_is_tried_once_more_than_it_is_tried_again(int retries) {
        BatchAttempt attempt = BatchAttempt.of(Batches.records(2));
        for (int i = 1; i <= retries; i++) {
            RetryLater again = (RetryLater) attempt.afterFailure(retries(retries), backoff);
            attempt = again.attempt();
            assertThat(attempt.invocations()).isEqualTo(i);
        }

        assertThat(attempt.afterFailure(retries(retries), backoff))
                .isEqualTo(
                        new Discard(attempt.records(), StreamFailureCondition.RETRY_ATTEMPTS_EXHAUSTED, retries + 1));
    }

    @Test
    void by_default_a_batch_is_tried_without_end_at_longer_and_longer_intervals() {
        BatchAttempt attempt = BatchAttempt.of(Batches.records(1));
        List<Long> seconds = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            RetryLater again = (RetryLater) attempt.afterFailure(StreamPolicy.DEFAULT, backoff);
            seconds.add(again.delay().toSeconds());
            attempt = again.attempt();
        }

        assertThat(seconds).containsExactly(1L, 2L, 4L, 8L, 16L, 32L, 60L, 60L);
    }

    @Test
    void a_throttle_costs_no_retry() {
        BatchAttempt attempt = BatchAttempt.of(Batches.records(2));
        for (int i = 0; i < 100; i++) {
            attempt = ((RetryLater) attempt.afterRefusal(backoff)).attempt();
        }

        assertThat(attempt.invocations()).isZero();
        assertThat(attempt.refusals()).isEqualTo(100);
        RetryLater again = (RetryLater) attempt.afterFailure(retries(1), backoff);
        assertThat(again.attempt().refusals()).isZero();
        assertThat(again.delay()).isEqualTo(Duration.ofSeconds(1));
    }

    @Test
    void waits_are_shorter_by_a_random_share() {
        Backoff standard = Backoff.standard(RandomSource.seeded(7));
        for (int failures = 1; failures < 100; failures++) {
            double whole = Math.min(60, Math.pow(2, failures - 1));
            assertThat(standard.after(failures).toNanos() / 1e9).isBetween(whole / 2, whole);
        }
        assertThat(standard.after(1)).isNotEqualTo(standard.after(1));
    }

    // ---- reports ---------------------------------------------------------------------------------------------------

    @Test
    void what_a_report_leaves_is_a_new_batch_with_its_own_attempts() {
        BatchAttempt attempt = BatchAttempt.of(Batches.records(5));
        attempt = ((RetryLater) attempt.afterFailure(retries(1), backoff)).attempt();

        DoneUpTo done = (DoneUpTo) attempt.afterReport(new StreamReport.FailedFrom(2, null), retries(1), backoff);

        assertThat(Batches.numbers(done.records())).containsExactly("98", "99");
        assertThat(Batches.numbers(done.rest().records())).containsExactly("100", "101", "102");
        assertThat(done.rest().invocations()).isZero();
    }

    @Test
    void a_report_of_the_first_record_or_of_nobody_knows_which_fails_the_batch() {
        BatchAttempt attempt = BatchAttempt.of(Batches.records(5));

        for (StreamReport report :
                List.of(new StreamReport.FailedFrom(0, null), new StreamReport.BatchFailed("unknown"))) {
            assertThat(attempt.afterReport(report, retries(0), backoff))
                    .isEqualTo(new Discard(attempt.records(), StreamFailureCondition.RETRY_ATTEMPTS_EXHAUSTED, 1));
        }
        assertThat(attempt.afterReport(new StreamReport.Success(null), retries(0), backoff))
                .isEqualTo(new Done(attempt.records()));
    }

    // ---- bisect ----------------------------------------------------------------------------------------------------

    @ParameterizedTest(name = "{0} are split into {1} and {2}")
    @CsvSource({"2, 1, 1", "3, 2, 1", "4, 2, 2", "5, 3, 2", "101, 51, 50"})
    @Rule("ESM-STREAM-12")
    void the_first_half_is_the_larger_one(int size, int first, int rest) {
        List<StreamRecord> records = Batches.records(size);

        Split split = (Split) BatchAttempt.of(records).afterFailure(bisect(0), backoff);

        assertThat(split.first().records()).isEqualTo(records.subList(0, first));
        assertThat(split.rest().records()).isEqualTo(records.subList(size - rest, size));
        assertThat(split.first().invocations() + split.rest().invocations()).isZero();
    }

    @Test
    void a_report_cuts_where_it_says_and_not_in_the_middle() {
        DoneUpTo done = (DoneUpTo) BatchAttempt.of(Batches.records(8))
                .afterReport(new StreamReport.FailedFrom(1, null), bisect(0), backoff);

        assertThat(done.rest().records()).hasSize(7);
    }

    @Test
    void poison_records_are_isolated_and_all_others_are_handled_once_and_in_their_order() {
        Random random = new Random(20260102);
        for (int run = 0; run < 300; run++) {
            int size = 1 + random.nextInt(50);
            List<StreamRecord> records = Batches.records(size);
            List<StreamRecord> poison =
                    records.stream().filter(each -> random.nextInt(10) == 0).toList();
            int retries = random.nextInt(3);

            Run result = new Run(records, poison, bisect(retries), random.nextBoolean());

            assertThat(result.finished).as("all, in their order").isEqualTo(records);
            assertThat(result.discarded).isEqualTo(poison);
            poison.forEach(each -> assertThat(result.aloneInvoked.get(each)).isEqualTo(retries + 1));
        }
    }

    /** A shard's loop without time. */
    private final class Run {

        private final List<StreamRecord> finished = new ArrayList<>();
        private final List<StreamRecord> discarded = new ArrayList<>();
        private final Map<StreamRecord, Integer> aloneInvoked = new HashMap<>();

        Run(List<StreamRecord> records, List<StreamRecord> poison, StreamPolicy policy, boolean reports) {
            Deque<BatchAttempt> todo = new ArrayDeque<>(List.of(BatchAttempt.of(records)));
            while (!todo.isEmpty()) {
                BatchAttempt attempt = todo.pop();
                if (attempt.records().size() == 1) {
                    aloneInvoked.merge(attempt.records().get(0), 1, Integer::sum);
                }
                apply(decide(attempt, poison, policy, reports), todo);
            }
        }

        private StreamDecision decide(
                BatchAttempt attempt, List<StreamRecord> poison, StreamPolicy policy, boolean reports) {
            for (int i = 0; i < attempt.records().size(); i++) {
                if (poison.contains(attempt.records().get(i))) {
                    return reports
                            ? attempt.afterReport(new StreamReport.FailedFrom(i, null), policy, backoff)
                            : attempt.afterFailure(policy, backoff);
                }
            }
            return attempt.afterSuccess();
        }

        private void apply(StreamDecision decision, Deque<BatchAttempt> todo) {
            if (decision instanceof Done done) {
                finished.addAll(done.records());
            } else if (decision instanceof DoneUpTo done) {
                finished.addAll(done.records());
                todo.push(done.rest());
            } else if (decision instanceof RetryLater again) {
                todo.push(again.attempt());
            } else if (decision instanceof Split split) {
                todo.push(split.rest());
                todo.push(split.first());
            } else if (decision instanceof Discard discard) {
                finished.addAll(discard.records());
                discarded.addAll(discard.records());
            }
        }
    }

    // ---- age -------------------------------------------------------------------------------------------------------

    @Test
    void records_that_are_too_old_are_cut_out_and_the_others_keep_their_count_of_attempts() {
        StreamPolicy policy = new StreamPolicy(5, Duration.ofSeconds(60), false);
        StreamRecord old = Batches.record("1", NOW.minusSeconds(61));
        StreamRecord older = Batches.record("2", NOW.minusSeconds(70));
        StreamRecord young = Batches.record("3", NOW.minusSeconds(60));
        StreamRecord late = Batches.record("4", NOW.minusSeconds(61));
        BatchAttempt first = BatchAttempt.of(List.of(old, older, young, late));
        BatchAttempt third = ((RetryLater) ((RetryLater) first.afterFailure(policy, backoff))
                        .attempt()
                        .afterFailure(policy, backoff))
                .attempt();

        AgeCut atOnce = first.cut(policy, NOW);
        AgeCut cut = third.cut(policy, NOW);

        assertThat(cut.discards())
                .containsExactly(
                        new Discard(List.of(old, older), StreamFailureCondition.RECORD_AGE_EXCEEDED, 2),
                        new Discard(List.of(late), StreamFailureCondition.RECORD_AGE_EXCEEDED, 2));
        assertThat(cut.rest().orElseThrow().records()).containsExactly(young);
        assertThat(cut.rest().orElseThrow().invocations()).isEqualTo(2);
        assertThat(atOnce.discards()).allMatch(discard -> discard.invokeCount() == 1);
        assertThat(first.cut(policy, NOW.plusSeconds(3600)).rest()).isEmpty();
        assertThat(first.cut(StreamPolicy.DEFAULT, NOW.plusSeconds(3600)).rest())
                .containsSame(first);
        assertThat(first.cut(policy, NOW.minusSeconds(60)).rest()).containsSame(first);
    }
}
