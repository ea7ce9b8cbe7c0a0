package io.faas4j.samples.benchmarks;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.ObjectWriter;
import io.faas4j.Faas;
import io.faas4j.function.Context;
import io.faas4j.function.ExecutionMode;
import io.faas4j.function.FunctionDefinition;
import io.faas4j.function.FunctionRef;
import io.faas4j.function.Handler;
import io.faas4j.invocation.FunctionHandle;
import io.faas4j.invocation.InvocationRequest;
import io.faas4j.invocation.InvocationResponse;
import io.github.resilience4j.bulkhead.Bulkhead;
import io.github.resilience4j.bulkhead.BulkheadConfig;
import io.github.resilience4j.core.functions.CheckedFunction;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.BenchmarkParams;

/**
 * Cost of one warm synchronous invocation, beside what people do without the library. {@code java -jar
 * samples/benchmarks/target/benchmarks.jar SyncInvoke -prof gc}, and once more with {@code -t 2}; {@link Ratios} runs both and
 * compares.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(2)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class SyncInvoke {

    private static final String GRADE = "grade";

    // Not final: the compiler must not know them.
    private Reading event = new Reading("GR-11", 4.2, 12.5);
    private Handler<Reading, Verdict> handler = new Grading();

    /** The handler ignores its context where no runtime gives it one. */
    @SuppressWarnings("NullAway")
    private static final Context NO_CONTEXT = null;

    // ---- without the library ---------------------------------------------------------------------------------------

    /** The handler and nothing else. */
    @Benchmark
    public @Nullable Object directCall() throws Exception {
        return handler.handle(event, NO_CONTEXT);
    }

    /** The floor: see {@link LimitPath}. */
    @Benchmark
    public @Nullable Object limitPath(LimitPath path) throws Exception {
        return path.call(event, NO_CONTEXT);
    }

    /** A thread pool, one thread for each caller. */
    @State(Scope.Benchmark)
    public static class Pool {

        private final ThreadPoolExecutor executor =
                new ThreadPoolExecutor(1, 1, 1, TimeUnit.MINUTES, new LinkedBlockingQueue<>());

        @Setup
        public void size(BenchmarkParams params) {
            executor.setMaximumPoolSize(params.getThreads());
            executor.setCorePoolSize(params.getThreads());
            executor.prestartAllCoreThreads();
        }

        @TearDown
        public void close() {
            executor.shutdown();
        }
    }

    /** Submit to a thread pool, wait for the future. */
    @Benchmark
    public @Nullable Object executorHandoff(Pool pool) throws Exception {
        Callable<@Nullable Verdict> call = () -> handler.handle(event, NO_CONTEXT);
        return pool.executor.submit(call).get();
    }

    private static Bulkhead bulkhead() {
        return Bulkhead.of(
                GRADE, BulkheadConfig.custom().maxConcurrentCalls(1000).build());
    }

    /** The handler in Resilience4j's bulkhead and in Resilience4j's timer, decorated once. */
    @State(Scope.Benchmark)
    public static class Decorations {
        private final Handler<Reading, Verdict> handler = new Grading();
        private final CheckedFunction<Reading, Verdict> decorated = Bulkhead.decorateCheckedFunction(
                bulkhead(),
                io.github.resilience4j.micrometer.Timer.decorateCheckedFunction(
                        io.github.resilience4j.micrometer.Timer.of(GRADE, new SimpleMeterRegistry()),
                        event -> handler.handle(event, NO_CONTEXT)));
    }

    /** A limit and a metric as Resilience4j offers them: its timer finds its meter by name and tags in each call. */
    @Benchmark
    public @Nullable Object resilience4jDecorated(Decorations decorations) throws Throwable {
        return decorations.decorated.apply(event);
    }

    /** A bulkhead and a meter that was looked up once. */
    @State(Scope.Benchmark)
    public static class LimitAndMeter {
        private final Bulkhead bulkhead = bulkhead();
        private final Timer timer = Timer.builder(GRADE).register(new SimpleMeterRegistry());
    }

    /** The tuned form: a Resilience4j bulkhead around a bare Micrometer timer, put together by hand. */
    @Benchmark
    public @Nullable Object bulkheadAndTimer(LimitAndMeter limits) throws Exception {
        Callable<@Nullable Verdict> timed = () -> limits.timer.recordCallable(() -> handler.handle(event, NO_CONTEXT));
        return limits.bulkhead.executeCallable(timed);
    }

    // ---- the library, values by reference --------------------------------------------------------------------------

    /** One function in caller mode. */
    @State(Scope.Benchmark)
    public static class InCaller {
        private final Faas faas = Faas.create();
        private final FunctionHandle<Reading, Verdict> handle = deploy(faas, ExecutionMode.CALLER);

        @TearDown
        public void close() {
            faas.close();
        }
    }

    /** The same, with meters in a registry that somebody polls now and then. */
    abstract static class Metered {
        private static final long POLL_MILLIS = 100;

        private final Faas faas;
        private final FunctionHandle<Reading, Verdict> handle;
        private final ScheduledExecutorService poller = Executors.newSingleThreadScheduledExecutor();
        private final Future<?> polls;

        Metered(MeterRegistry registry, Runnable poll) {
            faas = Faas.builder().meterRegistry(registry).build();
            handle = deploy(faas, ExecutionMode.CALLER);
            polls = poller.scheduleAtFixedRate(poll, POLL_MILLIS, POLL_MILLIS, TimeUnit.MILLISECONDS);
        }

        FunctionHandle<Reading, Verdict> handle() {
            return handle;
        }

        @TearDown
        public void close() {
            polls.cancel(false);
            poller.shutdown();
            faas.close();
        }
    }

    /** A registry that keeps everything in memory. */
    @State(Scope.Benchmark)
    public static class WithSimpleMeters extends Metered {
        public WithSimpleMeters() {
            this(new SimpleMeterRegistry());
        }

        private WithSimpleMeters(MeterRegistry registry) {
            super(registry, () -> registry.getMeters().forEach(Meter::measure));
        }
    }

    /** A registry that is scraped. */
    @State(Scope.Benchmark)
    public static class WithPrometheus extends Metered {
        public WithPrometheus() {
            this(new PrometheusMeterRegistry(PrometheusConfig.DEFAULT));
        }

        private WithPrometheus(PrometheusMeterRegistry registry) {
            super(registry, registry::scrape);
        }
    }

    /** The same in worker mode. */
    @State(Scope.Benchmark)
    public static class InWorker {
        private final Faas faas = Faas.create();
        private final FunctionHandle<Reading, Verdict> handle = deploy(faas, ExecutionMode.WORKER);

        @TearDown
        public void close() {
            faas.close();
        }
    }

    private static FunctionHandle<Reading, Verdict> deploy(Faas faas, ExecutionMode mode) {
        faas.deploy(FunctionDefinition.builder(GRADE, Reading.class, Verdict.class)
                .handler(new Grading())
                .executionMode(mode)
                .build());
        return faas.function(GRADE, Reading.class, Verdict.class);
    }

    /** Typed handle, on the caller's thread. */
    @Benchmark
    public @Nullable Object faasCaller(InCaller function) {
        return function.handle.invoke(event);
    }

    /** The same, with meters in a simple registry. */
    @Benchmark
    public @Nullable Object faasCallerSimpleMeters(WithSimpleMeters function) {
        return function.handle().invoke(event);
    }

    /** The same, with meters in a Prometheus registry. */
    @Benchmark
    public @Nullable Object faasCallerPrometheus(WithPrometheus function) {
        return function.handle().invoke(event);
    }

    /** The same, the function named in each call. */
    @Benchmark
    public @Nullable Object faasCallerByName(InCaller function) {
        return function.faas.invoke(GRADE, event, Verdict.class);
    }

    /** Typed handle, on the execution context's own thread: a virtual one from Java 21 on. */
    @Benchmark
    public @Nullable Object faasWorker(InWorker function) {
        return function.handle.invoke(event);
    }

    // ---- JSON both ways --------------------------------------------------------------------------------------------

    /** A function on orders; and Jackson alone, its reader and writer made once. */
    @State(Scope.Benchmark)
    public static class Json {
        private final Faas faas = Faas.create();
        private final FunctionRef accept = FunctionRef.parse("accept");
        private final Handler<Order, Order> handler = (order, context) -> order.accepted();
        private final byte[] payload;
        private final ObjectReader reader;
        private final ObjectWriter writer;

        public Json() {
            ObjectMapper mapper = new ObjectMapper();
            payload = Order.sampleAsJson(mapper);
            reader = mapper.readerFor(Order.class);
            writer = mapper.writerFor(Order.class);
            faas.deploy(FunctionDefinition.of("accept", Order.class, Order.class, handler));
        }

        @TearDown
        public void close() {
            faas.close();
        }
    }

    /** Read, handle, write, with nothing around. */
    @Benchmark
    public Object bareJackson(Json json) throws Exception {
        Order order = json.reader.readValue(json.payload);
        return json.writer.writeValueAsBytes(json.handler.handle(order, NO_CONTEXT));
    }

    /** The same bytes through the library. */
    @Benchmark
    public Object faasJson(Json json) {
        InvocationResponse response = json.faas.invoke(InvocationRequest.of(json.accept, json.payload));
        if (response.functionError().isPresent()) {
            throw new IllegalStateException(response.payloadAsText());
        }
        return response.payload();
    }
}
