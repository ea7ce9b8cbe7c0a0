package io.faas4j.samples.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SyncGoalsTest {

    private final Scores scores = new Scores();

    @BeforeEach
    void measured() {
        one("directCall", 20, 22, 120);
        one("limitPath", 100, 150, 120);
        one("faasCaller", 120, 240, 184);
        one("faasCallerSimpleMeters", 121, 241, 184);
        one("faasCallerPrometheus", 125, 242, 184);
        one("faasCallerByName", 145, 260, 184);
        one("resilience4jDecorated", 300, 400, 200);
        one("bulkheadAndTimer", 160, 200, 140);
        one("executorHandoff", 10_000, 20_000, 300);
        one("faasWorker", 12_000, 20_000, 400);
        one("bareJackson", 5_000, 5_000, 4_000);
        one("faasJson", 5_500, 5_500, 4_400);
    }

    private void one(String contestant, double nanos, double nanosOfTwo, double bytes) {
        scores.addNanos(contestant, 1, nanos);
        scores.addNanos(contestant, 2, nanosOfTwo);
        scores.addBytes(contestant, 1, bytes);
    }

    private Goal goal(String what) {
        return SyncGoals.of(scores).stream()
                .filter(goal -> goal.what().equals(what))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void ratios_are_of_the_contestant_over_its_base() {
        assertThat(goal("limitPath / directCall").value()).isEqualTo(5, within(1e-9));
        assertThat(goal("faasCaller / limitPath").value()).isEqualTo(1.2, within(1e-9));
        assertThat(goal("faasCaller / limitPath, 2 threads").value()).isEqualTo(1.6, within(1e-9));
        assertThat(goal("faasCallerPrometheus / limitPath").value()).isEqualTo(1.25, within(1e-9));
        assertThat(goal("faasCaller / resilience4jDecorated").value()).isEqualTo(0.4, within(1e-9));
        assertThat(goal("faasWorker / executorHandoff").value()).isEqualTo(1.2, within(1e-9));
        assertThat(goal("faasJson / bareJackson").value()).isEqualTo(1.1, within(1e-9));
    }

    @Test
    void differences_and_two_threads_over_one_are_computed_too() {
        assertThat(goal("faasCaller, two threads / one").value()).isEqualTo(2, within(1e-9));
        assertThat(goal("faasCallerByName - faasCaller").value()).isEqualTo(25, within(1e-9));
        assertThat(goal("faasCaller - directCall, allocated").value()).isEqualTo(64, within(1e-9));
    }

    @Test
    void a_goal_is_met_at_its_limit_and_missed_above_it() {
        assertThat(goal("faasCaller / limitPath").isMet()).isTrue();
        assertThat(goal("faasCaller / limitPath, 2 threads").isMet()).isFalse();
        assertThat(Goal.atMost("at the limit", 7, 7, "").isMet()).isTrue();
    }

    @Test
    void the_tuned_pair_is_shown_without_a_goal() {
        assertThat(goal("faasCaller / bulkheadAndTimer").value()).isEqualTo(0.75, within(1e-9));
        assertThat(goal("faasCaller / bulkheadAndTimer, 2 threads").limit()).isInfinite();
    }

    @Test
    void a_contestant_that_did_not_run_meets_no_goal() {
        assertThat(SyncGoals.of(new Scores())).noneMatch(Goal::isMet);
    }

    @Test
    void medians_are_of_all_iterations_of_all_rounds() {
        assertThat(Scores.median(List.of(9.0, 1.0, 2.0))).isEqualTo(2);
        assertThat(Scores.median(List.of(9.0, 1.0, 2.0, 4.0))).isEqualTo(3);
    }

    @Test
    void a_goal_prints_its_value_limit_and_verdict() {
        assertThat(goal("faasCaller / limitPath, 2 threads").toString())
                .contains("1.60")
                .contains("1.30")
                .endsWith("MISSED");
        assertThat(Goal.shownOnly("for information", 3, "ms").toString()).endsWith("ms");
    }
}
