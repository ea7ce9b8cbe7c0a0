package io.faas4j.functions.concurrency;

import static io.faas4j.functions.Gate.answering;
import static org.assertj.core.api.Assertions.assertThat;

import io.faas4j.Faas;
import io.faas4j.functions.Refusal;
import io.faas4j.rules.Rule;
import io.faas4j.runtime.time.RandomSource;
import io.faas4j.runtime.time.VirtualTime;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A reservation that is asked for while its function is deleted. */
class ReservationRaceTest {

    private final RandomSource random = RandomSource.seeded(1);
    private final AtomicBoolean holdsWrites = new AtomicBoolean();
    private final CountDownLatch writing = new CountDownLatch(1);
    private final CountDownLatch goesOn = new CountDownLatch(1);

    @Test
    @Timeout(value = 60, unit = TimeUnit.SECONDS)
    @Rule({"CONC-3", "FN-13"})
    void no_reservation_outlives_its_function() throws Exception {
        try (Faas faas = Faas.builder()
                .time(VirtualTime.create())
                .random(this::nextLong)
                .concurrency(10)
                .unreservedMinimum(1)
                .build()) {
            faas.deploy(answering("fn", ""));
            holdsWrites.set(true);
            start(() -> faas.deploy(answering("other", "")));
            writing.await();

            // Both wait for the deployment, and then come in this order.
            waits(start(() -> faas.functions().delete("fn")));
            FutureTask<Refusal> late =
                    new FutureTask<>(() -> Refusal.of(() -> faas.functions().putConcurrency("fn", 9)));
            waits(start(late));
            goesOn.countDown();

            assertThat(late.get().status()).isEqualTo(404);
            faas.functions().putConcurrency("other", 9);
            assertThat(faas.functions().getConcurrency("other")).hasValue(9);
        }
    }

    /** A deployment draws its revision id in the middle of its work. */
    private long nextLong() {
        if (holdsWrites.compareAndSet(true, false)) {
            writing.countDown();
            try {
                goesOn.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        return random.nextLong();
    }

    private static Thread start(Runnable run) {
        Thread thread = new Thread(run, "racing");
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    private static void waits(Thread thread) {
        while (thread.getState() != Thread.State.WAITING) {
            Thread.onSpinWait();
        }
    }
}
