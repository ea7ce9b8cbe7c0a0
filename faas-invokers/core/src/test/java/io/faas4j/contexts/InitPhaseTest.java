package io.faas4j.contexts;

import static org.assertj.core.api.Assertions.assertThat;

import io.faas4j.fixture.TestFaas;
import io.faas4j.fixture.Threads;
import io.faas4j.function.FunctionDefinition;
import io.faas4j.function.ShutdownReason;
import io.faas4j.invocation.FunctionHandle;
import io.faas4j.invocation.InvocationRequest;
import io.faas4j.invocation.InvocationResponse;
import io.faas4j.invocation.InvocationResult;
import io.faas4j.rules.Rule;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class InitPhaseTest {

    private final TestFaas faas = TestFaas.create();
    private final AtomicInteger made = new AtomicInteger();
    private final List<ShutdownReason> ended = new CopyOnWriteArrayList<>();

    @AfterEach
    void close() {
        faas.close();
    }

    @Test
    @Rule({"CTX-3", "CTX-19"})
    void failed_init_is_run_again_within_the_invocation_whose_timeout_then_covers_it() {
        FunctionHandle<String, Duration> function = deploy(new int[] {100, 700}, 1);

        InvocationResult<Duration> result = function.call("");

        assertThat(made).hasValue(2);
        assertThat(result.payload()).isEqualTo(Duration.ofMillis(3000 - 700));
        assertThat(result.report().coldStart()).isTrue();
        assertThat(result.report().initDuration()).isEmpty();
        assertThat(result.report().duration()).isEqualTo(Duration.ofMillis(700));
        Threads.until(() -> ended.size() == 1);
        assertThat(ended).containsExactly(ShutdownReason.FAILURE);
    }

    @Test
    @Rule({"CTX-2", "CTX-19"})
    void init_phase_does_not_count_towards_the_timeout() {
        FunctionHandle<String, Duration> function = deploy(new int[] {9_999}, 0);

        InvocationResult<Duration> result = function.call("");

        assertThat(result.payload()).isEqualTo(Duration.ofSeconds(3));
        assertThat(result.report().initDuration()).contains(Duration.ofMillis(9_999));
        assertThat(made).hasValue(1);
    }

    @Test
    @Rule({"CTX-2", "CTX-3", "LIB-1"})
    void init_over_ten_seconds_is_run_again_within_the_invocation() {
        FunctionHandle<String, Duration> function = deploy(new int[] {10_500, 200}, 0);

        InvocationResult<Duration> result = function.call("");

        assertThat(made).hasValue(2);
        assertThat(result.isSuccess()).isTrue();
        assertThat(result.report().initDuration()).isEmpty();
        assertThat(result.payload()).isEqualTo(Duration.ofMillis(3000 - 500 - 200));
        Threads.until(() -> ended.size() == 1);
        assertThat(ended).containsExactly(ShutdownReason.TIMEOUT);
        assertThat(Thread.interrupted()).isFalse();
    }

    @Test
    @Rule("LIB-1")
    void thread_of_an_init_phase_is_interrupted_at_its_limit_and_not_in_the_next_phase() {
        List<Boolean> interrupted = new CopyOnWriteArrayList<>();
        FunctionHandle<String, String> function =
                faas.deploy(FunctionDefinition.builder("f", String.class, String.class)
                        .handlerFactory(init -> {
                            interrupted.add(Thread.currentThread().isInterrupted());
                            if (made.incrementAndGet() == 1) {
                                faas.advanceMillis(9_999);
                                interrupted.add(Thread.currentThread().isInterrupted());
                                faas.advanceMillis(1);
                                interrupted.add(Thread.currentThread().isInterrupted());
                            }
                            return (event, context) -> "ok";
                        }));

        assertThat(function.invoke("")).isEqualTo("ok");
        assertThat(interrupted).containsExactly(false, false, true, false);
    }

    @Test
    @Rule({"CTX-4", "ERR-5"})
    void second_init_over_the_functions_timeout_is_a_timeout() {
        deploy(new int[] {10_000, 5_000}, 0);

        InvocationResponse response = faas.faas().invoke(InvocationRequest.of("init", "\"\""));

        assertTimedOut(response);
        assertThat(Thread.interrupted()).isFalse();
    }

    @Test
    @Rule({"CTX-3", "CTX-4"})
    void first_init_that_outlasts_its_limit_and_the_timeout_is_a_timeout() {
        deploy(new int[] {13_000}, 0);

        InvocationResponse response = faas.faas().invoke(InvocationRequest.of("init", "\"\""));

        assertTimedOut(response);
        assertThat(made).hasValue(1);
    }

    @Test
    @Rule({"CTX-3", "ERR-5"})
    void first_init_that_outlasts_its_limit_and_the_timeout_is_reported_with_the_timeout_alone() {
        FunctionHandle<String, Duration> function = deploy(new int[] {13_000}, 0);

        InvocationResult<Duration> result = function.call("");

        assertThat(result.report().duration()).isEqualTo(Duration.ofSeconds(3));
        assertThat(result.report().initDuration()).isEmpty();
    }

    @Test
    @Rule({"CTX-4", "ERR-6", "ERR-4"})
    void init_that_fails_twice_is_a_function_error_that_looks_like_a_handlers() {
        deploy(new int[] {0, 0, 0}, 3);

        InvocationResponse response = faas.faas().invoke(InvocationRequest.of("init", "\"\""));

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.functionError()).contains("Unhandled");
        assertThat(response.payloadAsText())
                .startsWith("{\"errorMessage\":\"no database\",\"errorType\":\"java.lang.IllegalStateException\","
                        + "\"stackTrace\":[\"" + InitPhaseTest.class.getName() + ".");
        assertThat(made).hasValue(2);
    }

    @Test
    @Rule({"CTX-3", "CTX-4"})
    void invocation_after_a_failed_init_makes_the_handler_within_itself() {
        FunctionHandle<String, Duration> function = deploy(new int[] {0, 0, 400}, 2);
        function.call("");

        InvocationResult<Duration> second = function.call("");

        assertThat(made).hasValue(3);
        assertThat(second.report().coldStart()).isTrue();
        assertThat(second.report().initDuration()).isEmpty();
        assertThat(second.report().duration()).isEqualTo(Duration.ofMillis(400));
        assertThat(second.payload()).isEqualTo(Duration.ofMillis(2600));
    }

    private static void assertTimedOut(InvocationResponse response) {
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.functionError()).contains("Unhandled");
        assertThat(response.payloadAsText())
                .isEqualTo("{\"errorMessage\":\"RequestId: " + response.requestId()
                        + " Error: Task timed out after 3.00 seconds\",\"errorType\":\"Sandbox.Timedout\"}");
    }

    /** Each init takes so long; the first so many fail after it. The handler answers its remaining time. */
    private FunctionHandle<String, Duration> deploy(int[] initMillis, int failures) {
        return faas.deploy(FunctionDefinition.builder("init", String.class, Duration.class)
                .handlerFactory(init -> {
                    int attempt = made.getAndIncrement();
                    init.onShutdown(ended::add);
                    faas.advanceMillis(attempt < initMillis.length ? initMillis[attempt] : 0);
                    if (attempt < failures) {
                        throw new IllegalStateException("no database");
                    }
                    return (event, context) -> context.remainingTime();
                }));
    }
}
