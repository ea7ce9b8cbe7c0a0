package io.faas4j.idempotency;

import static org.assertj.core.api.Assertions.assertThat;

import io.faas4j.Faas;
import io.faas4j.function.FunctionDefinition;
import io.faas4j.invocation.FunctionErrorException;
import io.faas4j.invocation.FunctionHandle;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Real threads and few keys: each key is in one hand at a time, succeeds once, and has that result ever after. */
@Tag("slow")
@Timeout(60)
class IdempotencyStressTest {

    private static final int THREADS = 8;
    private static final int CALLS = 20_000;
    private static final int KEYS = 500;

    /** So that others come meanwhile. */
    private static final int SPINS = 5_000;

    private final AtomicIntegerArray running = new AtomicIntegerArray(KEYS);
    private final AtomicIntegerArray results = new AtomicIntegerArray(KEYS);
    private final AtomicInteger successes = new AtomicInteger();
    private final AtomicInteger refusals = new AtomicInteger();

    private Integer once(Integer key) {
        assertThat(running.incrementAndGet(key)).as("at once with key %d", key).isOne();
        try {
            for (int i = 0; i < SPINS; i++) {
                Thread.onSpinWait();
            }
            if (ThreadLocalRandom.current().nextInt(3) == 0) {
                throw new IllegalStateException("try again");
            }
            int result = successes.incrementAndGet();
            assertThat(results.getAndSet(key, result)).as("result before").isZero();
            return result;
        } finally {
            running.decrementAndGet(key);
        }
    }

    @Test
    void each_key_succeeds_once_and_its_result_is_always_the_first() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(THREADS);
        try (Faas faas = Faas.create()) {
            faas.deploy(FunctionDefinition.of(
                    "once",
                    Integer.class,
                    Integer.class,
                    faas.idempotency(Integer.class, Integer.class).around((key, context) -> once(key))));
            FunctionHandle<Integer, Integer> once = faas.function("once", Integer.class, Integer.class);
            List<Future<?>> all = new ArrayList<>();
            for (int i = 0; i < THREADS; i++) {
                all.add(threads.submit(() -> {
                    for (int call = 0; call < CALLS; call++) {
                        // All at about the same keys.
                        call(once, (int) ((long) call * KEYS / CALLS));
                    }
                }));
            }
            for (Future<?> each : all) {
                each.get();
            }

            assertThat(successes).hasValue(KEYS);
            System.out.printf("%d keys, %d refused while in progress%n", KEYS, refusals.get());
        } finally {
            threads.shutdownNow();
        }
    }

    private void call(FunctionHandle<Integer, Integer> once, int key) {
        try {
            assertThat(once.invoke(key)).isEqualTo(results.get(key));
        } catch (FunctionErrorException e) {
            if (e.getCause() instanceof IdempotencyAlreadyInProgressException) {
                refusals.incrementAndGet();
            } else {
                assertThat(e).hasCauseInstanceOf(IllegalStateException.class);
            }
        }
    }
}
