package io.faas4j.runtime.concurrency;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayDeque;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.RejectedExecutionException;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** Whoever makes places free serves those who wait, but not for long, and not at all where others wait for it. */
class WaitingTurnsTest {

    private final Queue<Runnable> elsewhere = new ArrayDeque<>();
    private boolean isRelayClosed;
    private final RuntimeConcurrency runtime = new RuntimeConcurrency(100, 0, () -> {}, null, this::relay);
    private final FunctionConcurrency function = new FunctionConcurrency("fn", runtime, () -> {});

    private void relay(Runnable work) {
        if (isRelayClosed) {
            throw new RejectedExecutionException("closed");
        }
        elsewhere.add(work);
    }

    private List<Waiter> comeToWait(int count) {
        List<Waiter> waiters = LongStream.range(0, count)
                .mapToObj(ticket -> new Waiter(ticket, null))
                .toList();
        waiters.forEach(waiter -> assertThat(function.room().enter(waiter)).isTrue());
        return waiters;
    }

    private static long served(List<Waiter> waiters) {
        return waiters.stream().filter(waiter -> waiter.answer().isDone()).count();
    }

    @Test
    void who_changes_limits_leaves_serving_to_another_thread() {
        function.reserve(0);
        List<Waiter> waiters = comeToWait(1);

        function.reserve(1);

        assertThat(served(waiters)).isZero();
        Objects.requireNonNull(elsewhere.poll()).run();
        assertThat(served(waiters)).isEqualTo(1);
        assertThat(elsewhere).isEmpty();
    }

    @Test
    void a_thread_that_has_served_long_enough_is_relieved_by_another() {
        List<Waiter> waiters = comeToWait(50);

        function.serveWaiting();

        assertThat(served(waiters)).isEqualTo(32);
        Objects.requireNonNull(elsewhere.poll()).run();
        assertThat(served(waiters)).isEqualTo(50);
        assertThat(elsewhere).isEmpty();
    }

    @Test
    void if_no_other_thread_can_be_had_the_next_who_asks_serves() {
        function.reserve(0);
        List<Waiter> waiters = comeToWait(1);
        isRelayClosed = true;
        assertThatThrownBy(() -> function.reserve(1)).isInstanceOf(RejectedExecutionException.class);

        function.serveWaiting();

        assertThat(served(waiters)).isEqualTo(1);
    }
}
