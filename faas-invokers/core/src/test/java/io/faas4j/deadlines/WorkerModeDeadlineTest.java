package io.faas4j.deadlines;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.faas4j.error.TooManyRequestsException;
import io.faas4j.fixture.TestFaas;
import io.faas4j.fixture.Threads;
import io.faas4j.function.ExecutionMode;
import io.faas4j.function.FunctionDefinition;
import io.faas4j.function.ShutdownReason;
import io.faas4j.invocation.FunctionHandle;
import io.faas4j.invocation.InvocationResult;
import io.faas4j.rules.Rule;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

@Rule({"LIB-1", "ERR-5"})
class WorkerModeDeadlineTest {

    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final TestFaas faas = TestFaas.with(builder -> builder.meterRegistry(meters));
    private final CountDownLatch started = new CountDownLatch(1);
    private final CountDownLatch release = new CountDownLatch(1);
    private final AtomicInteger made = new AtomicInteger();
    private final List<ShutdownReason> ended = new CopyOnWriteArrayList<>();
    private final AtomicReference<Path> scratch = new AtomicReference<>();

    @AfterEach
    void close() {
        release.countDown();
        faas.close();
    }

    @Test
    void caller_has_its_answer_at_the_deadline_while_the_handler_ignores_its_interrupt() {
        FunctionHandle<String, String> function = stubborn();
        CompletableFuture<InvocationResult<String>> call = Threads.start(() -> function.call("hold"));
        Threads.await(started);

        faas.advance(Duration.ofSeconds(3).minusNanos(1));
        assertThat(call).isNotDone();
        faas.advance(Duration.ofNanos(1));

        assertTimedOut(Threads.get(call));
        assertThat(release.getCount()).isOne();
    }

    @Test
    @Rule("LIB-2")
    void context_whose_thread_does_not_end_is_counted_as_leaked_until_it_does() {
        FunctionHandle<String, String> function = stubborn();
        CompletionStage<InvocationResult<String>> call = function.submit("hold");
        Threads.await(started);
        assertThat(leaked()).isZero();

        faas.advanceMillis(3_000);

        assertTimedOut(Threads.get(call));
        assertThat(leaked()).isOne();
        release.countDown();
        Threads.until(() -> leaked() == 0);
    }

    @Test
    @Rule("CTX-8")
    void concurrency_place_stays_taken_until_the_thread_ends_and_the_context_is_retired_with_it() {
        FunctionHandle<String, String> function = stubborn();
        CompletionStage<InvocationResult<String>> call = function.submit("hold");
        Threads.await(started);
        faas.advanceMillis(3_000);
        assertTimedOut(Threads.get(call));

        assertThatThrownBy(() -> function.invoke(""))
                .isInstanceOfSatisfying(
                        TooManyRequestsException.class,
                        refused -> assertThat(refused.reason())
                                .isEqualTo(
                                        TooManyRequestsException.Reason
                                                .RESERVED_FUNCTION_CONCURRENT_INVOCATION_LIMIT_EXCEEDED));

        faas.advance(Duration.ofMinutes(1));
        Path directory = scratch.get();
        assertThat(directory).isDirectory();
        release.countDown();
        Threads.until(() -> faas.faas().concurrentExecutions() == 0);
        assertThat(function.invoke("")).isEqualTo("handler 2");
        assertThat(scratch.get()).isNotEqualTo(directory);
        assertThat(directory).doesNotExist();
        Threads.until(() -> ended.equals(List.of(ShutdownReason.TIMEOUT)));
    }

    @Test
    @Rule({"CTX-7", "CTX-8"})
    void context_whose_thread_ends_after_its_interrupt_is_reset_and_used_again() {
        FunctionHandle<String, String> function = faas.deploy(FunctionDefinition.builder(
                        "f", String.class, String.class)
                .executionMode(ExecutionMode.WORKER)
                .handlerFactory(init -> {
                    int me = made.incrementAndGet();
                    return (event, context) -> {
                        scratch.set(context.temporaryDirectory());
                        if (event.equals("hold")) {
                            started.countDown();
                            release.await();
                        }
                        return "handler " + me + " on " + Thread.currentThread().getId();
                    };
                }));
        String before = function.invoke("");
        CompletionStage<InvocationResult<String>> call = function.submit("hold");
        Threads.await(started);
        Path directory = scratch.get();

        faas.advanceMillis(3_000);

        assertTimedOut(Threads.get(call));
        Threads.until(() -> faas.faas().concurrentExecutions() == 0);
        assertThat(leaked()).isZero();
        assertThat(function.invoke("")).isEqualTo(before.replace("handler 1", "handler 2"));
        assertThat(scratch.get()).isEqualTo(directory).isDirectory();
    }

    @Test
    void interrupt_of_the_deadline_does_not_reach_the_next_invocation_on_the_same_thread() {
        AtomicBoolean wasInterrupted = new AtomicBoolean();
        FunctionHandle<String, Boolean> function =
                faas.deploy(FunctionDefinition.builder("f", String.class, Boolean.class)
                        .executionMode(ExecutionMode.WORKER)
                        .handler((event, context) -> {
                            if (event.equals("advance")) {
                                faas.advanceMillis(3_000);
                                wasInterrupted.set(Thread.currentThread().isInterrupted());
                            }
                            return Thread.currentThread().isInterrupted();
                        }));

        assertTimedOut(function.call("advance"));
        Threads.until(() -> faas.faas().concurrentExecutions() == 0);

        assertThat(wasInterrupted).isTrue();
        assertThat(function.invoke("")).isFalse();
    }

    @Test
    @Rule({"CTX-2", "CTX-3"})
    void init_that_ignores_its_interrupt_does_not_keep_the_caller_beyond_init_limit_and_timeout() {
        FunctionHandle<String, String> function =
                faas.deploy(FunctionDefinition.builder("f", String.class, String.class)
                        .executionMode(ExecutionMode.WORKER)
                        .handlerFactory(init -> {
                            started.countDown();
                            Threads.awaitStubbornly(release);
                            return (event, context) -> "late";
                        }));
        CompletionStage<InvocationResult<String>> call = function.submit("");
        Threads.await(started);

        faas.advanceMillis(12_999);
        assertThat(call.toCompletableFuture()).isNotDone();
        faas.advanceMillis(1);

        assertTimedOut(Threads.get(call));
        assertThat(leaked()).isOne();
    }

    @Test
    void interrupt_of_a_waiting_caller_is_kept_and_cancels_nothing() {
        FunctionHandle<String, String> function = stubborn();
        AtomicReference<Thread> caller = new AtomicReference<>();
        CompletableFuture<String> call = Threads.start(() -> {
            caller.set(Thread.currentThread());
            String result = function.invoke("hold");
            return result + ", interrupted " + Thread.interrupted();
        });
        Threads.await(started);

        caller.get().interrupt();
        Threads.until(() -> !caller.get().isInterrupted() || call.isDone());
        release.countDown();

        assertThat(Threads.get(call)).isEqualTo("handler 1, interrupted true");
    }

    @Test
    void gauge_is_taken_out_of_the_registry_when_the_library_is_closed() {
        assertThat(meters.find("faas.contexts.leaked").gauge()).isNotNull();

        faas.close();

        assertThat(meters.getMeters()).isEmpty();
    }

    private FunctionHandle<String, String> stubborn() {
        return faas.deploy(FunctionDefinition.builder("stubborn", String.class, String.class)
                .executionMode(ExecutionMode.WORKER)
                .reservedConcurrency(1)
                .handlerFactory(init -> {
                    int me = made.incrementAndGet();
                    init.onShutdown(ended::add);
                    return (event, context) -> {
                        scratch.set(context.temporaryDirectory());
                        if (event.equals("hold")) {
                            started.countDown();
                            Threads.awaitStubbornly(release);
                        }
                        return "handler " + me;
                    };
                }));
    }

    /** As the library says it, and as the gauge does. */
    private int leaked() {
        int leaked = faas.faas().leakedContexts();
        int gauge = (int) meters.get("faas.contexts.leaked").gauge().value();
        return leaked == gauge ? leaked : -1;
    }

    private static void assertTimedOut(InvocationResult<?> result) {
        assertThat(result.error()).hasValueSatisfying(error -> {
            assertThat(error.errorType()).isEqualTo("Sandbox.Timedout");
            assertThat(error.errorMessage())
                    .isEqualTo("RequestId: " + result.requestId() + " Error: Task timed out after 3.00 seconds");
        });
    }
}
