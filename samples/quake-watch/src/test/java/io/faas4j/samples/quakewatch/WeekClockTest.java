package io.faas4j.samples.quakewatch;

import static org.assertj.core.api.Assertions.assertThat;

import io.faas4j.testkit.FaasTest;
import io.faas4j.testkit.FaasTestRuntime;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

@FaasTest
class WeekClockTest {

    private static final Instant START = Instant.parse("2018-01-31T01:45:00Z");

    @Test
    void the_week_and_virtual_time_are_whole_days_apart(FaasTestRuntime runtime) {
        runtime.time().advance(Duration.ofHours(5));

        WeekClock clock = new WeekClock(runtime.time(), START);

        assertThat(clock.now()).isEqualTo(START);
        assertThat(runtime.time().now()).isEqualTo("2026-01-02T01:45:00Z");
        assertThat(clock.ofTheWeek(runtime.time().now().plusSeconds(1))).isEqualTo(START.plusSeconds(1));
    }

    @Test
    void it_moves_virtual_time_to_any_time_of_the_week_and_never_back(FaasTestRuntime runtime) {
        WeekClock clock = new WeekClock(runtime.time(), START);

        clock.advanceTo(START.plusMillis(7));
        clock.advanceTo(START);

        assertThat(clock.now()).isEqualTo(START.plusMillis(7));
        assertThat(runtime.time().now()).isEqualTo("2026-01-01T01:45:00.007Z");
    }
}
