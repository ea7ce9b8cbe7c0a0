package io.faas4j.samples.quakewatch;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DaysTest {

    private static final Instant START = Instant.parse("2018-01-31T01:45:00Z");

    private final Days days = new Days(START);

    private void add(Duration after, long earthquakes) {
        days.add(START.plus(after), new RegionCounts(Map.of("CA", new RegionCount(earthquakes, 1.0))));
    }

    @Test
    void windows_add_up_to_hours_and_days_and_a_day_without_any_is_there_too() {
        add(Duration.ZERO, 1);
        add(Duration.ofMinutes(45), 2);
        add(Duration.ofMinutes(45), 3);
        add(Duration.ofHours(1), 10);
        add(Duration.ofDays(3).minusMinutes(15), 20);

        assertThat(days.days())
                .extracting(Day::start)
                .containsExactly(START, START.plus(Duration.ofDays(1)), START.plus(Duration.ofDays(2)));
        assertThat(days.days()).extracting(day -> day.counts().earthquakes()).containsExactly(16L, 0L, 20L);
        assertThat(days.days().get(0).hourly()).hasSize(24).startsWith(6L, 10L, 0L);
        assertThat(days.days().get(2).hourly()).endsWith(0L, 20L);
    }

    @Test
    void without_windows_there_are_no_days() {
        assertThat(days.days()).isEmpty();
    }
}
