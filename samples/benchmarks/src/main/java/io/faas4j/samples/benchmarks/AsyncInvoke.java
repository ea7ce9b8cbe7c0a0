package io.faas4j.samples.benchmarks;

import com.google.common.eventbus.AsyncEventBus;
import com.google.common.eventbus.Subscribe;
import io.faas4j.Faas;
import io.faas4j.async.AsyncSettings;
import io.faas4j.async.queue.QueueSettings;
import io.faas4j.event.AsyncFunction;
import io.faas4j.function.FunctionDefinition;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Cost of one event from one producer until its handler has run, a million of them at a time if not said otherwise, beside what
 * people do without the library. {@link AsyncRatios} runs all and compares.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(2)
@Warmup(iterations = 10)
@Measurement(iterations = 10)
public class AsyncInvoke {

    /** How many are sent before somebody waits for the last. */
    static final int EVENTS = 1_000_000;

    /** As many for whom each event is handed to a thread that waits for it: that takes some microseconds. */
    static final int FEWER_EVENTS = 100_000;

    // Not final: the compiler must not know it.
    private Reading event = new Reading("GR-11", 4.2, 12.5);
    private final Arrivals arrivals = new Arrivals();
    private final int events;

    /** As it is measured. */
    public AsyncInvoke() {
        this(EVENTS);
    }

    AsyncInvoke(int events) {
        this.events = events;
    }

    /** A pool with a thread for each processor, and a queue that has no end. */
    @State(Scope.Benchmark)
    public static class Pool {

        private static final int THREADS = Runtime.getRuntime().availableProcessors();

        private final ThreadPoolExecutor executor =
                new ThreadPoolExecutor(THREADS, THREADS, 1, TimeUnit.MINUTES, new LinkedBlockingQueue<>());

        @TearDown
        public void close() {
            executor.shutdown();
        }
    }

    /** A task an event. */
    @Benchmark
    @OperationsPerInvocation(EVENTS)
    public void threadPool(Pool pool) throws InterruptedException {
        arrivals.expect(events);
        for (int i = 0; i < events; i++) {
            Reading sent = event;
            pool.executor.execute(() -> arrivals.handle(sent, null));
        }
        arrivals.await();
    }

    /**
     * Guava's event bus on a pool with as many threads as there are events at a time: like the library, it has no event wait
     * for the handler of another.
     */
    @State(Scope.Benchmark)
    public static class Bus {

        private final ExecutorService executor = Executors.newCachedThreadPool();
        private final AsyncEventBus bus = new AsyncEventBus(executor);

        @TearDown
        public void close() {
            executor.shutdown();
        }
    }

    /** Guava's event bus on the fixed pool, where as many slow handlers as there are processors hold up all events. */
    @State(Scope.Benchmark)
    public static class FixedBus {

        private final Pool pool = new Pool();
        private final AsyncEventBus bus = new AsyncEventBus(pool.executor);

        @TearDown
        public void close() {
            pool.close();
        }
    }

    /** Who subscribes. */
    public static final class Subscriber {
        private final Arrivals arrivals;

        Subscriber(Arrivals arrivals) {
            this.arrivals = arrivals;
        }

        /** An event. */
        @Subscribe
        public void on(Reading event) {
            arrivals.handle(event, null);
        }
    }

    /** Guava's event bus. */
    @Benchmark
    @OperationsPerInvocation(FEWER_EVENTS)
    public void guavaAsyncEventBus(Bus with) throws InterruptedException {
        post(Math.min(events, FEWER_EVENTS), with.bus);
    }

    /** Guava's event bus on the fixed pool. */
    @Benchmark
    @OperationsPerInvocation(EVENTS)
    public void guavaOnFixedPool(FixedBus with) throws InterruptedException {
        post(events, with.bus);
    }

    private void post(int count, AsyncEventBus bus) throws InterruptedException {
        arrivals.expect(count);
        Subscriber subscriber = new Subscriber(arrivals);
        bus.register(subscriber);
        for (int i = 0; i < count; i++) {
            bus.post(event);
        }
        arrivals.await();
        bus.unregister(subscriber);
    }

    /** The library, with its ledger, what retries need, and meters. */
    @State(Scope.Benchmark)
    public static class Library {

        private final Arrivals arrivals = new Arrivals();
        private final Faas faas = Faas.builder()
                .meterRegistry(new SimpleMeterRegistry())
                .async(AsyncSettings.builder()
                        .queue(QueueSettings.DEFAULT.maxEvents(2 * EVENTS))
                        .build())
                .build();
        private final AsyncFunction<Reading> function = deploy();

        private AsyncFunction<Reading> deploy() {
            faas.deploy(FunctionDefinition.of("count", Reading.class, Boolean.class, arrivals));
            return faas.async("count", Reading.class);
        }

        @TearDown
        public void close() {
            faas.close();
        }
    }

    /** The library. */
    @Benchmark
    @OperationsPerInvocation(EVENTS)
    public void faasAsync(Library library) throws InterruptedException {
        library.arrivals.expect(events);
        for (int i = 0; i < events; i++) {
            library.function.invoke(event);
        }
        library.arrivals.await();
    }
}
