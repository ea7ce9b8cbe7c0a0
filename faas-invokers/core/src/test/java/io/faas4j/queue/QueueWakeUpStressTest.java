package io.faas4j.queue;

import static org.assertj.core.api.Assertions.assertThat;

import io.faas4j.fixture.Threads;
import io.faas4j.function.ArnScope;
import io.faas4j.runtime.time.RandomSource;
import io.faas4j.runtime.time.TimeSource;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Real threads: who comes to wait while somebody sends is told, without anything sent after that. */
@Tag("slow")
@Timeout(60)
class QueueWakeUpStressTest {

    private static final int ROUNDS = 30_000;
    private static final int MOST_SPINS = 200;
    private static final Duration LONG = Duration.ofSeconds(20);

    private final TimeSource time = TimeSource.system();
    private final MessageQueue queue =
            new Queues(ArnScope.DEFAULT, time, RandomSource.seeded(1)).create("q", QueueAttributes.NONE);
    private final AtomicInteger received = new AtomicInteger();

    @AfterEach
    void close() {
        time.close();
    }

    /** Each round begins once all of the one before was received, at about the time when the receiver comes to wait. */
    private int send() {
        SplittableRandom random = new SplittableRandom(7);
        for (int round = 0; round < ROUNDS; round++) {
            while (received.get() < 2 * round) {
                Thread.onSpinWait();
            }
            for (int spins = random.nextInt(MOST_SPINS); spins > 0; spins--) {
                Thread.onSpinWait();
            }
            if (random.nextBoolean()) {
                queue.sendAll(List.of(NewMessage.of("a"), NewMessage.of("b")));
            } else {
                queue.send("a");
                queue.send("b");
            }
        }
        return ROUNDS;
    }

    @Test
    void a_poll_that_waits_is_called() throws InterruptedException {
        CompletableFuture<Integer> sending = Threads.start(this::send);

        while (received.get() < 2 * ROUNDS) {
            int count = queue.receive(ReceiveOptions.max(10).waitTime(LONG)).size();
            assertThat(count).isPositive();
            received.addAndGet(count);
        }
        assertThat(Threads.get(sending)).isEqualTo(ROUNDS);
    }

    @Test
    void a_listener_that_found_nothing_is_told() throws InterruptedException {
        Semaphore told = new Semaphore(0);
        queue.listen(told::release);
        CompletableFuture<Integer> sending = Threads.start(this::send);

        while (received.get() < 2 * ROUNDS) {
            int count = queue.receive(10).size();
            received.addAndGet(count);
            if (count == 0) {
                assertThat(told.tryAcquire(LONG.toSeconds(), TimeUnit.SECONDS)).isTrue();
                told.drainPermits();
            }
        }
        assertThat(Threads.get(sending)).isEqualTo(ROUNDS);
    }
}
