package io.faas4j.deadlines;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.faas4j.error.TooManyRequestsException;
import io.faas4j.fixture.TestFaas;
import io.faas4j.fixture.Threads;
import io.faas4j.function.FunctionDefinition;
import io.faas4j.invocation.FunctionHandle;
import io.faas4j.invocation.InvocationResult;
import io.faas4j.rules.Rule;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Handlers that go on after their deadline: told to end, counted, and never more than there is concurrency. */
@Rule({"LIB-1", "LIB-2"})
class OverrunTest {

    private static final int PLACES = 3;

    private final TestFaas faas = TestFaas.create();
    private final CountDownLatch release = new CountDownLatch(1);

    @AfterEach
    void close() {
        release.countDown();
        faas.close();
    }

    @Test
    void handler_is_told_by_its_context_and_by_an_interrupt_and_may_end_of_itself() {
        CountDownLatch started = new CountDownLatch(1);
        AtomicBoolean wasCancelledBefore = new AtomicBoolean();
        AtomicBoolean wasInterrupted = new AtomicBoolean();
        FunctionHandle<String, String> cooperative =
                faas.deploy(FunctionDefinition.of("cooperative", String.class, String.class, (event, context) -> {
                    wasCancelledBefore.set(context.isCancelled());
                    started.countDown();
                    while (!context.isCancelled()) {
                        Thread.onSpinWait();
                    }
                    Threads.until(() -> Thread.currentThread().isInterrupted());
                    wasInterrupted.set(Thread.interrupted());
                    return "ended of itself";
                }));
        CompletionStage<InvocationResult<String>> call = cooperative.submit("");
        Threads.await(started);

        faas.advance(Duration.ofSeconds(3));

        assertThat(Threads.get(call).error())
                .hasValueSatisfying(error -> assertThat(error.isTimeout()).isTrue());
        Threads.until(() -> faas.faas().leakedContexts() == 0);
        Threads.until(() -> faas.faas().concurrentExecutions() == 0);
        assertThat(wasCancelledBefore).isFalse();
        assertThat(wasInterrupted).isTrue();
    }

    @Test
    void overrunning_threads_hold_their_places_so_that_there_are_never_more_than_places() {
        Semaphore started = new Semaphore(0);
        Set<Thread> threads = ConcurrentHashMap.newKeySet();
        FunctionHandle<String, String> stubborn =
                faas.deploy(FunctionDefinition.builder("stubborn", String.class, String.class)
                        .reservedConcurrency(PLACES)
                        .handler((event, context) -> {
                            threads.add(Thread.currentThread());
                            started.release();
                            Threads.awaitStubbornly(release);
                            return event;
                        }));
        List<CompletionStage<InvocationResult<String>>> calls = new ArrayList<>();
        for (int i = 0; i < PLACES; i++) {
            calls.add(stubborn.submit(""));
        }
        started.acquireUninterruptibly(PLACES);
        assertThat(faas.faas().leakedContexts()).isZero();

        faas.advance(Duration.ofSeconds(3));
        calls.forEach(call -> assertThat(Threads.get(call).isSuccess()).isFalse());

        for (int round = 0; round < 10; round++) {
            assertThat(faas.faas().leakedContexts()).isEqualTo(PLACES);
            assertThat(faas.faas().concurrentExecutions()).isEqualTo(PLACES);
            assertThatThrownBy(() -> stubborn.invoke("")).isInstanceOf(TooManyRequestsException.class);
            assertThat(stubborn.submit("").toCompletableFuture()).isCompletedExceptionally();
            faas.advance(Duration.ofSeconds(3));
        }
        assertThat(threads).hasSize(PLACES);

        release.countDown();
        Threads.until(() -> faas.faas().leakedContexts() == 0);
        Threads.until(() -> faas.faas().concurrentExecutions() == 0);
        assertThat(stubborn.invoke("again")).isEqualTo("again");
    }
}
