package io.faas4j.samples.quakewatch;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class PercentilesTest {

    @Test
    void a_percentile_is_the_value_at_the_nearest_rank() {
        var hundred = new Percentiles(LongStream.rangeClosed(1, 100)
                .map(i -> 101 - i)
                .mapToObj(Duration::ofMillis)
                .toList());

        assertThat(hundred.at(50)).isEqualTo(Duration.ofMillis(50));
        assertThat(hundred.at(99)).isEqualTo(Duration.ofMillis(99));
        assertThat(hundred.at(100)).isEqualTo(Duration.ofMillis(100));
        assertThat(hundred.at(0.1)).isEqualTo(Duration.ofMillis(1));
    }

    @Test
    void of_nothing_it_is_zero() {
        assertThat(new Percentiles(List.of()).at(99)).isZero();
    }
}
