package io.faas4j.runtime.context;

import static org.assertj.core.api.Assertions.assertThat;

import io.faas4j.function.ArnScope;
import io.faas4j.function.FunctionDefinition;
import io.faas4j.function.ShutdownReason;
import io.faas4j.runtime.concurrency.FunctionConcurrency;
import io.faas4j.runtime.concurrency.RuntimeConcurrency;
import io.faas4j.runtime.time.RandomSource;
import io.faas4j.runtime.time.VirtualTime;
import io.faas4j.runtime.time.WorkerThreads;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Borrowing and giving back, past hints and through the idle stack, while places are reclaimed and contexts retired. */
@Tag("slow")
class ContextPoolStressTest {

    private static final int THREADS = 4;
    private static final int HELD = 3;

    private final ContextSettings settings = new ContextSettings(
            VirtualTime.create(),
            RandomSource.system(),
            WorkerThreads.platform(),
            ArnScope.DEFAULT,
            null,
            Duration.ofMinutes(10),
            Duration.ofHours(4),
            Duration.ofSeconds(10),
            Duration.ofMillis(500),
            TelemetrySettings.NONE);
    private final Contexts contexts = new Contexts(settings, () -> {});
    private final RuntimeConcurrency runtime = new RuntimeConcurrency(1_000, 0, contexts::reclaimPermits);
    private final FunctionConcurrency concurrency = new FunctionConcurrency("f", runtime, contexts::reclaimPermits);
    private final ContextPool pool = new Revision(
                    FunctionDefinition.builder("f", String.class, String.class)
                            .handler((event, context) -> event)
                            .build(),
                    "$LATEST",
                    concurrency,
                    contexts)
            .pool();

    private final Set<ExecutionContext> owned = ConcurrentHashMap.newKeySet();

    /** Holds some contexts, a random one of which goes back at each step. */
    private void borrowAndGiveBack(SplittableRandom random, long end) {
        List<ExecutionContext> held = new ArrayList<>();
        while (System.nanoTime() - end < 0) {
            if (held.size() < HELD && random.nextBoolean()) {
                ExecutionContext context = borrow();
                assertThat(owned.add(context)).as("borrowed twice").isTrue();
                held.add(context);
            } else if (!held.isEmpty()) {
                giveBack(held.remove(random.nextInt(held.size())), random);
            }
        }
        held.forEach(context -> giveBack(context, random));
    }

    private ExecutionContext borrow() {
        ExecutionContext warm = pool.borrowWarm();
        return warm != null ? warm : Objects.requireNonNull(pool.borrow(), "not drained");
    }

    private void giveBack(ExecutionContext context, SplittableRandom random) {
        owned.remove(context);
        if (random.nextInt(200) == 0) {
            context.retire(ShutdownReason.SPINDOWN);
        } else if (!context.isWarm() && random.nextBoolean()) {
            try {
                context.initialize();
            } catch (Throwable failure) {
                throw new AssertionError(failure);
            }
        }
        assertThat(context.giveBack()).isTrue();
    }

    private void reclaimAndRelax(long end) {
        long rounds = 0;
        while (System.nanoTime() - end < 0) {
            concurrency.relax(++rounds);
            runtime.relax();
            pool.reclaimPermits();
            Thread.onSpinWait();
        }
    }

    @Test
    void no_context_is_lost_or_borrowed_twice() throws Exception {
        long seed = System.nanoTime();
        SplittableRandom seeds = new SplittableRandom(seed);
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(5);
        ExecutorService threads = Executors.newFixedThreadPool(THREADS + 1);
        try {
            List<CompletableFuture<Void>> running = new ArrayList<>();
            for (int i = 0; i < THREADS; i++) {
                SplittableRandom random = seeds.split();
                running.add(CompletableFuture.runAsync(() -> borrowAndGiveBack(random, end), threads));
            }
            running.add(CompletableFuture.runAsync(() -> reclaimAndRelax(end), threads));
            CompletableFuture.allOf(running.toArray(CompletableFuture[]::new)).get(30, TimeUnit.SECONDS);
        } catch (Exception failure) {
            throw new AssertionError("seed " + seed, failure);
        } finally {
            threads.shutdownNow();
        }

        int size = pool.size();
        assertThat(size).isBetween(1, THREADS * HELD);
        assertThat(pool.idle()).isEqualTo(size);
        Set<ExecutionContext> all = new HashSet<>();
        for (int i = 0; i < size; i++) {
            all.add(borrow());
        }
        assertThat(all).hasSize(size);
        assertThat(pool.size()).isEqualTo(size);
        assertThat(runtime.placesTaken()).isEqualTo(size);

        all.forEach(ExecutionContext::giveBack);
        pool.reclaimPermits();
        assertThat(runtime.placesTaken()).isZero();
    }
}
