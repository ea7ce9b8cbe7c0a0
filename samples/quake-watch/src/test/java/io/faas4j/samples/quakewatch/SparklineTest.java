package io.faas4j.samples.quakewatch;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class SparklineTest {

    @Test
    void greater_numbers_are_darker_and_only_zero_is_blank() {
        assertThat(new Sparkline(18).of(List.of(0L, 1L, 3L, 4L, 6L, 9L, 16L, 17L, 18L)))
                .isEqualTo(" ..:-=%%@");
    }

    @Test
    void without_any_numbers_but_zero_it_is_blank() {
        assertThat(new Sparkline(0).of(List.of(0L, 0L))).isEqualTo("  ");
    }
}
