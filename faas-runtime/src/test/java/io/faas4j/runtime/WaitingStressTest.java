package io.faas4j.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.faas4j.error.InvalidParameterValueException;
import io.faas4j.error.InvocationInterruptedException;
import io.faas4j.error.ResourceNotFoundException;
import io.faas4j.error.TooManyRequestsException;
import io.faas4j.function.FunctionDefinition;
import io.faas4j.invocation.FunctionErrorException;
import io.faas4j.invocation.FunctionHandle;
import io.faas4j.invocation.InvokeOptions;
import io.faas4j.runtime.time.TimeSource;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Many callers wait for few places: each gets one in time, and none is lost, whoever gives up and whatever changes. */
@Tag("slow")
class WaitingStressTest {

    private static final int CALLERS = 6;
    private static final int LIMIT = 3;
    private static final List<String> NAMES = List.of("a", "b", "c");

    private final AtomicInteger running = new AtomicInteger();
    private final AtomicLong served = new AtomicLong();
    private final AtomicLong throttled = new AtomicLong();
    private final AtomicLong interrupted = new AtomicLong();
    private final TimeSource time = TimeSource.system();
    // Contexts that live short, so that housekeeping, which may let them keep their places again, comes often.
    private final Traffic traffic = new Traffic(System.nanoTime(), time, LIMIT, Duration.ofMillis(20));

    @AfterEach
    void close() {
        traffic.close();
        time.close();
    }

    private FunctionDefinition<Integer, Integer> function(String name) {
        return FunctionDefinition.builder(name, Integer.class, Integer.class)
                .handler((work, context) -> {
                    assertThat(running.incrementAndGet()).as("running at once").isLessThanOrEqualTo(LIMIT);
                    for (int i = 0; i < work; i++) {
                        Thread.onSpinWait();
                    }
                    running.decrementAndGet();
                    return work;
                })
                .timeout(Duration.ofMinutes(1))
                .build();
    }

    private List<FunctionHandle<Integer, Integer>> deploy() {
        List<FunctionHandle<Integer, Integer>> handles = new ArrayList<>();
        for (String name : NAMES) {
            traffic.functions.deploy(function(name));
            handles.add(traffic.handle(name, Integer.class, Integer.class));
        }
        return handles;
    }

    private void invoke(FunctionHandle<Integer, Integer> any, Duration maxWait, SplittableRandom random) {
        int work = random.nextInt(5) == 0 ? random.nextInt(20_000) : random.nextInt(50);
        try {
            any.with(InvokeOptions.NONE.maxWait(maxWait)).invoke(work);
            served.incrementAndGet();
        } catch (TooManyRequestsException full) {
            throttled.incrementAndGet();
        } catch (InvocationInterruptedException gaveUp) {
            assertThat(Thread.interrupted()).as("interrupt kept").isTrue();
            interrupted.incrementAndGet();
        }
        Thread.interrupted();
    }

    @Test
    void who_waits_long_enough_is_never_throttled() throws Exception {
        List<FunctionHandle<Integer, Integer>> handles = deploy();
        traffic.functions.putConcurrency("a", 1);
        Queue<Thread> callers = new ConcurrentLinkedQueue<>();
        for (int i = 0; i < CALLERS; i++) {
            traffic.thread("caller-" + i, random -> {
                if (callers.size() < CALLERS && !callers.contains(Thread.currentThread())) {
                    callers.add(Thread.currentThread());
                }
                invoke(handles.get(random.nextInt(3)), Duration.ofSeconds(15), random);
                if (random.nextInt(4) == 0) {
                    // Leaves its context idle for a while, so that places are kept, and taken back.
                    Thread.sleep(0, random.nextInt(500_000));
                }
            });
        }

        traffic.run(Duration.ofSeconds(5));

        assertThat(throttled).hasValue(0);
        assertThat(served).hasValueGreaterThan(1_000);
        traffic.assertNoPlaceLostOrInvented();
    }

    @Test
    void those_who_give_up_lose_no_place() throws Exception {
        List<FunctionHandle<Integer, Integer>> handles = deploy();
        List<Thread> callers = new ArrayList<>();
        Queue<Thread> known = new ConcurrentLinkedQueue<>();
        for (int i = 0; i < CALLERS; i++) {
            traffic.thread("caller-" + i, random -> {
                if (!known.contains(Thread.currentThread())) {
                    known.add(Thread.currentThread());
                }
                boolean isShort = random.nextInt(3) == 0;
                Duration maxWait = isShort ? Duration.ofNanos(random.nextInt(200_000)) : Duration.ofSeconds(10);
                try {
                    invoke(handles.get(random.nextInt(3)), maxWait, random);
                } catch (FunctionErrorException interruptedHandler) {
                    assertThat(interruptedHandler.error().isTimeout()).isFalse();
                } finally {
                    Thread.interrupted();
                }
            });
        }
        traffic.thread("interrupter", random -> {
            callers.clear();
            callers.addAll(known);
            if (!callers.isEmpty()) {
                callers.get(random.nextInt(callers.size())).interrupt();
            }
            try {
                Thread.sleep(0, 300_000);
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        });

        traffic.run(Duration.ofSeconds(4));

        assertThat(served).hasValueGreaterThan(100);
        assertThat(interrupted).hasPositiveValue();
        traffic.assertNoPlaceLostOrInvented();
    }

    @Test
    void provisioned_contexts_alone_serve_all_who_wait() throws Exception {
        traffic.functions.deploy(function("a"));
        traffic.functions.publish("a");
        traffic.functions.putConcurrency("a", 2);
        traffic.functions.provisioned().put("a:1", 2);
        FunctionHandle<Integer, Integer> handle = traffic.handle("a:1", Integer.class, Integer.class);
        while (traffic.functions.provisioned().get("a:1").available() < 2) {
            Thread.sleep(1);
        }
        Queue<Thread> known = new ConcurrentLinkedQueue<>();
        for (int i = 0; i < CALLERS; i++) {
            boolean isInterrupted = i % 2 == 0;
            traffic.thread("caller-" + i, random -> {
                if (isInterrupted && !known.contains(Thread.currentThread())) {
                    known.add(Thread.currentThread());
                }
                Duration maxWait = isInterrupted ? Duration.ofNanos(random.nextInt(300_000)) : Duration.ofSeconds(15);
                if (isInterrupted) {
                    invoke(handle, maxWait, random);
                } else {
                    handle.with(InvokeOptions.NONE.maxWait(maxWait)).invoke(random.nextInt(50));
                }
            });
        }
        traffic.thread("interrupter", random -> {
            known.forEach(Thread::interrupt);
            Thread.sleep(0, 300_000);
        });

        traffic.run(Duration.ofSeconds(4));

        assertThat(served).hasValueGreaterThan(1_000);
        assertThat(interrupted).hasPositiveValue();
        traffic.functions.provisioned().delete("a:1");
        while (traffic.concurrency.placesTaken() > 0) {
            traffic.contexts.reclaimPermits();
            Thread.sleep(1);
        }
        traffic.assertNoPlaceLostOrInvented();
    }

    @Test
    void limits_and_functions_that_change_lose_no_place_and_leave_nobody_waiting() throws Exception {
        List<FunctionHandle<Integer, Integer>> handles = deploy();
        for (int i = 0; i < CALLERS; i++) {
            traffic.thread("caller-" + i, random -> {
                try {
                    Duration maxWait = random.nextBoolean() ? Duration.ofSeconds(2) : Duration.ofNanos(100_000);
                    invoke(handles.get(random.nextInt(3)), maxWait, random);
                } catch (ResourceNotFoundException deleted) {
                    Thread.onSpinWait();
                }
            });
        }
        traffic.thread("changer", random -> {
            String name = NAMES.get(random.nextInt(3));
            try {
                switch (random.nextInt(6)) {
                    case 0, 1, 2 -> traffic.functions.putConcurrency(name, random.nextInt(LIMIT + 1));
                    case 3 -> traffic.functions.deleteConcurrency(name);
                    case 4 -> traffic.functions.deploy(function(name));
                    default -> {
                        traffic.functions.delete(name);
                        traffic.functions.deploy(function(name));
                    }
                }
            } catch (InvalidParameterValueException tooMuch) {
                Thread.onSpinWait();
            }
            Thread.sleep(0, random.nextInt(500_000));
        });

        traffic.run(Duration.ofSeconds(5));

        assertThat(served).hasValueGreaterThan(100);
        traffic.assertNoPlaceLostOrInvented();
        for (String name : NAMES) {
            traffic.functions.deleteConcurrency(name);
        }
        traffic.functions.putConcurrency("a", LIMIT);
    }
}
