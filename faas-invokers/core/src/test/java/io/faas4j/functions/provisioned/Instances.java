package io.faas4j.functions.provisioned;

import io.faas4j.fixture.Threads;
import io.faas4j.function.Context;
import io.faas4j.function.FunctionDefinition;
import io.faas4j.function.Handler;
import io.faas4j.function.InitContext;
import io.faas4j.function.InitializationType;
import io.faas4j.functions.Gate;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

/** A function that answers how its execution context came to be, and counts its handlers. */
final class Instances {

    private final Gate gate = new Gate("");
    private final AtomicInteger tries = new AtomicInteger();
    private final AtomicInteger closed = new AtomicInteger();
    private final List<InitializationType> made = new CopyOnWriteArrayList<>();
    private volatile int failures;
    private volatile CountDownLatch together = new CountDownLatch(0);
    private volatile CountDownLatch barrier = new CountDownLatch(0);

    FunctionDefinition<String, String> as(String name) {
        return builder(name).build();
    }

    FunctionDefinition.Builder<String, String> builder(String name) {
        return FunctionDefinition.builder(name, String.class, String.class).handlerFactory(this::make);
    }

    private Handler<String, String> make(InitContext init) {
        if (init.initializationType() == InitializationType.PROVISIONED_CONCURRENCY) {
            tries.incrementAndGet();
            together.countDown();
            Threads.await(barrier);
            if (tries.get() <= failures) {
                throw new IllegalStateException("not yet");
            }
        }
        made.add(init.initializationType());
        return new Instance(init.initializationType());
    }

    private final class Instance implements Handler<String, String>, AutoCloseable {
        private final InitializationType type;

        Instance(InitializationType type) {
            this.type = type;
        }

        @Override
        public String handle(String event, Context context) throws Exception {
            gate.handle(event, context);
            if (event.equals("exit")) {
                throw context.exit(1);
            }
            return type.wireName();
        }

        @Override
        public void close() {
            closed.incrementAndGet();
        }
    }

    /** Holds invocations. */
    Gate gate() {
        return gate;
    }

    /** Keeps provisioned init phases waiting until the latch is counted down. */
    CountDownLatch holdInits() {
        CountDownLatch latch = new CountDownLatch(1);
        barrier = latch;
        return latch;
    }

    /** Lets every provisioned init phase wait until so many have begun. */
    void expectTogether(int inits) {
        CountDownLatch latch = new CountDownLatch(inits);
        together = latch;
        barrier = latch;
    }

    void failFirst(int inits) {
        failures = inits;
    }

    /** How often a provisioned context was to be initialised. */
    int tries() {
        return tries.get();
    }

    int made() {
        return made.size();
    }

    int closed() {
        return closed.get();
    }
}
