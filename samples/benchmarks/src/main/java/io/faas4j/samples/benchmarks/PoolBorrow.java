package io.faas4j.samples.benchmarks;

import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.BenchmarkParams;

/**
 * How many objects all threads together borrow and give back, from a pool that has as many as there are threads. {@code java
 * -jar samples/benchmarks/target/benchmarks.jar PoolBorrow -t 8}; {@link PoolRatios} runs all and compares. For
 * virtual threads see {@link VirtualPoolBorrow}.
 *
 * <p>Fewer objects than threads are no contest: the other pools let a caller wait, a function's pool refuses it.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class PoolBorrow {

    /** Whose pool it is. */
    public enum Contestant {
        CONTEXT_POOL,
        CONCURRENT_BAG,
        STORMPOT,
        COMMONS_POOL2;

        Rival<?> filled(int objects) throws Exception {
            return switch (this) {
                case CONTEXT_POOL -> new ContextPoolRival(objects);
                case CONCURRENT_BAG -> new ConcurrentBagRival(objects);
                case STORMPOT -> new StormpotRival(objects);
                case COMMONS_POOL2 -> new CommonsPoolRival(objects);
            };
        }
    }

    @Param
    private Contestant contestant = Contestant.CONTEXT_POOL;

    @SuppressWarnings("NullAway.Init")
    private Rival<?> pool;

    @Setup
    public void fill(BenchmarkParams params) throws Exception {
        pool = contestant.filled(params.getThreads());
    }

    @TearDown
    public void close() throws Exception {
        pool.close();
    }

    /** Borrows and gives back at once. */
    @Benchmark
    public Object atOnce() throws Exception {
        return cycle(pool);
    }

    static <T> T cycle(Rival<T> pool) throws Exception {
        T lent = pool.borrow();
        pool.giveBack(lent);
        return lent;
    }

    /** Lets other threads run while it has the object. */
    @SuppressWarnings("ThreadPriorityCheck") // a virtual thread gives way to the next one, nothing else would
    static <T> T holdingCycle(Rival<T> pool) throws Exception {
        T lent = pool.borrow();
        Thread.yield();
        pool.giveBack(lent);
        return lent;
    }
}
