package io.faas4j.samples.benchmarks.durable;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Runs small here; the numbers are judged by people, on a quiet machine. */
class WaitingEventsTest {

    private final WaitingEvents program = new WaitingEvents(10, 50);

    @Test
    void in_a_file_waiting_events_are_claimed_and_handled() throws Exception {
        assertThat(program.inFile(100, 200)).hasSize(1).allMatch(goal -> goal.value() > 0);
    }

    @Test
    void on_PostgreSQL_waiting_events_are_claimed_and_handled() throws Exception {
        assertThat(program.onPostgres(100, 200)).hasSize(1).allMatch(goal -> goal.value() > 0);
    }
}
