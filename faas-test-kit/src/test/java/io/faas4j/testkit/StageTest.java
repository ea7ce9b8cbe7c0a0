package io.faas4j.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.faas4j.rules.Rule;
import io.faas4j.runtime.time.Tasks;
import io.faas4j.runtime.time.TimeSource;
import io.faas4j.runtime.time.VirtualTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Rule("LIB-6")
@Timeout(60)
class StageTest {

    private static final Duration SECOND = Duration.ofSeconds(1);

    private final List<Stage> stages = new ArrayList<>();
    private final Stage stage = stage(7);
    private final StageTime time = new StageTime(stage);
    private final TestTime driven = new TestTime(stage, time);
    private final Tasks tasks = new StageThreads(stage).tasks("work", time);
    private final List<String> ran = Collections.synchronizedList(new ArrayList<>());

    private Stage stage(long seed) {
        return stage(seed, Duration.ofSeconds(10));
    }

    private Stage stage(long seed, Duration patience) {
        Stage made = new Stage(VirtualTime.create(), seed, patience);
        stages.add(made);
        return made;
    }

    @AfterEach
    void close() {
        stages.forEach(Stage::close);
    }

    private void note(String what) {
        ran.add(what + " at " + time.nanoTime() / 1_000_000);
    }

    private void sleep(Duration duration) {
        try {
            time.sleep("a sleep", duration, true);
        } catch (InterruptedException e) {
            note("interrupted");
        }
    }

    @Test
    void nothing_runs_before_time_is_let_pass() {
        tasks.execute(() -> note("task"));
        time.schedule(Duration.ZERO, () -> note("timer"));
        assertThat(ran).isEmpty();

        driven.runUntilIdle();

        assertThat(ran).containsExactlyInAnyOrder("timer at 0", "task at 0");
    }

    @Test
    void the_same_seed_gives_the_same_order_and_another_seed_another_one() {
        List<Integer> first = orderWith(1);

        assertThat(orderWith(1)).isEqualTo(first);
        assertThat(orderWith(2)).isNotEqualTo(first).hasSameElementsAs(first);
    }

    private List<Integer> orderWith(long seed) {
        Stage other = stage(seed);
        StageTime itsTime = new StageTime(other);
        Tasks its = new StageThreads(other).tasks("work", itsTime);
        List<Integer> order = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            int number = i;
            its.execute(() -> {
                order.add(number);
                try {
                    itsTime.sleep("a sleep", SECOND, true);
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
                order.add(100 + number);
            });
        }
        new TestTime(other, itsTime).runUntilIdle();
        return order;
    }

    @Test
    void one_task_runs_at_a_time_also_when_others_block_in_the_middle() {
        AtomicInteger atOnce = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        AtomicInteger ended = new AtomicInteger();
        for (int i = 0; i < 50; i++) {
            int number = i;
            tasks.execute(() -> {
                for (int round = 0; round < 5; round++) {
                    most.accumulateAndGet(atOnce.incrementAndGet(), Math::max);
                    Thread.onSpinWait();
                    atOnce.decrementAndGet();
                    sleep(Duration.ofMillis(number % 7));
                }
                ended.incrementAndGet();
            });
        }

        driven.runUntilIdle();

        assertThat(ended).hasValue(50);
        assertThat(most).hasValue(1);
    }

    @Test
    void a_task_that_sleeps_goes_on_at_its_time_and_others_run_meanwhile() {
        tasks.execute(() -> {
            sleep(Duration.ofMillis(20));
            note("slow");
        });
        time.schedule(Duration.ofMillis(10), () -> note("timer"));

        driven.advance(Duration.ofMillis(19));
        assertThat(ran).containsExactly("timer at 10");
        driven.advance(Duration.ofMillis(1));

        assertThat(ran).containsExactly("timer at 10", "slow at 20");
    }

    @Test
    void an_interrupt_by_a_timer_ends_a_sleep_at_once() {
        CompletableFuture<Thread> sleeper = new CompletableFuture<>();
        tasks.execute(() -> {
            sleeper.complete(Thread.currentThread());
            sleep(Duration.ofSeconds(12));
            note(Thread.currentThread().isInterrupted() ? "still interrupted" : "woken");
        });
        time.scheduleHousekeeping(Duration.ofSeconds(3), () -> sleeper.join().interrupt());

        driven.runUntilIdle();

        assertThat(ran).containsExactly("interrupted at 3000", "woken at 3000");
    }

    @Test
    void a_sleep_that_heeds_no_interrupt_lasts_and_keeps_it() {
        CompletableFuture<Thread> sleeper = new CompletableFuture<>();
        tasks.execute(() -> {
            sleeper.complete(Thread.currentThread());
            try {
                time.sleep("a sleep", Duration.ofSeconds(12), false);
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
            note(Thread.currentThread().isInterrupted() ? "still interrupted" : "woken");
        });
        time.schedule(Duration.ofSeconds(3), () -> sleeper.join().interrupt());

        driven.runUntilIdle();

        assertThat(ran).containsExactly("still interrupted at 12000");
    }

    @Test
    void an_interrupt_that_a_task_leaves_is_not_seen_by_the_next() {
        for (int i = 0; i < 2; i++) {
            tasks.execute(() -> {
                note(Thread.currentThread().isInterrupted() ? "interrupted" : "not interrupted");
                Thread.currentThread().interrupt();
            });
        }

        driven.runUntilIdle();

        assertThat(ran).containsExactly("not interrupted at 0", "not interrupted at 0");
    }

    @Test
    void the_test_itself_moves_time_by_sleeping_and_others_run_meanwhile() throws Exception {
        time.schedule(Duration.ofMillis(5), () -> tasks.execute(() -> note("task")));

        time.sleep("a sleep", Duration.ofMillis(10), true);
        note("test");

        assertThat(ran).containsExactly("task at 5", "test at 10");
    }

    @Test
    void the_test_waits_for_a_future_no_longer_than_its_limit() throws Exception {
        CompletableFuture<String> answer = new CompletableFuture<>();
        time.schedule(Duration.ofMillis(5), () -> tasks.execute(() -> answer.complete("answer")));

        assertThat(time.await(answer, Duration.ofMillis(10))).isTrue();
        assertThat(time.nanoTime()).isEqualTo(5_000_000);
        assertThat(time.await(new CompletableFuture<>(), Duration.ofMillis(10))).isFalse();
        assertThat(time.nanoTime()).isEqualTo(15_000_000);
    }

    @Test
    void a_task_waits_for_what_another_task_does() {
        CompletableFuture<String> answer = new CompletableFuture<>();
        tasks.execute(() -> {
            try {
                note(time.await(answer, SECOND) ? "answered" : "late");
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });
        tasks.execute(() -> {
            sleep(Duration.ofMillis(4));
            answer.complete("answer");
        });

        driven.runUntilIdle();

        assertThat(ran).containsExactly("answered at 4");
    }

    @Test
    void a_task_may_itself_let_time_pass() {
        tasks.execute(() -> {
            driven.advance(Duration.ofMillis(30));
            note("advanced");
        });
        time.schedule(Duration.ofMillis(20), () -> note("timer"));
        time.schedule(Duration.ofMillis(40), () -> note("later"));

        driven.runUntilIdle();

        assertThat(ran).containsExactly("timer at 20", "advanced at 30", "later at 40");
    }

    @Test
    void what_is_due_at_the_same_time_is_ready_together() {
        for (int i = 0; i < 20; i++) {
            int number = i;
            time.schedule(SECOND, () -> tasks.execute(() -> note("task " + number)));
        }

        driven.runUntilIdle();

        List<String> inOrder =
                IntStream.range(0, 20).mapToObj(i -> "task " + i + " at 1000").toList();
        assertThat(ran).hasSameElementsAs(inOrder).isNotEqualTo(inOrder);
    }

    @Test
    void one_step_is_one_task_or_the_next_timer() {
        tasks.execute(() -> {
            note("first half");
            sleep(Duration.ofMillis(10));
            note("second half");
        });
        time.schedule(Duration.ofMillis(5), () -> note("timer"));

        assertThat(driven.step()).isTrue();
        assertThat(ran).containsExactly("first half at 0");
        assertThat(driven.step()).isTrue();
        assertThat(ran).containsExactly("first half at 0", "timer at 5");
        assertThat(driven.step()).isTrue();
        assertThat(ran).containsExactly("first half at 0", "timer at 5", "second half at 10");
        assertThat(driven.step()).isFalse();
    }

    @Test
    void time_passes_until_a_condition_holds_and_no_further() {
        for (int i = 1; i <= 5; i++) {
            time.schedule(Duration.ofMillis(10L * i), () -> note("timer"));
        }

        driven.runUntil(() -> ran.size() == 2, SECOND);

        assertThat(ran).containsExactly("timer at 10", "timer at 20");
        assertThat(time.nanoTime()).isEqualTo(20_000_000);
    }

    @Test
    void a_condition_that_does_not_come_to_hold_says_what_is_still_going_on() {
        tasks.execute(() -> sleep(Duration.ofMinutes(2)));

        assertThatThrownBy(() -> driven.runUntil(() -> false, Duration.ofMinutes(1)))
                .isInstanceOf(AssertionError.class)
                .hasMessage("the condition did not come to hold within PT1M: it is 2026-01-01T00:01:00Z,"
                        + " still going on: a sleep (thread 'faas-test-1'), something is scheduled for later");
        assertThat(driven.now()).isEqualTo("2026-01-01T00:01:00Z");
    }

    @Test
    void what_a_condition_throws_fails_the_test_and_time_goes_on_afterwards() {
        assertThatThrownBy(() -> driven.runUntil(
                        () -> {
                            throw new IllegalStateException("(thrown by a test)");
                        },
                        SECOND))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("(thrown by a test)");

        tasks.execute(() -> note("task"));
        driven.runUntilIdle();

        assertThat(ran).containsExactly("task at 0");
    }

    @Test
    void what_a_task_throws_ends_nothing_else() {
        tasks.execute(() -> {
            throw new IllegalStateException("(thrown by a test)");
        });
        time.schedule(SECOND, () -> {
            throw new IllegalStateException("(thrown by a test)");
        });
        time.schedule(SECOND, () -> note("other"));

        driven.runUntilIdle();

        assertThat(ran).containsExactly("other at 1000");
    }

    @Test
    void a_cancelled_timer_does_not_run_even_if_it_is_due_already() {
        var later = new ArrayList<TimeSource.Cancellable>();
        time.schedule(SECOND, () -> later.get(0).cancel());
        later.add(time.schedule(SECOND, () -> note("cancelled")));

        driven.runUntilIdle();

        assertThat(ran).isEmpty();
    }

    @Test
    void a_task_that_blocks_in_a_place_the_kit_does_not_know_fails_the_test_with_its_stack() {
        Stage impatient = stage(1, Duration.ofMillis(300));
        StageTime itsTime = new StageTime(impatient);
        Tasks its = new StageThreads(impatient).tasks("work", itsTime);
        TestTime drivenToo = new TestTime(impatient, itsTime);
        CountDownLatch never = new CountDownLatch(1);
        its.execute(() -> awaitPlainly(never));

        assertThatThrownBy(drivenToo::runUntilIdle)
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("task of 'work' has not ended for 300 ms")
                .hasMessageContaining("awaitPlainly");

        its.execute(() -> note("another"));
        drivenToo.runUntilIdle();
        never.countDown();
        assertThat(ran).containsExactly("another at 0");
    }

    private static void awaitPlainly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void a_real_thread_that_waits_in_virtual_time_is_waited_for_and_goes_on_at_its_time() throws Exception {
        Thread real = new StageThreads(stage).newThread("real", () -> {
            sleep(Duration.ofMillis(30));
            note("real");
        });
        time.schedule(Duration.ofMillis(20), () -> note("timer"));
        time.schedule(Duration.ofMillis(40), () -> note("later"));
        real.start();

        driven.runUntilIdle();
        real.join();

        assertThat(ran).containsExactly("timer at 20", "real at 30", "later at 40");
    }

    @Test
    void a_real_thread_moves_time_if_the_test_waits_for_it_plainly() throws Exception {
        Thread real = new StageThreads(stage).newThread("real", () -> {
            sleep(Duration.ofMillis(30));
            note("real");
        });
        real.start();

        real.join();

        assertThat(ran).containsExactly("real at 30");
    }

    @Test
    void a_real_thread_moves_time_if_a_task_waits_for_it_plainly() {
        tasks.execute(() -> {
            Thread real = new StageThreads(stage).newThread("real", () -> {
                sleep(Duration.ofMillis(30));
                note("real");
            });
            real.start();
            joinPlainly(real);
            note("task");
        });

        driven.runUntilIdle();

        assertThat(ran).contains("real at 30");
    }

    private static void joinPlainly(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void eighty_thousand_tasks_need_no_hand_off_between_threads() {
        List<Thread> runners = new ArrayList<>();
        for (int i = 0; i < 80_000; i++) {
            tasks.execute(() -> {
                if (!runners.contains(Thread.currentThread())) {
                    runners.add(Thread.currentThread());
                }
            });
        }

        driven.runUntilIdle();

        assertThat(runners).hasSize(1);
    }

    @Test
    @Timeout(10)
    void six_hours_of_retries_of_a_thousand_pieces_of_work_take_no_time() {
        AtomicInteger attempts = new AtomicInteger();
        for (int i = 0; i < 1_000; i++) {
            retryEveryFiveMinutes(attempts);
        }

        driven.runUntilIdle();

        assertThat(attempts).hasValue(72_000 + 1_000);
        assertThat(driven.now()).isEqualTo("2026-01-01T06:00:00Z");
    }

    private void retryEveryFiveMinutes(AtomicInteger attempts) {
        tasks.execute(() -> {
            attempts.incrementAndGet();
            if (time.nanoTime() < Duration.ofHours(6).toNanos()) {
                time.schedule(Duration.ofMinutes(5), () -> retryEveryFiveMinutes(attempts));
            }
        });
    }

    @Test
    void a_closed_stage_lets_blocked_threads_go_and_takes_no_more_requests() throws Exception {
        CompletableFuture<Throwable> end = new CompletableFuture<>();
        tasks.execute(() -> {
            try {
                time.sleep("a sleep", SECOND, true);
            } catch (InterruptedException | IllegalStateException e) {
                end.complete(e);
            }
        });
        driven.advance(Duration.ZERO);

        stage.close();

        assertThat(end.get()).hasMessage("the test is over, and its runtime is closed");
        assertThatThrownBy(driven::runUntilIdle).isInstanceOf(IllegalStateException.class);
    }
}
