package io.faas4j.samples.benchmarks.durable;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Runs small here; the numbers are judged by people, on a quiet machine. */
class DurableAsyncTest {

    private final DurableAsync program = new DurableAsync(200, 5);

    @Test
    void in_a_file_every_job_is_done_once() throws Exception {
        assertThat(program.inFile()).hasSize(2).allMatch(goal -> goal.value() >= 0);
    }

    @Test
    void on_PostgreSQL_every_job_is_done_once() throws Exception {
        // Without JobRunr, which would take half a minute: it looks for jobs every five seconds.
        assertThat(program.onPostgres(null, List.of(DurableAsync.DB_SCHEDULER)))
                .hasSize(3)
                .allMatch(goal -> goal.value() >= 0);
    }
}
