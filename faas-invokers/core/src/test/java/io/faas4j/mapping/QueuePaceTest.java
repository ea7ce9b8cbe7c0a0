package io.faas4j.mapping;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** How many workers are worth it, by how long batches take. */
class QueuePaceTest {

    private static final int PROCESSORS = 4;
    private static final int ANY_NUMBER = Integer.MAX_VALUE;
    private static final long INSTANT = 1_000;
    private static final long SHORT = 50_000;
    private static final long LONG = 1_000_000;

    private final QueuePace pace = new QueuePace(PROCESSORS);

    private void note(int times, long nanos) {
        for (int i = 0; i < times; i++) {
            pace.note(nanos);
        }
    }

    @Test
    void before_enough_is_known_any_number_is_worth_it() {
        note(31, INSTANT);
        assertThat(pace.workers()).isEqualTo(ANY_NUMBER);

        note(1, INSTANT);
        assertThat(pace.workers()).isEqualTo(1);
    }

    @Test
    void batches_that_need_a_processor_are_worth_one_worker_for_each_of_them() {
        note(32, SHORT);

        assertThat(pace.workers()).isEqualTo(PROCESSORS);
    }

    @Test
    void batches_that_wait_for_something_are_worth_any_number() {
        note(32, LONG);

        assertThat(pace.workers()).isEqualTo(ANY_NUMBER);
    }

    @Test
    void a_few_that_take_long_change_nothing_and_many_that_do_are_followed() {
        note(100, INSTANT);
        note(3, 1_000 * LONG);
        assertThat(pace.workers()).isEqualTo(1);

        note(20, LONG);
        assertThat(pace.workers()).isEqualTo(PROCESSORS);
        note(40, LONG);
        assertThat(pace.workers()).isEqualTo(ANY_NUMBER);
    }

    @Test
    void they_are_followed_down_again() {
        note(100, LONG);

        note(100, INSTANT);

        assertThat(pace.workers()).isEqualTo(1);
    }

    @Test
    void after_a_handler_that_got_stuck_it_is_found_out_anew() {
        note(100, INSTANT);

        pace.forget();
        assertThat(pace.workers()).isEqualTo(ANY_NUMBER);
        note(31, INSTANT);
        assertThat(pace.workers()).isEqualTo(ANY_NUMBER);
        note(1, INSTANT);
        assertThat(pace.workers()).isEqualTo(1);
    }

    @Test
    void batches_that_take_no_time_at_all_are_instant() {
        note(100, 0);

        assertThat(pace.workers()).isEqualTo(1);
    }
}
