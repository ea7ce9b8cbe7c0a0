package io.faas4j.runtime.time;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class TurnTest {

    private static final Duration LONG = Duration.ofSeconds(20);

    @Test
    void a_turn_that_was_given_before_is_taken_at_once_and_only_once() {
        Turn turn = new Turn(Thread.currentThread());

        turn.give();

        assertThat(turn.await(Duration.ZERO)).isTrue();
        assertThat(turn.await(Duration.ZERO)).isFalse();
    }

    @Test
    void the_waiter_goes_on_when_it_is_given_the_turn() throws Exception {
        CountDownLatch taken = new CountDownLatch(1);
        Thread thread = new Thread(taken::countDown);
        Turn[] turn = new Turn[1];
        Thread waiter = new Thread(() -> {
            if (turn[0].await(LONG)) {
                thread.start();
            }
        });
        turn[0] = new Turn(waiter);
        waiter.start();

        turn[0].give();

        taken.await();
        waiter.join();
        thread.join();
    }

    @Test
    void an_interrupt_is_noted_and_does_not_end_the_wait() {
        Turn turn = new Turn(Thread.currentThread());

        Thread.currentThread().interrupt();

        assertThat(turn.isInterrupted()).isTrue();
        assertThat(turn.await(Duration.ofMillis(1))).isFalse();
        assertThat(Thread.currentThread().isInterrupted()).isFalse();
        assertThat(turn.isInterrupted()).isTrue();
        assertThat(turn.takeInterrupt()).isTrue();
        assertThat(turn.takeInterrupt()).isFalse();
        assertThat(turn.isInterrupted()).isFalse();
    }
}
