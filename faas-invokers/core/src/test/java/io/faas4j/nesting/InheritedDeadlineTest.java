package io.faas4j.nesting;

import static org.assertj.core.api.Assertions.assertThat;

import io.faas4j.fixture.TestFaas;
import io.faas4j.fixture.Threads;
import io.faas4j.function.Context;
import io.faas4j.function.ExecutionMode;
import io.faas4j.function.FunctionDefinition;
import io.faas4j.function.Handler;
import io.faas4j.invocation.FunctionError;
import io.faas4j.invocation.FunctionHandle;
import io.faas4j.invocation.InvocationResult;
import io.faas4j.rules.Rule;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a handler invokes has the handler's remaining time, and not more. */
class InheritedDeadlineTest {

    private final TestFaas faas = TestFaas.create();
    private final List<Duration> remaining = new ArrayList<>();

    @AfterEach
    void close() {
        faas.close();
    }

    private void deploy(String name, int seconds, ExecutionMode mode, Handler<String, String> handler) {
        faas.deploy(FunctionDefinition.builder(name, String.class, String.class)
                .timeout(Duration.ofSeconds(seconds))
                .executionMode(mode)
                .handler(handler));
    }

    private String seen(Context context) {
        remaining.add(context.remainingTime());
        return "";
    }

    @ParameterizedTest
    @EnumSource(ExecutionMode.class)
    void nested_call_has_its_callers_remaining_time_if_its_own_timeout_is_longer(ExecutionMode mode) {
        deploy("inner", 60, mode, (event, context) -> seen(context));
        deploy("outer", 5, ExecutionMode.CALLER, (event, context) -> {
            faas.advance(Duration.ofSeconds(2));
            return faas.faas().invoke("inner", "", String.class);
        });

        faas.faas().invoke("outer", "", String.class);
        faas.faas().invoke("outer", "", String.class);

        assertThat(remaining).containsExactly(Duration.ofSeconds(3), Duration.ofSeconds(3));
    }

    @ParameterizedTest
    @EnumSource(ExecutionMode.class)
    void nested_call_has_its_own_timeout_if_that_is_shorter(ExecutionMode mode) {
        deploy("inner", 1, mode, (event, context) -> seen(context));
        deploy("outer", 5, ExecutionMode.CALLER, (event, context) -> faas.faas().invoke("inner", "", String.class));

        faas.faas().invoke("outer", "", String.class);

        assertThat(remaining).containsExactly(Duration.ofSeconds(1));
    }

    @Test
    void deadline_goes_through_every_link_of_a_chain() {
        deploy("c", 60, ExecutionMode.WORKER, (event, context) -> seen(context));
        deploy("b", 30, ExecutionMode.WORKER, (event, context) -> faas.faas().invoke("c", "", String.class));
        deploy("a", 4, ExecutionMode.CALLER, (event, context) -> faas.faas().invoke("b", "", String.class));

        faas.faas().invoke("a", "", String.class);

        assertThat(remaining).containsExactly(Duration.ofSeconds(4));
    }

    @Test
    @Rule("ERR-5")
    void nested_call_that_times_out_with_its_caller_says_what_time_it_had() {
        AtomicReference<InvocationResult<String>> inner = new AtomicReference<>();
        deploy("inner", 60, ExecutionMode.CALLER, (event, context) -> {
            faas.advance(Duration.ofSeconds(10));
            return "late";
        });
        deploy("outer", 5, ExecutionMode.CALLER, (event, context) -> {
            faas.advance(Duration.ofSeconds(3));
            inner.set(faas.faas().call("inner", "", String.class));
            return "late too";
        });

        InvocationResult<String> outer = faas.faas().call("outer", "", String.class);

        assertThat(inner.get().error().orElseThrow().errorMessage()).endsWith("Task timed out after 2.00 seconds");
        assertThat(outer.error().orElseThrow().errorMessage()).endsWith("Task timed out after 5.00 seconds");
    }

    @Test
    void what_a_handler_begins_after_its_deadline_is_never_run() {
        AtomicInteger runs = new AtomicInteger();
        AtomicReference<InvocationResult<String>> inner = new AtomicReference<>();
        AtomicReference<InvocationResult<String>> submitted = new AtomicReference<>();
        FunctionHandle<String, String> function = faas.deploy(FunctionDefinition.of(
                "inner", String.class, String.class, (event, context) -> "" + runs.incrementAndGet()));
        deploy("outer", 5, ExecutionMode.CALLER, (event, context) -> {
            faas.advance(Duration.ofSeconds(6));
            inner.set(function.call(""));
            submitted.set(function.submit("").toCompletableFuture().join());
            return "late";
        });

        faas.faas().call("outer", "", String.class);

        assertThat(runs).hasValue(0);
        assertThat(inner.get().error().orElseThrow().errorType()).isEqualTo(FunctionError.TIMED_OUT);
        assertThat(submitted.get().error().orElseThrow().errorType()).isEqualTo(FunctionError.TIMED_OUT);
        assertThat(function.invoke("")).isEqualTo("1");
    }

    @Test
    void init_phase_of_a_nested_call_has_its_callers_remaining_time_too() {
        AtomicReference<InvocationResult<String>> inner = new AtomicReference<>();
        faas.deploy(FunctionDefinition.builder("inner", String.class, String.class)
                .timeout(Duration.ofSeconds(60))
                .handlerFactory(init -> {
                    faas.advance(Duration.ofSeconds(8));
                    return (event, context) -> "made";
                }));
        deploy("outer", 5, ExecutionMode.CALLER, (event, context) -> {
            inner.set(faas.faas().call("inner", "", String.class));
            return "outer";
        });

        InvocationResult<String> outer = faas.faas().call("outer", "", String.class);

        assertThat(inner.get().error().orElseThrow().errorType()).isEqualTo(FunctionError.TIMED_OUT);
        assertThat(outer.error().orElseThrow().errorType()).isEqualTo(FunctionError.TIMED_OUT);
        assertThat(faas.faas().concurrentExecutions()).isZero();
    }

    @Test
    void submitted_call_ends_with_its_callers_deadline() {
        CountDownLatch running = new CountDownLatch(1);
        AtomicReference<CompletableFuture<InvocationResult<String>>> submitted = new AtomicReference<>();
        deploy("inner", 60, ExecutionMode.CALLER, (event, context) -> {
            running.countDown();
            Thread.sleep(Long.MAX_VALUE);
            return "never";
        });
        deploy("outer", 5, ExecutionMode.CALLER, (event, context) -> {
            submitted.set(faas.faas()
                    .function("inner", String.class, String.class)
                    .submit("")
                    .toCompletableFuture());
            running.await();
            return "outer";
        });
        assertThat(faas.faas().invoke("outer", "", String.class)).isEqualTo("outer");

        faas.advance(Duration.ofSeconds(5));

        assertThat(Threads.get(submitted.get()).error().orElseThrow().errorMessage())
                .endsWith("Task timed out after 5.00 seconds");
    }

    @Test
    void handler_can_see_that_nobody_waits_for_it_any_more() {
        List<Boolean> cancelled = new ArrayList<>();
        deploy("f", 5, ExecutionMode.CALLER, (event, context) -> {
            cancelled.add(context.isCancelled());
            faas.advance(Duration.ofSeconds(5));
            cancelled.add(context.isCancelled());
            return "";
        });

        faas.faas().call("f", "", String.class);

        assertThat(cancelled).containsExactly(false, true);
    }

    @Test
    void handler_on_a_thread_of_its_own_can_see_that_its_caller_has_gone() throws Exception {
        AtomicBoolean cancelled = new AtomicBoolean();
        CountDownLatch running = new CountDownLatch(1);
        AtomicBoolean mayEnd = new AtomicBoolean();
        FunctionHandle<String, String> function =
                faas.deploy(FunctionDefinition.of("f", String.class, String.class, (event, context) -> {
                    running.countDown();
                    while (!context.isCancelled() || !mayEnd.get()) {
                        Thread.onSpinWait();
                    }
                    cancelled.set(true);
                    return "";
                }));
        CompletableFuture<InvocationResult<String>> result = function.submit("").toCompletableFuture();
        running.await();

        faas.advance(Duration.ofSeconds(3));
        mayEnd.set(true);

        Threads.until(cancelled::get);
        assertThat(Threads.get(result).error()).isPresent();
    }
}
