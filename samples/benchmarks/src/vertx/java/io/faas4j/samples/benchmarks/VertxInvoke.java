package io.faas4j.samples.benchmarks;

import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.MessageConsumer;
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

/** As {@link AsyncInvoke}, with Vert.x's event bus; compiled in the profile {@code vertx} only. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(2)
@Warmup(iterations = 10)
@Measurement(iterations = 10)
public class VertxInvoke {

    // Not final: the compiler must not know it.
    private Reading event = new Reading("GR-11", 4.2, 12.5);
    private final Arrivals arrivals = new Arrivals();
    private final int events;

    /** As it is measured. */
    public VertxInvoke() {
        this(AsyncInvoke.EVENTS);
    }

    VertxInvoke(int events) {
        this.events = events;
    }

    /** An event bus inside the process, whose messages go by reference. */
    @State(Scope.Benchmark)
    public static class Bus {

        private static final String ADDRESS = "readings";
        private static final DeliveryOptions LOCAL =
                new DeliveryOptions().setLocalOnly(true).setCodecName(ByReference.NAME);

        private final Vertx vertx = Vertx.vertx();

        /** With nobody who listens. */
        public Bus() {
            vertx.eventBus().registerCodec(new ByReference());
        }

        /** Ends its threads. */
        @TearDown
        public void close() {
            vertx.close().toCompletionStage().toCompletableFuture().join();
        }
    }

    /** Vert.x's event bus: one consumer, on an event loop. */
    @Benchmark
    @OperationsPerInvocation(AsyncInvoke.EVENTS)
    public void vertxEventBus(Bus with) throws InterruptedException {
        arrivals.expect(events);
        MessageConsumer<Reading> consumer = with.vertx
                .eventBus()
                .localConsumer(Bus.ADDRESS, message -> arrivals.handle(message.body(), null));
        for (int i = 0; i < events; i++) {
            with.vertx.eventBus().send(Bus.ADDRESS, event, Bus.LOCAL);
        }
        arrivals.await();
        consumer.unregister().toCompletionStage().toCompletableFuture().join();
    }
}
