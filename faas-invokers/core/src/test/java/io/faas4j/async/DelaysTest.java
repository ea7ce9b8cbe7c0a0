package io.faas4j.async;

import static org.assertj.core.api.Assertions.assertThat;

import io.faas4j.rules.Rule;
import io.faas4j.runtime.time.RandomSource;
import java.time.Duration;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class DelaysTest {

    private static final int MANY = 1_000;
    private static final double SHARE = 0.25;
    private static final long FIRST = Duration.ofSeconds(1).toNanos();

    /** After the first refusal of each of many events. */
    private static long[] firstBackoffs(double jitter, long seed) {
        AsyncSettings settings = AsyncSettings.builder().backoffJitter(jitter).build();
        Delays delays = new Delays(settings, RandomSource.seeded(seed));
        return LongStream.range(0, MANY).map(i -> delays.afterRefusal(1)).toArray();
    }

    @Test
    @Rule("LIB-6")
    void the_same_seed_leaves_out_the_same_of_each_back_off_and_another_one_other_parts() {
        assertThat(firstBackoffs(SHARE, 5)).isEqualTo(firstBackoffs(SHARE, 5)).isNotEqualTo(firstBackoffs(SHARE, 6));
    }

    @Test
    void no_more_than_its_share_is_left_out_of_a_back_off_and_anything_up_to_that() {
        LongStream nanos = LongStream.of(firstBackoffs(SHARE, 5));

        var found = nanos.summaryStatistics();

        assertThat(found.getMin()).isBetween((long) (0.75 * FIRST), (long) (0.76 * FIRST));
        assertThat(found.getMax()).isBetween((long) (0.99 * FIRST), FIRST);
        assertThat(found.getAverage()).isBetween(0.86 * FIRST, 0.89 * FIRST);
    }

    @Test
    void nothing_is_left_out_unless_a_share_is_set() {
        assertThat(firstBackoffs(0, 5)).containsOnly(FIRST);
    }
}
