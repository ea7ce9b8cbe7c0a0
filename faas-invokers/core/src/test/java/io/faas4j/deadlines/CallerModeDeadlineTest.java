package io.faas4j.deadlines;

import static org.assertj.core.api.Assertions.assertThat;

import io.faas4j.fixture.TestFaas;
import io.faas4j.function.Context;
import io.faas4j.function.FunctionDefinition;
import io.faas4j.function.Handler;
import io.faas4j.invocation.FunctionHandle;
import io.faas4j.invocation.InvocationRequest;
import io.faas4j.invocation.InvocationResponse;
import io.faas4j.invocation.InvocationResult;
import io.faas4j.rules.Rule;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@Rule({"LIB-1", "ERR-5"})
class CallerModeDeadlineTest {

    private final TestFaas faas = TestFaas.create();
    private final List<Boolean> interrupted = new ArrayList<>();

    @BeforeEach
    void begin_without_interrupt() {
        assertThat(Thread.interrupted()).isFalse();
    }

    @AfterEach
    void close() {
        Thread.interrupted();
        faas.close();
    }

    @Test
    void calling_thread_runs_the_handler_and_is_interrupted_at_the_deadline() {
        Thread caller = Thread.currentThread();
        FunctionHandle<String, String> function = deploy((event, context) -> {
            assertThat(Thread.currentThread()).isSameAs(caller);
            faas.advanceMillis(2_999);
            look();
            faas.advanceMillis(1);
            look();
            return "returned normally";
        });

        InvocationResult<String> result = function.call("");

        assertThat(interrupted).containsExactly(false, true);
        assertTimedOut(result);
    }

    @Test
    void timed_out_call_is_an_answer_in_lambdas_words() {
        deploy((event, context) -> {
            faas.advanceMillis(3_000);
            return "";
        });

        InvocationResponse response = faas.faas().invoke(InvocationRequest.of("f", "\"\""));

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.functionError()).contains("Unhandled");
        assertThat(response.payloadAsText())
                .isEqualTo("{\"errorMessage\":\"RequestId: " + response.requestId()
                        + " Error: Task timed out after 3.00 seconds\",\"errorType\":\"Sandbox.Timedout\"}");
    }

    @Test
    void timeout_is_told_with_two_decimals() {
        FunctionHandle<String, String> function =
                faas.deploy(FunctionDefinition.builder("f", String.class, String.class)
                        .timeout(Duration.ofMillis(1_250))
                        .handler((event, context) -> {
                            faas.advanceMillis(1_250);
                            return "";
                        }));

        assertThat(function.call("").error())
                .hasValueSatisfying(
                        error -> assertThat(error.errorMessage()).endsWith("Task timed out after 1.25 seconds"));
    }

    @Test
    void handler_that_ends_just_before_its_deadline_has_not_timed_out() {
        FunctionHandle<String, String> function = deploy((event, context) -> {
            faas.advance(Duration.ofSeconds(3).minusNanos(1));
            return "in time";
        });

        assertThat(function.invoke("")).isEqualTo("in time");
    }

    @Test
    void call_ends_as_timed_out_whatever_the_handler_throws_after_the_deadline() {
        FunctionHandle<String, String> function = deploy((event, context) -> {
            faas.advanceMillis(3_000);
            throw new IllegalStateException("too late");
        });

        assertTimedOut(function.call(""));
        assertThat(Thread.interrupted()).isFalse();
    }

    @Test
    void interrupt_of_the_deadline_never_reaches_the_callers_next_statement() {
        FunctionHandle<String, String> ignoring = deploy((event, context) -> {
            faas.advanceMillis(5_000);
            return "";
        });

        assertTimedOut(ignoring.call(""));
        assertThat(Thread.interrupted()).isFalse();
    }

    @Test
    void interrupt_of_the_deadline_that_a_handler_obeys_never_reaches_the_callers_next_statement() {
        FunctionHandle<String, String> obeying = deploy((event, context) -> {
            faas.advanceMillis(3_000);
            throwIfInterrupted();
            return "";
        });

        assertTimedOut(obeying.call(""));
        assertThat(Thread.interrupted()).isFalse();
    }

    @Test
    void interrupt_that_was_pending_before_the_call_is_kept() {
        FunctionHandle<String, String> function = deploy((event, context) -> "done");
        function.invoke("");

        Thread.currentThread().interrupt();
        String result = function.invoke("");

        assertThat(result).isEqualTo("done");
        assertThat(Thread.interrupted()).isTrue();
    }

    @Test
    void interrupt_that_was_pending_before_a_call_that_times_out_is_kept() {
        FunctionHandle<String, String> function = deploy((event, context) -> {
            faas.advanceMillis(3_000);
            return "";
        });

        Thread.currentThread().interrupt();
        InvocationResult<String> result = function.call("");

        assertThat(Thread.interrupted()).isTrue();
        assertTimedOut(result);
    }

    @Test
    void callers_own_interrupt_that_arrives_during_the_call_is_kept() {
        FunctionHandle<String, String> function = deploy((event, context) -> {
            Thread.currentThread().interrupt();
            return "done";
        });

        assertThat(function.invoke("")).isEqualTo("done");
        assertThat(Thread.interrupted()).isTrue();
    }

    @Test
    void callers_own_interrupt_is_kept_though_the_handler_ends_with_it() {
        FunctionHandle<String, String> function = deploy((event, context) -> {
            Thread.currentThread().interrupt();
            throwIfInterrupted();
            return "";
        });

        InvocationResult<String> result = function.call("");

        assertThat(Thread.interrupted()).isTrue();
        assertThat(result.error())
                .hasValueSatisfying(error -> assertThat(error.errorType()).isEqualTo("java.lang.InterruptedException"));
    }

    @Test
    void callers_own_interrupt_is_kept_though_the_deadline_follows() {
        FunctionHandle<String, String> function = deploy((event, context) -> {
            Thread.currentThread().interrupt();
            faas.advanceMillis(3_000);
            return "";
        });

        InvocationResult<String> result = function.call("");

        assertThat(Thread.interrupted()).isTrue();
        assertTimedOut(result);
    }

    @Test
    void callers_own_interrupt_is_kept_though_the_handler_ends_with_it_after_the_deadline() {
        FunctionHandle<String, String> function = deploy((event, context) -> {
            Thread.currentThread().interrupt();
            faas.advanceMillis(3_000);
            throwIfInterrupted();
            return "";
        });

        InvocationResult<String> result = function.call("");

        assertThat(Thread.interrupted()).isTrue();
        assertTimedOut(result);
    }

    @Test
    void callers_own_interrupt_is_kept_though_an_init_phase_ends_with_it() {
        AtomicInteger made = new AtomicInteger();
        FunctionHandle<String, String> function =
                faas.deploy(FunctionDefinition.builder("f", String.class, String.class)
                        .handlerFactory(init -> {
                            if (made.incrementAndGet() == 1) {
                                Thread.currentThread().interrupt();
                                throwIfInterrupted();
                            }
                            return (event, context) -> "done";
                        }));

        InvocationResult<String> result = function.call("");

        assertThat(Thread.interrupted()).isTrue();
        assertThat(result.payload()).isEqualTo("done");
    }

    @Test
    void callers_own_interrupt_is_kept_though_the_init_phase_of_a_class_ends_with_it() {
        FunctionHandle<String, String> function = faas.deploy(
                FunctionDefinition.builder("f", String.class, String.class).handlerClass(InterruptedInInit.class));

        InvocationResult<String> result = function.call("");

        assertThat(Thread.interrupted()).isTrue();
        assertThat(result.error())
                .hasValueSatisfying(error -> assertThat(error.errorType()).isEqualTo("java.lang.InterruptedException"));
    }

    static final class InterruptedInInit implements Handler<String, String> {
        InterruptedInInit() throws InterruptedException {
            Thread.currentThread().interrupt();
            throwIfInterrupted();
        }

        @Override
        public String handle(String event, Context context) {
            return event;
        }
    }

    @Test
    void nested_call_that_obeys_its_interrupt_leaves_the_outer_call_its_own() {
        faas.deploy(FunctionDefinition.builder("inner", String.class, String.class)
                .timeout(Duration.ofSeconds(1))
                .handler((event, context) -> {
                    faas.advanceMillis(3_000);
                    throwIfInterrupted();
                    return "";
                }));
        FunctionHandle<String, String> outer =
                faas.deploy(FunctionDefinition.of("outer", String.class, String.class, (event, context) -> {
                    faas.faas().call("inner", "", String.class);
                    look();
                    return "";
                }));

        assertTimedOut(outer.call(""));
        assertThat(interrupted).containsExactly(true);
        assertThat(Thread.interrupted()).isFalse();
    }

    @Test
    void nested_call_that_times_out_leaves_its_caller_uninterrupted() {
        List<InvocationResult<String>> inner = new ArrayList<>();
        FunctionHandle<String, String> outer = nested(inner, 1_000);

        assertThat(outer.invoke("")).isEqualTo("outer");
        assertThat(inner).singleElement().satisfies(CallerModeDeadlineTest::assertTimedOutAfterOneSecond);
        assertThat(interrupted).containsExactly(false);
        assertThat(Thread.interrupted()).isFalse();
    }

    @Test
    void nested_calls_that_both_time_out_are_both_interrupted() {
        List<InvocationResult<String>> inner = new ArrayList<>();
        FunctionHandle<String, String> outer = nested(inner, 5_000);

        assertTimedOut(outer.call(""));
        assertThat(inner).singleElement().satisfies(CallerModeDeadlineTest::assertTimedOutAfterOneSecond);
        assertThat(interrupted).containsExactly(true);
        assertThat(Thread.interrupted()).isFalse();
    }

    @Test
    void outer_deadline_ends_the_nested_call_and_the_outer_one() {
        List<InvocationResult<String>> inner = new ArrayList<>();
        FunctionHandle<String, String> outer =
                faas.deploy(FunctionDefinition.of("outer", String.class, String.class, (event, context) -> {
                    inner.add(faas.faas().call("inner", "", String.class));
                    look();
                    return "outer";
                }));
        faas.deploy(FunctionDefinition.builder("inner", String.class, String.class)
                .timeout(Duration.ofSeconds(10))
                .handler((event, context) -> {
                    faas.advanceMillis(4_000);
                    return "inner";
                }));

        assertTimedOut(outer.call(""));
        assertThat(inner).singleElement().satisfies(CallerModeDeadlineTest::assertTimedOut);
        assertThat(interrupted).containsExactly(true);
        assertThat(Thread.interrupted()).isFalse();
    }

    @Test
    @Rule("CTX-7")
    void context_is_reset_after_the_timeout() {
        AtomicInteger made = new AtomicInteger();
        FunctionHandle<Integer, Integer> function = faas.deploy(
                FunctionDefinition.builder("f", Integer.class, Integer.class).handlerFactory(init -> {
                    int me = made.incrementAndGet();
                    return (millis, context) -> {
                        faas.advanceMillis(millis);
                        return me;
                    };
                }));
        assertThat(function.invoke(0)).isEqualTo(1);
        function.call(3_000);

        assertThat(function.invoke(0)).isEqualTo(2);
        assertThat(function.invoke(0)).isEqualTo(2);
        assertThat(faas.faas().concurrentExecutions()).isZero();
    }

    /** A function of 3 s that calls one of 1 s that takes so long. */
    private FunctionHandle<String, String> nested(List<InvocationResult<String>> innerResults, int innerMillis) {
        FunctionHandle<String, String> inner =
                faas.deploy(FunctionDefinition.builder("inner", String.class, String.class)
                        .timeout(Duration.ofSeconds(1))
                        .handler((event, context) -> {
                            faas.advanceMillis(innerMillis);
                            return "inner";
                        }));
        return faas.deploy(FunctionDefinition.of("outer", String.class, String.class, (event, context) -> {
            innerResults.add(inner.call(""));
            look();
            return "outer";
        }));
    }

    private FunctionHandle<String, String> deploy(Handler<String, String> handler) {
        return faas.deploy(FunctionDefinition.of("f", String.class, String.class, handler));
    }

    private void look() {
        interrupted.add(Thread.currentThread().isInterrupted());
    }

    private static void throwIfInterrupted() throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
    }

    private static void assertTimedOut(InvocationResult<?> result) {
        assertTimedOut(result, "3.00");
    }

    private static void assertTimedOutAfterOneSecond(InvocationResult<?> result) {
        assertTimedOut(result, "1.00");
    }

    private static void assertTimedOut(InvocationResult<?> result, String seconds) {
        assertThat(result.error()).hasValueSatisfying(error -> {
            assertThat(error.errorType()).isEqualTo("Sandbox.Timedout");
            assertThat(error.errorMessage())
                    .isEqualTo("RequestId: " + result.requestId() + " Error: Task timed out after " + seconds
                            + " seconds");
            assertThat(error.stackTrace()).isEmpty();
        });
    }
}
