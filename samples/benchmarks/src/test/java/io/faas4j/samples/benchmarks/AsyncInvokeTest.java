package io.faas4j.samples.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.openjdk.jmh.annotations.Benchmark;

/** Contestants handle few events here, so that they do not rot; each returns when its last event has been handled. */
@Timeout(60)
class AsyncInvokeTest {

    private static final int FEW = 1_000;

    private final AsyncInvoke benchmark = new AsyncInvoke(FEW);

    @Test
    void the_thread_pool_handles_every_event() throws InterruptedException {
        AsyncInvoke.Pool pool = new AsyncInvoke.Pool();
        try {
            benchmark.threadPool(pool);
            benchmark.threadPool(pool);
        } finally {
            pool.close();
        }
    }

    @Test
    void guavas_event_bus_handles_every_event() throws InterruptedException {
        AsyncInvoke.Bus bus = new AsyncInvoke.Bus();
        try {
            benchmark.guavaAsyncEventBus(bus);
            benchmark.guavaAsyncEventBus(bus);
        } finally {
            bus.close();
        }
    }

    @Test
    void guavas_event_bus_on_the_fixed_pool_handles_every_event() throws InterruptedException {
        AsyncInvoke.FixedBus bus = new AsyncInvoke.FixedBus();
        try {
            benchmark.guavaOnFixedPool(bus);
            benchmark.guavaOnFixedPool(bus);
        } finally {
            bus.close();
        }
    }

    @Test
    void the_library_handles_every_event() throws InterruptedException {
        AsyncInvoke.Library library = new AsyncInvoke.Library();
        try {
            benchmark.faasAsync(library);
            benchmark.faasAsync(library);
        } finally {
            library.close();
        }
    }

    @Test
    void every_benchmark_is_compared() {
        List<String> methods = Arrays.stream(AsyncInvoke.class.getDeclaredMethods())
                .filter(method -> method.isAnnotationPresent(Benchmark.class))
                .map(method -> method.getName())
                .toList();

        assertThat(AsyncRatios.CONTESTANTS).containsExactlyInAnyOrderElementsOf(methods);
    }

    @Test
    void the_library_is_held_against_each_other_contestant() {
        Scores scores = new Scores();
        scores.addNanos("faasAsync", 1, 70);
        scores.addNanos("guavaAsyncEventBus", 1, 280);
        scores.addNanos("threadPool", 1, 28);
        scores.addNanos("guavaOnFixedPool", 1, 140);
        if (AsyncRatios.isVertxThere()) {
            scores.addNanos(AsyncRatios.VERTX, 1, 70);
        }

        List<Goal> goals = AsyncRatios.goals(scores);

        assertThat(goals)
                .filteredOn(goal -> goal.limit() < Double.POSITIVE_INFINITY)
                .extracting(Goal::what, Goal::isMet)
                .containsExactly(tuple("faasAsync / guavaAsyncEventBus", true), tuple("faasAsync / threadPool", false));
    }
}
