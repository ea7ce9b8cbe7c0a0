package io.faas4j.async;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PaceTest {

    private static final int PROCESSORS = 4;
    private static final int FEW = 10;
    private static final int MANY = 10_000;

    private final Pace pace = new Pace(PROCESSORS);

    private void note(int times, long nanos) {
        for (int i = 0; i < times; i++) {
            pace.note(1, nanos);
        }
    }

    @Test
    void before_anything_is_known_each_event_has_a_worker() {
        note(10, 100);

        assertThat(pace.atOnce()).isEqualTo(1);
        assertThat(pace.workers(FEW)).isEqualTo(Pace.EAGER);
    }

    @Test
    void events_that_take_next_to_nothing_have_one_worker_unless_they_are_many() {
        note(100, 300);

        assertThat(pace.atOnce()).isEqualTo(64);
        assertThat(pace.workers(FEW)).isEqualTo(1);
        assertThat(pace.workers(MANY)).isEqualTo(PROCESSORS);
    }

    @Test
    void short_events_have_a_worker_for_each_processor() {
        note(100, 20_000);

        assertThat(pace.atOnce()).isBetween(32, 64);
        assertThat(pace.workers(FEW)).isEqualTo(PROCESSORS);
    }

    @Test
    void events_that_take_long_have_a_worker_each() {
        note(100, 5_000_000);

        assertThat(pace.atOnce()).isEqualTo(1);
        assertThat(pace.workers(FEW)).isEqualTo(Pace.EAGER);
    }

    @Test
    void a_few_that_are_held_up_do_not_count_for_all() {
        note(100, 300);

        for (int i = 0; i < 50; i++) {
            note(3, 300);
            note(1, 10_000_000);
        }

        assertThat(pace.atOnce()).isEqualTo(64);
        assertThat(pace.workers(FEW)).isEqualTo(1);
    }

    @Test
    void a_function_that_gets_slow_is_noticed_and_one_that_gets_fast_again_too() {
        note(100, 300);
        note(60, 5_000_000);
        assertThat(pace.atOnce()).isEqualTo(1);

        note(60, 300);
        assertThat(pace.workers(FEW)).isLessThanOrEqualTo(PROCESSORS);
    }

    @Test
    void what_is_forgotten_has_to_be_learned_again() {
        note(100, 300);

        pace.forget();

        assertThat(pace.atOnce()).isEqualTo(1);
        note(100, 300);
        assertThat(pace.atOnce()).isEqualTo(64);
    }
}
