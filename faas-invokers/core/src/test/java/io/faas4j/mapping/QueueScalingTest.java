package io.faas4j.mapping;

import static org.assertj.core.api.Assertions.assertThat;

import io.faas4j.rules.Rule;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** How many batches of a queue may be handled at once. */
class QueueScalingTest {

    private static final long STEP = QueueScaling.GROWTH.toNanos();
    private static final long MILLIS = Duration.ofMillis(1).toNanos();

    private long now = -1_000;

    /** Everything allowed is in use for some steps of growth, and batches take so long meanwhile; 0 for none ending. */
    private void busy(QueueScaling scaling, int steps, long took) {
        for (int i = 0; i < steps; i++) {
            now += STEP;
            if (took > 0) {
                scaling.took(took, now);
            }
            scaling.isShort(now);
        }
    }

    private QueueScaling scaling(int most, boolean isAdaptive) {
        return new QueueScaling(most, isAdaptive, now);
    }

    @Test
    @Rule("ESM-SQS-5")
    void it_begins_with_five_and_grows_by_three_hundred_a_minute_while_all_are_in_use() {
        QueueScaling scaling = scaling(QueueScaling.MOST, false);
        assertThat(scaling.allowed()).isEqualTo(5);

        busy(scaling, 300, 0);
        assertThat(scaling.allowed()).isEqualTo(305);
        busy(scaling, 2_000, 0);
        assertThat(scaling.allowed()).isEqualTo(1_250);
    }

    @Test
    @Rule("ESM-SQS-5")
    void time_in_which_nobody_was_short_of_them_does_not_count() {
        QueueScaling scaling = scaling(QueueScaling.MOST, false);

        now += 1_000 * STEP;
        scaling.isShort(now);

        assertThat(scaling.allowed()).isEqualTo(5);
    }

    @Test
    @Rule("ESM-SQS-6")
    void it_never_exceeds_the_maximum() {
        QueueScaling scaling = scaling(7, false);

        busy(scaling, 100, 0);

        assertThat(scaling.allowed()).isEqualTo(7);
        assertThat(scaling(2, false).allowed()).isEqualTo(2);
    }

    @Test
    @Rule("ESM-SQS-3")
    void it_shrinks_by_a_tenth_with_each_refusal_down_to_two_and_begins_anew_when_idle() {
        QueueScaling scaling = scaling(QueueScaling.MOST, false);
        busy(scaling, 95, 0);

        scaling.isRefused(now);
        assertThat(scaling.allowed()).isEqualTo(90);
        for (int i = 0; i < 100; i++) {
            scaling.isRefused(now);
        }
        assertThat(scaling.allowed()).isEqualTo(2);
        scaling.isIdle(now);
        assertThat(scaling.allowed()).isEqualTo(5);
    }

    @Test
    void an_adaptive_one_grows_as_any_while_batches_take_no_longer_than_they_did() {
        QueueScaling scaling = scaling(QueueScaling.MOST, true);

        busy(scaling, 95, 10 * MILLIS);

        assertThat(scaling.allowed()).isEqualTo(100);
    }

    @Test
    void an_adaptive_one_shrinks_while_they_take_more_than_twice_as_long_and_another_does_not() {
        QueueScaling adaptive = scaling(QueueScaling.MOST, true);
        busy(adaptive, 95, 10 * MILLIS);
        busy(adaptive, 10, 100 * MILLIS);
        assertThat(adaptive.allowed()).isLessThan(90);

        now = -1_000;
        QueueScaling other = scaling(QueueScaling.MOST, false);
        busy(other, 95, 10 * MILLIS);
        busy(other, 10, 100 * MILLIS);
        assertThat(other.allowed()).isEqualTo(110);
    }

    @Test
    void an_adaptive_one_takes_a_function_that_stays_slow_with_fewer_at_once_for_another_function() {
        QueueScaling scaling = scaling(QueueScaling.MOST, true);
        busy(scaling, 95, 10 * MILLIS);
        busy(scaling, 40, 100 * MILLIS);
        int fewest = scaling.allowed();

        busy(scaling, 40, 100 * MILLIS);

        assertThat(fewest).isLessThan(100);
        assertThat(scaling.allowed()).isGreaterThan(fewest);
    }
}
