package io.faas4j.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.faas4j.function.FunctionRef;
import io.faas4j.invocation.FunctionHandle;
import io.faas4j.runtime.concurrency.RuntimeConcurrency;
import io.faas4j.runtime.context.ContextSettings;
import io.faas4j.runtime.context.Contexts;
import io.faas4j.runtime.context.ProvisionedListener;
import io.faas4j.runtime.dispatch.FunctionInvoker;
import io.faas4j.runtime.payload.PayloadCodec;
import io.faas4j.runtime.registry.FunctionRegistry;
import io.faas4j.runtime.tally.TrafficListener;
import io.faas4j.runtime.time.TimeSource;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A runtime wired by hand, so that its places can be counted, and threads that use it at random for a while:
 * {@code -Dfaas.stress.times=10} for ten times as long.
 */
final class Traffic {

    private static final int TIMES = Integer.getInteger("faas.stress.times", 1);

    /** One random step of one thread. */
    interface Step {
        void run(SplittableRandom random) throws Exception;
    }

    private final long seed;
    private final SplittableRandom seeds;
    private final List<Thread> threads = new ArrayList<>();
    private final ConcurrentLinkedQueue<Throwable> failures = new ConcurrentLinkedQueue<>();
    private volatile boolean stopped;

    final RuntimeConcurrency concurrency;
    final Contexts contexts;
    final FunctionRegistry functions;
    final FunctionInvoker invoker;

    Traffic(long seed, TimeSource time, int limit, Duration idleTimeout) {
        this.seed = seed;
        this.seeds = new SplittableRandom(seed);
        RuntimeSettings given = RuntimeSettings.builder()
                .time(time)
                .idleTimeout(idleTimeout)
                .concurrency(limit)
                .unreservedMinimum(0)
                .build();
        ContextSettings settings = given.contexts();
        AtomicReference<@Nullable RuntimeConcurrency> wired = new AtomicReference<>();
        this.contexts = new Contexts(settings, () -> {
            RuntimeConcurrency known = wired.get();
            if (known != null) {
                known.relax();
            }
        });
        this.concurrency = new RuntimeConcurrency(limit, 0, contexts::reclaimPermits);
        wired.set(concurrency);
        this.functions = new FunctionRegistry(
                contexts, concurrency, given.registry(), TrafficListener.NONE, ProvisionedListener.NONE);
        this.invoker = new FunctionInvoker(functions, settings, PayloadCodec.jackson());
    }

    <I, O> FunctionHandle<I, O> handle(String ref, Class<I> event, Class<O> result) {
        return invoker.handle(FunctionRef.parse(ref), event, result);
    }

    /** Adds a thread that repeats a step until {@link #run} ends it, or a step fails. */
    void thread(String name, Step step) {
        SplittableRandom random = seeds.split();
        threads.add(new Thread(
                () -> {
                    while (!stopped) {
                        try {
                            step.run(random);
                        } catch (Exception | Error failure) {
                            failures.add(failure);
                            stopped = true;
                        }
                    }
                },
                name));
    }

    /** Lets all threads run; none may fail, and each must end by itself. */
    void run(Duration duration) throws InterruptedException {
        runUntil(() -> false, duration.multipliedBy(TIMES));
    }

    /** As {@link #run}, and no longer than until something is so. */
    void runUntil(BooleanSupplier isEnough, Duration atMost) throws InterruptedException {
        threads.forEach(Thread::start);
        long end = System.nanoTime() + atMost.toNanos();
        while (!stopped && !isEnough.getAsBoolean() && System.nanoTime() < end) {
            Thread.sleep(20);
        }
        stopped = true;
        for (Thread thread : threads) {
            thread.join(20_000);
            if (thread.isAlive()) {
                AssertionError stuck = new AssertionError("stuck: " + thread.getName());
                stuck.setStackTrace(thread.getStackTrace());
                failures.add(stuck);
            }
        }
        Throwable first = failures.peek();
        if (first != null) {
            throw new AssertionError("seed " + seed + ", " + failures.size() + " failures, first: " + first, first);
        }
    }

    /** Now that all is quiet: places are held by idle contexts alone, and nothing is left of them once reclaimed. */
    void assertNoPlaceLostOrInvented() {
        assertThat(contexts.busy()).as("busy contexts, seed %d", seed).isZero();
        contexts.reclaimPermits();
        assertThat(concurrency.placesTaken()).as("places taken, seed %d", seed).isZero();
    }

    void close() {
        invoker.close();
        functions.close();
        contexts.close(Duration.ofSeconds(5));
    }
}
