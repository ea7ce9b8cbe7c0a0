package io.faas4j.samples.benchmarks;

import io.faas4j.runtime.time.WorkerThreads;
import io.faas4j.samples.benchmarks.PoolBorrow.Contestant;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * As {@link PoolBorrow}, by 1,000 virtual threads: needs Java 21. One invocation of the benchmark starts them all, and each
 * borrows and gives back {@value #CYCLES} times; their start is part of what is measured, for all pools alike.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@OperationsPerInvocation(VirtualPoolBorrow.THREADS * VirtualPoolBorrow.CYCLES)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class VirtualPoolBorrow {

    static final int THREADS = 1_000;
    static final int CYCLES = 100;

    @Param
    private Contestant contestant = Contestant.CONTEXT_POOL;

    @SuppressWarnings("NullAway.Init")
    private Rival<?> pool;

    private final WorkerThreads threads = WorkerThreads.virtual();

    @Setup
    public void fill() throws Exception {
        pool = contestant.filled(THREADS);
    }

    @TearDown
    public void close() throws Exception {
        pool.close();
    }

    /** Borrows and gives back at once: seldom more than one object is out for each processor. */
    @Benchmark
    public void atOnce() throws Exception {
        run(() -> PoolBorrow.cycle(pool));
    }

    /** Lets other threads run while it has the object, so that most objects are out. */
    @Benchmark
    public void held() throws Exception {
        run(() -> PoolBorrow.holdingCycle(pool));
    }

    private interface Cycle {
        void run() throws Exception;
    }

    private void run(Cycle cycle) throws Exception {
        CountDownLatch running = new CountDownLatch(THREADS);
        AtomicReference<@Nullable Exception> failure = new AtomicReference<>();
        for (int i = 0; i < THREADS; i++) {
            threads.newThread("borrower", () -> {
                        try {
                            repeat(cycle);
                        } catch (Exception e) {
                            failure.set(e);
                        } finally {
                            running.countDown();
                        }
                    })
                    .start();
        }
        running.await();
        Exception failed = failure.get();
        if (failed != null) {
            throw failed;
        }
    }

    private static void repeat(Cycle cycle) throws Exception {
        for (int i = 0; i < CYCLES; i++) {
            cycle.run();
        }
    }
}
