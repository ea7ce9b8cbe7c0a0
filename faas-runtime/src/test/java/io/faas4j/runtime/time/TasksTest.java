package io.faas4j.runtime.time;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.faas4j.rules.Rule;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Rule("LIB-6")
@Timeout(30)
class TasksTest {

    private final VirtualTime time = VirtualTime.create();
    private final List<Thread> made = new CopyOnWriteArrayList<>();
    private final Tasks tasks = counted().tasks("work", time);

    private WorkerThreads counted() {
        return (name, body) -> {
            Thread thread = WorkerThreads.platform().newThread(name, body);
            made.add(thread);
            return thread;
        };
    }

    @AfterEach
    void close() {
        tasks.close();
    }

    @Test
    void a_task_runs_on_a_thread_that_bears_the_name() throws Exception {
        assertThat(run(() -> Thread.currentThread().getName())).isEqualTo("work-1");
    }

    @Test
    void as_many_tasks_run_at_once_as_there_are() throws Exception {
        CountDownLatch all = new CountDownLatch(20);
        CompletableFuture<?>[] ends = new CompletableFuture<?>[20];

        for (int i = 0; i < ends.length; i++) {
            ends[i] = start(() -> {
                all.countDown();
                all.await();
                return null;
            });
        }

        CompletableFuture.allOf(ends).get(20, TimeUnit.SECONDS);
        assertThat(made).hasSize(20);
    }

    @Test
    void an_idle_thread_is_used_again() throws Exception {
        Thread first = runAndRest();
        Thread second = runAndRest();

        assertThat(second).isSameAs(first);
        assertThat(made).hasSize(1);
    }

    @Test
    void a_thread_ends_when_it_was_idle_for_ten_seconds() throws Exception {
        Thread first = runAndRest();

        time.advance(Duration.ofMillis(9_999));
        assertThat(runAndRest()).isSameAs(first);
        time.advance(Duration.ofMillis(9_999));
        assertThat(first.isAlive()).isTrue();
        time.advance(Duration.ofMillis(1));

        first.join(20_000);
        assertThat(first.isAlive()).isFalse();
        assertThat(runAndRest()).isNotSameAs(first);
    }

    @Test
    void nobody_waits_for_the_end_of_idle_threads() throws Exception {
        runAndRest();

        time.runUntilIdle();

        assertThat(time.nanoTime()).isZero();
    }

    @Test
    void what_a_task_throws_and_its_interrupt_go_no_further() throws Exception {
        CompletableFuture<Thread> failed = new CompletableFuture<>();
        tasks.execute(() -> {
            failed.complete(Thread.currentThread());
            Thread.currentThread().interrupt();
            throw new IllegalStateException("(thrown by a test)");
        });
        rest(failed.get(20, TimeUnit.SECONDS));

        assertThat(run(Thread::currentThread)).isSameAs(failed.join());
        rest(failed.join());
        assertThat(run(Thread::interrupted)).isFalse();
    }

    @Test
    void close_ends_idle_threads_at_once_and_others_with_their_task() throws Exception {
        CountDownLatch end = new CountDownLatch(1);
        CompletableFuture<Thread> busy = new CompletableFuture<>();
        tasks.execute(() -> {
            busy.complete(Thread.currentThread());
            awaitQuietly(end);
        });
        busy.get(20, TimeUnit.SECONDS);
        Thread idle = runAndRest();

        tasks.close();
        tasks.close();

        idle.join(20_000);
        assertThat(idle.isAlive()).isFalse();
        assertThat(busy.join().isAlive()).isTrue();
        end.countDown();
        busy.join().join(20_000);
        assertThat(busy.join().isAlive()).isFalse();
        assertThatThrownBy(() -> tasks.execute(() -> {}))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("'work' is closed and takes no more tasks");
    }

    @Test
    void a_task_that_no_thread_could_be_started_for_is_refused() {
        Tasks without = ((WorkerThreads) (name, body) -> {
                    throw new OutOfMemoryError("(thrown by a test)");
                })
                .tasks("work", time);

        assertThatThrownBy(() -> without.execute(() -> {})).isInstanceOf(OutOfMemoryError.class);
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private <T> CompletableFuture<T> start(Callable<T> task) {
        CompletableFuture<T> end = new CompletableFuture<>();
        tasks.execute(() -> {
            try {
                end.complete(task.call());
            } catch (Exception e) {
                end.completeExceptionally(e);
            }
        });
        return end;
    }

    private <T> T run(Callable<T> task) throws Exception {
        return start(task).get(20, TimeUnit.SECONDS);
    }

    /** The thread that ran a task, idle by now. */
    private Thread runAndRest() throws Exception {
        Thread thread = run(Thread::currentThread);
        rest(thread);
        return thread;
    }

    /** Nothing else parks the thread. */
    private static void rest(Thread thread) {
        while (thread.getState() != Thread.State.WAITING) {
            Thread.onSpinWait();
        }
    }
}
