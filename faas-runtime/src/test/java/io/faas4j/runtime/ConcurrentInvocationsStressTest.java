package io.faas4j.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.faas4j.error.InvalidParameterValueException;
import io.faas4j.error.TooManyRequestsException;
import io.faas4j.function.AliasSpec;
import io.faas4j.function.Context;
import io.faas4j.function.ExecutionMode;
import io.faas4j.function.FunctionDefinition;
import io.faas4j.function.Handler;
import io.faas4j.invocation.FunctionErrorException;
import io.faas4j.invocation.FunctionHandle;
import io.faas4j.invocation.InvocationResult;
import io.faas4j.runtime.time.TimeSource;
import io.faas4j.runtime.time.VirtualTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Many threads invoke while time, functions, aliases and reservations change under them. */
@Tag("slow")
class ConcurrentInvocationsStressTest {

    private static final int CALLERS = 4;
    private static final Duration IDLE = Duration.ofMinutes(10);

    private final long seed = System.nanoTime();
    private final VirtualTime time = VirtualTime.create();
    private Traffic traffic = new Traffic(seed, time, 4 * CALLERS, IDLE);

    @AfterEach
    void close() {
        traffic.close();
    }

    private Traffic limitedTo(int limit, TimeSource source, Duration idle) {
        traffic.close();
        traffic = new Traffic(seed, source, limit, idle);
        return traffic;
    }

    /** One per execution context: notices when it serves two invocations at once, or more run than may. */
    private static final class Guarded implements Handler<Integer, Integer> {
        private final AtomicBoolean busy = new AtomicBoolean();
        private final AtomicInteger running;
        private final int limit;
        private final int tag;

        Guarded(AtomicInteger running, int limit, int tag) {
            this.running = running;
            this.limit = limit;
            this.tag = tag;
        }

        @Override
        public Integer handle(Integer work, Context context) {
            assertThat(busy.compareAndSet(false, true))
                    .as("alone in its context")
                    .isTrue();
            assertThat(running.incrementAndGet()).as("running at once").isLessThanOrEqualTo(limit);
            for (int i = 0; i < work; i++) {
                Thread.onSpinWait();
            }
            running.decrementAndGet();
            busy.set(false);
            return tag;
        }
    }

    private static FunctionDefinition.Builder<Integer, Integer> function(String name) {
        return FunctionDefinition.builder(name, Integer.class, Integer.class);
    }

    private static int someWork(SplittableRandom random) {
        return random.nextInt(8) == 0 ? random.nextInt(2_000) : random.nextInt(20);
    }

    private static void invokeAny(List<FunctionHandle<Integer, Integer>> handles, SplittableRandom random) {
        handles.get(random.nextInt(handles.size())).invoke(someWork(random));
    }

    // ---- limits ----------------------------------------------------------------------------------------------------

    @ParameterizedTest
    @EnumSource(ExecutionMode.class)
    void as_many_callers_as_places_are_never_throttled(ExecutionMode mode) throws Exception {
        Traffic limited = limitedTo(CALLERS, time, IDLE);
        AtomicInteger running = new AtomicInteger();
        List<FunctionHandle<Integer, Integer>> handles = new ArrayList<>();
        for (String name : List.of("a", "b", "c")) {
            limited.functions.deploy(function(name)
                    .executionMode(mode)
                    .handlerFactory(init -> new Guarded(running, CALLERS, 0))
                    .build());
            handles.add(limited.handle(name, Integer.class, Integer.class));
        }
        for (int i = 0; i < CALLERS; i++) {
            limited.thread("caller-" + i, random -> invokeAny(handles, random));
        }

        limited.run(Duration.ofSeconds(3));

        limited.assertNoPlaceLostOrInvented();
    }

    @Test
    void reservations_that_change_lose_no_place_and_are_never_exceeded() throws Exception {
        Traffic limited = limitedTo(5, time, Duration.ofSeconds(20));
        AtomicInteger running = new AtomicInteger();
        AtomicLong throttled = new AtomicLong();
        AtomicLong served = new AtomicLong();
        List<FunctionHandle<Integer, Integer>> handles = new ArrayList<>();
        for (String name : List.of("a", "b", "c")) {
            limited.functions.deploy(function(name)
                    .handlerFactory(init -> new Guarded(running, 5, 0))
                    .build());
            handles.add(limited.handle(name, Integer.class, Integer.class));
        }
        for (int i = 0; i < CALLERS; i++) {
            limited.thread("caller-" + i, random -> {
                try {
                    invokeAny(handles, random);
                    served.incrementAndGet();
                } catch (TooManyRequestsException full) {
                    throttled.incrementAndGet();
                } catch (FunctionErrorException failed) {
                    assertThat(failed.error().isTimeout()).as("%s", failed).isTrue();
                }
            });
        }
        limited.thread("reserver", random -> {
            String name = List.of("a", "b", "c").get(random.nextInt(3));
            try {
                if (random.nextBoolean()) {
                    limited.functions.putConcurrency(name, random.nextInt(4));
                } else {
                    limited.functions.deleteConcurrency(name);
                }
            } catch (InvalidParameterValueException tooMuch) {
                Thread.onSpinWait();
            }
        });
        limited.thread("clock", random -> {
            time.advance(Duration.ofMillis(random.nextInt(2_000)));
            Thread.sleep(0, 100_000);
        });

        limited.run(Duration.ofSeconds(4));

        limited.assertNoPlaceLostOrInvented();
        assertThat(throttled).hasPositiveValue();
        assertThat(served).hasPositiveValue();
        for (String name : List.of("a", "b", "c")) {
            limited.functions.deleteConcurrency(name);
        }
        limited.functions.putConcurrency("a", 5);
    }

    @Test
    void a_reservation_bounds_what_runs() throws Exception {
        AtomicInteger running = new AtomicInteger();
        traffic.functions.deploy(function("a")
                .reservedConcurrency(2)
                .handlerFactory(init -> new Guarded(running, 2, 0))
                .build());
        FunctionHandle<Integer, Integer> a = traffic.handle("a", Integer.class, Integer.class);
        AtomicLong served = new AtomicLong();
        for (int i = 0; i < CALLERS; i++) {
            traffic.thread("caller-" + i, random -> {
                try {
                    a.invoke(someWork(random));
                    served.incrementAndGet();
                } catch (TooManyRequestsException full) {
                    Thread.onSpinWait();
                }
            });
        }

        traffic.run(Duration.ofSeconds(2));

        traffic.assertNoPlaceLostOrInvented();
        assertThat(served).hasPositiveValue();
    }

    // ---- revisions -------------------------------------------------------------------------------------------------

    @ParameterizedTest
    @EnumSource(ExecutionMode.class)
    void every_invocation_runs_on_a_revision_that_was_current(ExecutionMode mode) throws Exception {
        AtomicInteger running = new AtomicInteger();
        AtomicInteger begun = new AtomicInteger();
        AtomicInteger done = new AtomicInteger();
        Traffic.Step deployAndMove = random -> {
            int tag = begun.incrementAndGet();
            traffic.functions.deploy(function("f")
                    .executionMode(mode)
                    .handlerFactory(init -> new Guarded(running, Integer.MAX_VALUE, tag))
                    .build());
            String version = traffic.functions.publish("f").version();
            traffic.functions.aliases().put("f", AliasSpec.of("live").version(version));
            done.set(tag);
            int old = Integer.parseInt(version) - 1;
            if (old > 0) {
                traffic.functions.delete("f:" + old);
            }
        };
        deployAndMove.run(new SplittableRandom(seed));
        for (String ref : List.of("f", "f:live", "f:$LATEST", "f:live")) {
            FunctionHandle<Integer, Integer> f = traffic.handle(ref, Integer.class, Integer.class);
            traffic.thread("caller of " + ref, random -> {
                int first = done.get();
                Integer ran = f.invoke(someWork(random));
                int last = begun.get();
                assertThat(ran).as(ref).isBetween(first, last);
            });
        }
        traffic.thread("deployer", deployAndMove);
        traffic.thread("clock", random -> {
            time.advance(Duration.ofMillis(1));
            Thread.sleep(1);
        });

        traffic.run(Duration.ofSeconds(3));

        traffic.assertNoPlaceLostOrInvented();
        assertThat(done).hasValueGreaterThan(10);
    }

    // ---- deadlines -------------------------------------------------------------------------------------------------

    @ParameterizedTest
    @EnumSource(ExecutionMode.class)
    void each_invocation_ends_once_whether_its_handler_or_its_deadline_is_first(ExecutionMode mode) throws Exception {
        AtomicLong values = new AtomicLong();
        AtomicLong timeouts = new AtomicLong();
        traffic.functions.deploy(function("f")
                .executionMode(mode)
                .timeout(Duration.ofSeconds(1))
                .handlerFactory(init -> (work, context) -> {
                    if (work % 7 == 0) {
                        new CountDownLatch(1).await(work, TimeUnit.MICROSECONDS);
                    }
                    for (int i = 0; i < work; i++) {
                        Thread.onSpinWait();
                    }
                    return work;
                })
                .build());
        FunctionHandle<Integer, Integer> f = traffic.handle("f", Integer.class, Integer.class);
        for (int i = 0; i < CALLERS; i++) {
            traffic.thread("caller-" + i, random -> {
                int work = random.nextInt(3_000);
                boolean ownInterrupt = random.nextInt(10) == 0;
                if (ownInterrupt) {
                    Thread.currentThread().interrupt();
                }

                InvocationResult<Integer> result;
                try {
                    result = f.call(work);
                } catch (TooManyRequestsException full) {
                    // Handlers on their way out after their deadline keep their places (rule LIB-1).
                    assertThat(mode).isEqualTo(ExecutionMode.WORKER);
                    assertThat(Thread.interrupted())
                            .as("interrupted afterwards")
                            .isEqualTo(ownInterrupt);
                    return;
                }

                assertThat(Thread.interrupted()).as("interrupted afterwards").isEqualTo(ownInterrupt);
                if (result.error().isEmpty()) {
                    assertThat(result.payload()).isEqualTo(work);
                    values.incrementAndGet();
                } else if (result.error().orElseThrow().isTimeout()) {
                    timeouts.incrementAndGet();
                } else {
                    assertThat(ownInterrupt || mode == ExecutionMode.WORKER)
                            .as("%s", result.error())
                            .isTrue();
                }
            });
        }
        traffic.thread("clock", random -> {
            time.advance(Duration.ofMillis(random.nextInt(900)));
            for (int i = random.nextInt(3_000); i > 0; i--) {
                Thread.onSpinWait();
            }
        });

        traffic.run(Duration.ofSeconds(4));

        await(() -> traffic.contexts.busy() == 0);
        traffic.assertNoPlaceLostOrInvented();
        assertThat(traffic.contexts.leaked()).isZero();
        assertThat(values).hasPositiveValue();
        assertThat(timeouts).hasPositiveValue();
        assertThat(f.invoke(1)).isEqualTo(1);
    }

    private static void await(BooleanSupplier condition) throws InterruptedException {
        for (int i = 0; i < 5_000 && !condition.getAsBoolean(); i++) {
            Thread.sleep(1);
        }
    }
}
