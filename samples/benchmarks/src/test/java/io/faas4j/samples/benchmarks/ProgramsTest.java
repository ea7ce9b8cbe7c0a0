package io.faas4j.samples.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** The programs run small here; their numbers are judged by people, on a quiet machine. */
class ProgramsTest {

    @Test
    void footprint_measures_memory_and_look_ups_and_finds_no_thread() {
        var goals = new Footprint(2_000, 400).measure();

        assertThat(goals).allMatch(goal -> !Double.isNaN(goal.value()));
        assertThat(goals)
                .filteredOn(goal -> goal.what().startsWith("threads"))
                .singleElement()
                .matches(Goal::isMet);
    }

    @Test
    void snapshots_measures_looks_at_functions_idle_and_busy() {
        assertThat(new Snapshots(300).measure()).hasSize(7).allMatch(goal -> !Double.isNaN(goal.value()));
    }

    @Test
    void start_up_starts_both_kinds_of_jvm() throws Exception {
        assertThat(StartUp.measure(1)).hasSize(4).allMatch(goal -> !Double.isNaN(goal.value()));
    }

    @Test
    void provisioning_measures_contexts_ahead_of_traffic_and_on_demand() {
        assertThat(new Provisioning(20, 2).measure()).hasSize(4).allMatch(goal -> !Double.isNaN(goal.value()));
    }

    @Test
    void virtual_threads_answers_every_invocation() {
        assertThat(new VirtualThreads(500).measure()).hasSize(4).allMatch(goal -> !Double.isNaN(goal.value()));
    }

    @Test
    void cold_start_measures_first_and_second_invocations() {
        assertThat(new ColdStart(40).measure()).hasSize(5).allMatch(goal -> goal.value() > 0);
    }
}
