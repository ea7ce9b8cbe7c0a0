package io.faas4j.samples.quakewatch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import java.io.IOException;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The stream of the real week. */
class StreamWeekTest {

    private static List<SeismicEvent> events;
    private static StreamSummary summary;

    @BeforeAll
    static void letTheWeekGoBy() throws IOException {
        events = WeekFeed.bundled().events();
        summary = summaryOf(events);
    }

    private static StreamSummary summaryOf(List<SeismicEvent> events) {
        try (StreamWeek week = new StreamWeek(events)) {
            return week.run();
        }
    }

    private static Stream<SeismicEvent> earthquakes() {
        return events.stream().filter(SeismicEvent::isEarthquake);
    }

    private static long earthquakesIn(Instant start, long seconds) {
        return earthquakes()
                .filter(event -> !event.time().isBefore(start) && event.time().isBefore(start.plusSeconds(seconds)))
                .count();
    }

    @Test
    void every_event_has_the_network_that_measured_it() {
        Set<String> networks = new HashSet<>();
        events.forEach(event -> networks.add(event.network()));

        assertThat(networks)
                .containsExactlyInAnyOrder("ci", "nc", "ak", "nn", "us", "pr", "uw", "hv", "uu", "mb", "nm", "se");
        assertThat(new SeismicEvent("7", "earthquake", null, null, null, Instant.EPOCH).network())
                .isEqualTo("7");
    }

    @Test
    void seven_days_have_all_earthquakes_each_in_its_own_hour() {
        assertThat(summary.days()).hasSize(7).allSatisfy(day -> {
            assertThat(day.counts().earthquakes()).isEqualTo(earthquakesIn(day.start(), 24 * 3600));
            for (int hour = 0; hour < Day.HOURS; hour++) {
                assertThat(day.hourly().get(hour))
                        .isEqualTo(earthquakesIn(day.start().plusSeconds(hour * 3600L), 3600));
            }
        });
        assertThat(summary.counts().earthquakes()).isEqualTo(1679);
    }

    @Test
    void each_region_has_its_earthquakes_and_the_strongest_of_them() {
        RegionCounts all = RegionCounts.NONE.plus(earthquakes().toList());

        assertThat(summary.counts()).isEqualTo(all);
        assertThat(all.regions()).contains(entry("Taiwan", new RegionCount(20, 6.4)));
    }

    @Test
    void what_is_no_earthquake_is_given_up_alone() {
        for (CountingSummary counting : List.of(summary.live(), summary.again())) {
            assertThat(counting.records()).isEqualTo(1707);
            assertThat(counting.failureRecords()).isEqualTo(28);
            assertThat(counting.poison()).containsExactly(entry("explosion", 15L), entry("quarry blast", 13L));
            assertThat(counting.halved()).isPositive();
        }
    }

    @Test
    void counted_when_the_week_is_over_windows_and_days_are_the_same() {
        assertThat(summary.daysAgain()).isEqualTo(summary.days());
        assertThat(summary.again().windows()).isEqualTo(summary.live().windows());
        assertThat(summary.again().invocations()).isLessThan(summary.live().invocations());
        assertThat(summary.again().halved()).isGreaterThan(summary.live().halved());
    }

    @Test
    void a_week_without_events_has_no_days() {
        StreamSummary quiet = summaryOf(List.of());

        assertThat(quiet.days()).isEmpty();
        assertThat(quiet.live().invocations()).isZero();
    }
}
