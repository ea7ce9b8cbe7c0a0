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
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Real threads: who comes to wait while somebody sends is told, without anything sent after that. */
@Tag("slow")
@Timeout(60)
class QueueWakeUpStressTest {

    private static final int ROUNDS = 5_000;
    private static final int SENDERS = 2;
    private static final int MOST_SPINS = 2_000;
    private static final Duration LONG = Duration.ofSeconds(20);

    private final TimeSource time = TimeSource.system();
    private final MessageQueue queue =
            new Queues(ArnScope.DEFAULT, time, RandomSource.seeded(1)).create("q", QueueAttributes.NONE);
    private final AtomicInteger received = new AtomicInteger();

    @AfterEach
    void close() {
        time.close();
    }

    /**
     * Each round begins once all of the one before was received, and ends only if somebody comes for what is sent while the receiver
     * takes what another has sent.
     */
    private int send(int sender) {
        SplittableRandom random = new SplittableRandom(sender);
        for (int round = 0; round < ROUNDS; round++) {
            while (received.get() < SENDERS * round) {
                Thread.onSpinWait();
            }
            for (int spins = random.nextInt(MOST_SPINS); spins > 0; spins--) {
                Thread.onSpinWait();
            }
            queue.send("a");
        }
        return ROUNDS;
    }

    private List<CompletableFuture<Integer>> senders() {
        return IntStream.range(0, SENDERS)
                .mapToObj(sender -> Threads.start(() -> send(sender)))
                .toList();
    }

    @Test
    void a_poll_that_waits_is_called() throws InterruptedException {
        List<CompletableFuture<Integer>> senders = senders();

        while (received.get() < SENDERS * ROUNDS) {
            int count = queue.receive(ReceiveOptions.max(10).waitTime(LONG)).size();
            assertThat(count).isPositive();
            received.addAndGet(count);
        }
        senders.forEach(each -> assertThat(Threads.get(each)).isEqualTo(ROUNDS));
    }

    @Test
    void a_listener_that_found_nothing_is_told() throws InterruptedException {
        Semaphore told = new Semaphore(0);
        queue.listen(told::release);
        List<CompletableFuture<Integer>> senders = senders();

        while (received.get() < SENDERS * ROUNDS) {
            int count = queue.receive(10).size();
            received.addAndGet(count);
            if (count == 0) {
                assertThat(told.tryAcquire(LONG.toSeconds(), TimeUnit.SECONDS)).isTrue();
                told.drainPermits();
            }
        }
        senders.forEach(each -> assertThat(Threads.get(each)).isEqualTo(ROUNDS));
    }
}
