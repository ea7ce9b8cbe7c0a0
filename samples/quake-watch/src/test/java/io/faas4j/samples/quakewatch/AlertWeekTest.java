package io.faas4j.samples.quakewatch;

import static io.faas4j.testkit.FaasAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import io.faas4j.event.EventState;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The alerts of the real week. */
class AlertWeekTest {

    private static List<SeismicEvent> alerting;
    private static AlertSummary summary;

    @BeforeAll
    static void letTheWeekGoBy() throws IOException {
        List<SeismicEvent> events = WeekFeed.bundled().events();
        alerting = events.stream().filter(AlertWeek::isAlerting).toList();
        summary = summaryOf(events);
    }

    private static AlertSummary summaryOf(List<SeismicEvent> events) {
        try (AlertWeek week = new AlertWeek(events)) {
            return week.run();
        }
    }

    private static boolean isInOutage(SeismicEvent event) {
        return !event.time().isBefore(Pager.BREAKS) && event.time().isBefore(Pager.REPAIRED);
    }

    private static long busy(int calls) {
        return alerting.stream()
                .filter(event -> !isInOutage(event) && Pager.busyCalls(event.id()) == calls)
                .count();
    }

    @Test
    void every_strong_earthquake_is_sent_and_each_ends_once() {
        assertThat(summary.week().ledger())
                .isBalanced()
                .hasAccepted(alerting.size())
                .has(EventState.SUCCEEDED, summary.week().toldToTheControlRoom());
        assertThat(alerting).hasSize(85);
    }

    @Test
    void what_the_pagers_line_was_busy_for_is_recovered_by_two_retries_or_dies() {
        AlertCounts week = summary.week();

        assertThat(week.atOnce()).isEqualTo((int) busy(0));
        assertThat(week.retried()).isEqualTo((int) (busy(1) + busy(2)));
        assertThat(summary.reasons())
                .containsExactly(
                        entry(new Reason("RetriesExhausted", LineBusyException.class.getName()), busy(3)),
                        entry(
                                new Reason("RetriesExhausted", PagerDownException.class.getName()),
                                alerting.stream()
                                        .filter(AlertWeekTest::isInOutage)
                                        .count()));
    }

    @Test
    void the_handler_ran_once_for_each_attempt() {
        long dead = summary.week().ledger().kept();

        assertThat(summary.week().attempts()).isEqualTo(busy(0) + 2 * busy(1) + 3 * busy(2) + 3 * dead);
    }

    @Test
    void all_dead_letters_are_redriven_and_only_one_dies_again_for_which_the_line_was_never_called_before() {
        long again = alerting.stream()
                .filter(event -> isInOutage(event) && Pager.busyCalls(event.id()) == 3)
                .count();

        assertThat(summary.redriven()).isEqualTo((int) summary.week().ledger().kept());
        assertThat(summary.afterwards().ledger()).isBalanced().hasAccepted(85).keeps(again);
        assertThat(again).isOne();
    }

    @Test
    void a_week_without_strong_earthquakes_has_no_alerts() {
        AlertSummary quiet = summaryOf(IntStream.range(0, 3)
                .mapToObj(i -> new SeismicEvent("us" + i, "earthquake", 4.4, 10.0, "Nowhere", Instant.EPOCH))
                .toList());

        assertThat(quiet.week().ledger()).isBalanced().hasAccepted(0);
        assertThat(quiet.redriven()).isZero();
    }
}
