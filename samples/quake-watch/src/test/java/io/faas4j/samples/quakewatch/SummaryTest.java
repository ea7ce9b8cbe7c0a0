package io.faas4j.samples.quakewatch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import io.faas4j.Faas;
import io.faas4j.runtime.time.RandomSource;
import java.io.IOException;
import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The numbers of the real week. */
class SummaryTest {

    private static Summary summary;

    @BeforeAll
    static void classifyTheWeek() throws IOException {
        List<SeismicEvent> events = WeekFeed.bundled().events();
        try (Faas faas = Faas.builder().random(RandomSource.seeded(1)).build()) {
            Classify.deployTo(faas);
            Watch watch = new Watch(faas);
            summary = Summary.of(watch.classify(events), watch.compare(events));
        }
    }

    @Test
    void every_event_is_either_classified_or_rejected() {
        assertThat(summary.events()).isEqualTo(1707);
        assertThat(summary.classified()).isEqualTo(1679);
        assertThat(summary.rejections()).isEqualTo(28);
    }

    @Test
    void explosions_and_quarry_blasts_are_function_errors_of_the_handlers_own_type() {
        String errorType = NotAnEarthquakeException.class.getName();

        assertThat(summary.rejected())
                .containsExactly(
                        entry(new Rejection("explosion", errorType), 15L),
                        entry(new Rejection("quarry blast", errorType), 13L));
    }

    @Test
    void strong_earthquakes_are_rarer_than_weak_ones() {
        assertThat(summary.bySeverity().keySet())
                .containsExactly(Severity.MICRO, Severity.MINOR, Severity.LIGHT, Severity.MODERATE, Severity.STRONG);
        assertThat(List.copyOf(summary.bySeverity().values())).isSortedAccordingTo(Comparator.reverseOrder());
    }

    @Test
    void the_strongest_are_those_of_the_week_strongest_first() {
        assertThat(summary.strongest()).extracting(SeismicEvent::magnitude).containsExactly(6.4, 6.1, 6.1, 6.0, 6.0);
        assertThat(summary.strongest().get(0).place()).isEqualTo("22km NNE of Hualian, Taiwan");
    }

    @Test
    void every_event_ran_on_one_of_the_versions_and_about_a_tenth_on_the_second() {
        assertThat(summary.byVersion()).containsOnlyKeys("1", "2");
        long second = summary.byVersion().get("2");
        assertThat(summary.byVersion().get("1") + second).isEqualTo(1707);
        assertThat(second).isBetween(120L, 220L);
    }

    @Test
    void the_versions_disagree_where_it_is_deep_and_not_micro_anyway() {
        assertThat(summary.disagreements())
                .hasSize(75)
                .allSatisfy(one -> assertThat(one.event().depthInKm()).isGreaterThanOrEqualTo(70))
                .allSatisfy(one -> assertThat(one.second()).isLessThan(one.first()));
        assertThat(summary.disagreements().get(0).event().place()).isEqualTo("35km S of Jarm, Afghanistan");
    }

    @Test
    void each_version_started_cold_once() {
        assertThat(summary.coldStarts()).isEqualTo(2);
        assertThat(summary.warmStarts()).isEqualTo(1705);
    }

    @Test
    void every_invocation_has_a_duration() {
        assertThat(summary.durations().sorted()).hasSize(1707);
        assertThat(summary.durations().at(50)).isPositive();
        assertThat(summary.durations().at(99))
                .isGreaterThanOrEqualTo(summary.durations().at(50));
    }
}
