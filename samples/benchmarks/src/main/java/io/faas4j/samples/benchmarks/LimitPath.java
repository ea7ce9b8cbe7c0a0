package io.faas4j.samples.benchmarks;

import io.faas4j.function.Context;
import io.faas4j.function.Handler;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/**
 * What no implementation of the model can do without, made by hand: one permit taken and given back by compare-and-set, one
 * slot found again by its thread, two clock reads, two counters, and the call. It keeps no deadline, makes no context and
 * excludes nobody from its slot.
 */
@State(Scope.Benchmark)
public class LimitPath {

    private static final int LIMIT = 1000;
    private static final int SLOTS = 32;

    private final AtomicInteger inUse = new AtomicInteger();
    private final LongAdder calls = new LongAdder();
    private final LongAdder nanos = new LongAdder();
    private final Slot[] slots =
            Stream.generate(() -> new Slot(new Grading())).limit(SLOTS).toArray(Slot[]::new);

    private record Slot(Handler<Reading, Verdict> handler) {}

    @Nullable
    Verdict call(Reading event, Context context) throws Exception {
        acquire();
        try {
            Slot slot = slots[(int) Thread.currentThread().getId() & (SLOTS - 1)];
            long start = System.nanoTime();
            Verdict verdict = slot.handler().handle(event, context);
            nanos.add(System.nanoTime() - start);
            calls.increment();
            return verdict;
        } finally {
            release();
        }
    }

    private void acquire() {
        int seen;
        do {
            seen = inUse.get();
            if (seen >= LIMIT) {
                throw new IllegalStateException("all " + LIMIT + " permits are taken");
            }
        } while (!inUse.compareAndSet(seen, seen + 1));
    }

    private void release() {
        int seen;
        do {
            seen = inUse.get();
        } while (!inUse.compareAndSet(seen, seen - 1));
    }

    int inUse() {
        return inUse.get();
    }

    long calls() {
        return calls.sum();
    }
}
