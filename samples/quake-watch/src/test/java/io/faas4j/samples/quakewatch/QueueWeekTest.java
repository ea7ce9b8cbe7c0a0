package io.faas4j.samples.quakewatch;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.function.Predicate;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The queue of the real week. */
class QueueWeekTest {

    private static List<SeismicEvent> alerting;
    private static QueueSummary summary;

    @BeforeAll
    static void letTheWeekGoBy() throws IOException {
        List<SeismicEvent> events = WeekFeed.bundled().events();
        alerting = events.stream().filter(AlertWeek::isAlerting).toList();
        summary = summaryOf(events);
    }

    private static QueueSummary summaryOf(List<SeismicEvent> events) {
        try (QueueWeek week = new QueueWeek(events)) {
            return week.run();
        }
    }

    private static long count(Predicate<SeismicEvent> which) {
        return alerting.stream().filter(which).count();
    }

    private static long busy(int calls) {
        return count(event -> Pager.busyCalls(event.id()) == calls);
    }

    @Test
    void every_message_is_deleted_or_in_the_dead_letter_queue() {
        assertThat(summary.messages()).isEqualTo(85);
        assertThat(summary.counts().deleted() + summary.dead()).isEqualTo(85);
    }

    @Test
    void only_that_dies_for_which_the_line_is_busy_at_every_receive() {
        assertThat(summary.dead()).isEqualTo((int) busy(QueueWeek.RECEIVES));
    }

    @Test
    void each_failure_is_another_receive_but_for_the_last() {
        assertThat(summary.counts().failed()).isEqualTo(busy(1) + 2 * busy(2) + 3 * busy(3));
        assertThat(summary.receivedAgain()).isEqualTo(summary.counts().failed() - summary.dead());
    }

    @Test
    void what_comes_while_the_pager_is_down_waits_and_is_handled_at_once_when_it_is_repaired() {
        assertThat(summary.waiting())
                .isEqualTo((int) count(event ->
                        !event.time().isBefore(Pager.BREAKS) && event.time().isBefore(Pager.REPAIRED)))
                .isPositive();
        assertThat(summary.batches()).isLessThan(summary.counts().polled());
    }

    @Test
    void a_week_without_strong_earthquakes_sends_nothing() {
        QueueSummary quiet =
                summaryOf(List.of(new SeismicEvent("us1", "earthquake", 4.4, 10.0, "Nowhere", Instant.EPOCH)));

        assertThat(quiet.messages()).isZero();
        assertThat(quiet.batches()).isZero();
    }
}
