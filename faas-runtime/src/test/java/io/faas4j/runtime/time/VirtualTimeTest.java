package io.faas4j.runtime.time;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.faas4j.rules.Rule;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Rule({"COMMON-1", "LIB-6"})
class VirtualTimeTest {

    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    private final VirtualTime time = VirtualTime.create();
    private final List<String> ran = new ArrayList<>();

    @Test
    void time_stands_still_until_it_is_advanced() {
        assertThat(time.now()).isEqualTo(START);
        assertThat(time.nanoTime()).isZero();

        time.advance(Duration.ofHours(6));

        assertThat(time.now()).isEqualTo(START.plusSeconds(6 * 3600));
        assertThat(time.nanoTime()).isEqualTo(Duration.ofHours(6).toNanos());
    }

    @Test
    void time_starts_when_it_is_told_to_and_never_goes_back() {
        VirtualTime other = VirtualTime.startingAt(Instant.EPOCH);

        assertThat(other.now()).isEqualTo(Instant.EPOCH);
        assertThatThrownBy(() -> other.advance(Duration.ofNanos(-1))).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void due_tasks_run_in_the_order_of_their_times_and_then_of_their_scheduling_each_at_its_own_time() {
        time.schedule(Duration.ofMillis(20), note("b"));
        time.scheduleHousekeeping(Duration.ofMillis(10), note("a"));
        time.scheduleHousekeeping(Duration.ofMillis(20), note("c"));
        time.schedule(Duration.ofMillis(20), note("d"));
        time.schedule(Duration.ofMillis(31), note("later"));

        time.advance(Duration.ofMillis(30));

        assertThat(ran).containsExactly("a at 10", "b at 20", "c at 20", "d at 20");
        assertThat(time.nanoTime()).isEqualTo(30_000_000);
    }

    @Test
    void task_without_delay_runs_when_time_is_advanced_by_nothing() {
        time.schedule(Duration.ofMillis(-5), note("past"));
        time.schedule(Duration.ZERO, note("now"));
        assertThat(ran).isEmpty();

        time.advance(Duration.ZERO);

        assertThat(ran).containsExactly("past at 0", "now at 0");
    }

    @Test
    void task_that_is_scheduled_by_a_task_runs_in_the_same_advance_if_due() {
        time.schedule(Duration.ofMillis(10), () -> time.schedule(Duration.ofMillis(10), note("second")));

        time.advance(Duration.ofMillis(20));

        assertThat(ran).containsExactly("second at 20");
    }

    @Test
    void the_next_task_can_be_run_alone_if_it_is_due_within_a_limit() {
        time.schedule(Duration.ofMillis(10), note("a"));
        time.scheduleHousekeeping(Duration.ofMillis(20), note("b"));

        assertThat(time.runNext(Duration.ofMillis(9))).isFalse();
        assertThat(time.nanoTime()).isZero();
        assertThat(time.runNext(Duration.ofNanos(Long.MAX_VALUE))).isTrue();
        assertThat(time.runNext(Duration.ofNanos(Long.MAX_VALUE))).isTrue();
        assertThat(time.runNext(Duration.ofNanos(Long.MAX_VALUE))).isFalse();

        assertThat(ran).containsExactly("a at 10", "b at 20");
    }

    @Test
    void time_is_idle_while_only_housekeeping_is_scheduled() {
        time.scheduleHousekeeping(Duration.ofMillis(20), note("b"));
        assertThat(time.isIdle()).isTrue();

        TimeSource.Cancellable awaited = time.schedule(Duration.ofMillis(10), note("a"));
        assertThat(time.isIdle()).isFalse();

        awaited.cancel();
        assertThat(time.isIdle()).isTrue();
    }

    @Test
    void task_may_itself_advance_time() {
        time.schedule(Duration.ofMillis(10), () -> {
            time.advance(Duration.ofMillis(50));
            note("outer").run();
        });
        time.schedule(Duration.ofMillis(30), note("inner"));

        time.advance(Duration.ofMillis(20));

        assertThat(ran).containsExactly("inner at 30", "outer at 60");
        assertThat(time.nanoTime()).isEqualTo(60_000_000);
    }

    @Test
    void cancelled_task_does_not_run() {
        time.schedule(Duration.ofMillis(10), note("cancelled")).cancel();

        time.advance(Duration.ofMillis(10));
        time.runUntilIdle();

        assertThat(ran).isEmpty();
    }

    @Test
    void task_that_throws_stops_nothing() {
        time.schedule(Duration.ofMillis(10), () -> {
            throw new IllegalStateException("on purpose");
        });
        time.schedule(Duration.ofMillis(20), note("next"));

        time.advance(Duration.ofMillis(20));

        assertThat(ran).containsExactly("next at 20");
    }

    @Test
    void run_until_idle_skips_from_task_to_task() {
        time.schedule(Duration.ofHours(1), () -> time.schedule(Duration.ofHours(5), note("retried")));

        time.runUntilIdle();

        assertThat(ran).containsExactly("retried at " + Duration.ofHours(6).toMillis());
        assertThat(time.nanoTime()).isEqualTo(Duration.ofHours(6).toNanos());
    }

    @Test
    @Timeout(value = 30, unit = TimeUnit.SECONDS)
    void housekeeping_runs_on_the_way_and_keeps_run_until_idle_from_nothing() {
        AtomicInteger sweeps = new AtomicInteger();
        Runnable[] sweep = new Runnable[1];
        sweep[0] = () -> {
            sweeps.incrementAndGet();
            time.scheduleHousekeeping(Duration.ofMinutes(1), sweep[0]);
        };
        time.scheduleHousekeeping(Duration.ofMinutes(1), sweep[0]);
        time.schedule(Duration.ofMinutes(10), note("awaited"));

        time.runUntilIdle();

        assertThat(ran).hasSize(1);
        assertThat(sweeps).hasValueBetween(9, 10);
        assertThat(time.nanoTime()).isEqualTo(Duration.ofMinutes(10).toNanos());
    }

    @Test
    @Timeout(value = 10, unit = TimeUnit.SECONDS)
    void ten_thousand_tasks_of_each_kind_are_quick() {
        List<Integer> order = new ArrayList<>();
        List<Integer> delays = new ArrayList<>();
        for (int i = 0; i < 10_000; i++) {
            delays.add(i);
        }
        Collections.shuffle(delays, new java.util.Random(1));
        for (int delay : delays) {
            time.schedule(Duration.ofMillis(delay), () -> order.add(delay));
            time.scheduleHousekeeping(Duration.ofMillis(delay), () -> {});
            time.schedule(Duration.ofMillis(delay), () -> order.add(-1)).cancel();
        }

        time.runUntilIdle();

        assertThat(order).hasSize(10_000).isSorted();
    }

    @Test
    @Timeout(value = 30, unit = TimeUnit.SECONDS)
    void waiting_for_what_never_comes_ends_at_its_limit() throws InterruptedException {
        time.scheduleHousekeeping(Duration.ofMillis(500), note("sweep"));

        boolean done = time.await(new CompletableFuture<>(), Duration.ofSeconds(2));

        assertThat(done).isFalse();
        assertThat(ran).containsExactly("sweep at 500");
        assertThat(time.nanoTime()).isEqualTo(2_000_000_000);
    }

    @Test
    @Timeout(value = 30, unit = TimeUnit.SECONDS)
    void waiting_ends_when_a_task_brings_it_about() throws InterruptedException {
        CompletableFuture<String> done = new CompletableFuture<>();
        time.schedule(Duration.ofSeconds(1), () -> done.complete("done"));

        assertThat(time.await(done, Duration.ofHours(1))).isTrue();
        assertThat(time.nanoTime()).isEqualTo(1_000_000_000);
        assertThat(time.await(CompletableFuture.failedFuture(new Exception()), Duration.ofHours(1)))
                .isTrue();
    }

    @Test
    void close_drops_what_is_scheduled() {
        time.schedule(Duration.ofMillis(10), note("dropped"));

        time.close();
        time.advance(Duration.ofMillis(10));

        assertThat(ran).isEmpty();
    }

    private Runnable note(String what) {
        return () -> ran.add(what + " at " + time.nanoTime() / 1_000_000);
    }
}
