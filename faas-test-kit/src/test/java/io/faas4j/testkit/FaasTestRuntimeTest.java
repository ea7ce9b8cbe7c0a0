package io.faas4j.testkit;

import static io.faas4j.testkit.FaasAssertions.assertThat;
import static io.faas4j.testkit.Faults.always;
import static io.faas4j.testkit.Faults.during;
import static io.faas4j.testkit.Faults.onEvent;
import static io.faas4j.testkit.Faults.once;
import static io.faas4j.testkit.Faults.times;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.faas4j.error.TooManyRequestsException;
import io.faas4j.function.AliasSpec;
import io.faas4j.function.Context;
import io.faas4j.function.ExecutionMode;
import io.faas4j.function.FunctionDefinition;
import io.faas4j.function.Handler;
import io.faas4j.function.InitContext;
import io.faas4j.function.Routing;
import io.faas4j.function.StreamHandler;
import io.faas4j.invocation.FunctionHandle;
import io.faas4j.invocation.InvocationRequest;
import io.faas4j.invocation.InvocationResult;
import io.faas4j.invocation.InvokeOptions;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class FaasTestRuntimeTest {

    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    private final FaasTestRuntime runtime = FaasTestRuntime.create();

    @AfterEach
    void close() {
        runtime.close();
    }

    private static FunctionDefinition.Builder<String, String> greeting(String name) {
        return FunctionDefinition.builder(name, String.class, String.class)
                .handler((event, context) -> "Hello, " + event);
    }

    private static IllegalStateException down() {
        return new IllegalStateException("down");
    }

    @Test
    void a_function_runs_as_it_is_written_unless_a_script_says_otherwise() {
        FunctionHandle<String, String> greet = runtime.deploy(greeting("greet"));

        assertThat(greet.call("Ada"))
                .hasPayload("Hello, Ada")
                .took(Duration.ZERO)
                .wasColdStart();
        assertThat(greet.call("Ada")).wasWarm();
        assertThat(runtime.script("greet").calls()).isEqualTo(2);
    }

    @Test
    void a_handler_takes_virtual_time_which_moves_while_the_test_waits_for_it() {
        FunctionHandle<String, String> greet = runtime.deploy(greeting("greet").timeout(Duration.ofSeconds(20)));
        runtime.script("greet").takes(Duration.ofSeconds(12));

        assertThat(greet.call("Ada")).succeeded().took(Duration.ofSeconds(12));
        assertThat(runtime.time().now()).isEqualTo(START.plusSeconds(12));
    }

    @Test
    void a_handler_that_takes_longer_than_its_timeout_is_interrupted_at_its_deadline() {
        FunctionHandle<String, String> greet = runtime.deploy(greeting("greet").timeout(Duration.ofSeconds(3)));
        runtime.script("greet").takes(Duration.ofSeconds(12));

        assertThat(greet.call("Ada")).timedOut();

        assertThat(runtime.time().now()).isEqualTo(START.plusSeconds(3));
        assertThat(Thread.currentThread().isInterrupted()).isFalse();
        assertThat(runtime.timeline()).hasOutcomes(Call.Outcome.TIMED_OUT);
    }

    @Test
    void a_handler_that_takes_no_notice_of_its_deadline_takes_all_its_time() {
        FunctionHandle<String, String> greet = runtime.deploy(greeting("greet").timeout(Duration.ofSeconds(3)));
        runtime.script("greet").takesUninterruptibly(Duration.ofSeconds(12));

        assertThat(greet.call("Ada")).timedOut();

        assertThat(runtime.time().now()).isEqualTo(START.plusSeconds(12));
    }

    @Test
    void in_worker_mode_the_answer_comes_at_the_deadline_and_the_context_leaks_until_the_handler_ends() {
        FunctionHandle<String, String> greet =
                runtime.deploy(greeting("greet").timeout(Duration.ofSeconds(3)).executionMode(ExecutionMode.WORKER));
        runtime.script("greet").takesUninterruptibly(Duration.ofSeconds(12));

        assertThat(greet.call("Ada")).timedOut();

        assertThat(runtime.time().now()).isEqualTo(START.plusSeconds(3));
        assertThat(runtime.faas().leakedContexts()).isEqualTo(1);
        runtime.time().runUntilIdle();
        assertThat(runtime.time().now()).isEqualTo(START.plusSeconds(12));
        assertThat(runtime.faas().leakedContexts()).isZero();
    }

    @Test
    void a_submitted_invocation_goes_on_while_time_passes() {
        FunctionHandle<String, String> greet = runtime.deploy(greeting("greet").timeout(Duration.ofSeconds(20)));
        runtime.script("greet").takes(Duration.ofSeconds(12));

        CompletableFuture<InvocationResult<String>> answer = greet.submit("Ada").toCompletableFuture();
        runtime.time().advance(Duration.ofSeconds(11));
        assertThat(answer).isNotDone();
        runtime.time().advance(Duration.ofSeconds(1));

        assertThat(answer.join()).succeeded().took(Duration.ofSeconds(12));
    }

    @Test
    void a_nested_invocation_in_worker_mode_takes_its_time_too() {
        FunctionHandle<String, String> inner =
                runtime.deploy(greeting("inner").timeout(Duration.ofSeconds(20)).executionMode(ExecutionMode.WORKER));
        FunctionHandle<String, String> outer =
                runtime.deploy(FunctionDefinition.builder("outer", String.class, String.class)
                        .handler((event, context) -> inner.invoke(event))
                        .timeout(Duration.ofSeconds(20)));
        runtime.script("inner").takes(Duration.ofSeconds(5));

        assertThat(outer.call("Ada")).hasPayload("Hello, Ada").took(Duration.ofSeconds(5));
    }

    @Test
    void a_call_that_waits_for_concurrency_moves_time_up_to_its_limit() {
        runtime.deploy(greeting("greet").timeout(Duration.ofSeconds(60)).reservedConcurrency(1));
        Gate gate = runtime.script("greet").gate();
        FunctionHandle<String, String> greet = runtime.faas().function("greet", String.class, String.class);
        CompletableFuture<InvocationResult<String>> held = greet.submit("Ada").toCompletableFuture();
        runtime.time().runUntil(() -> gate.waiting() == 1, Duration.ZERO);

        assertThatThrownBy(() -> greet.with(InvokeOptions.NONE.maxWait(Duration.ofSeconds(7)))
                        .call("Bob"))
                .isInstanceOf(TooManyRequestsException.class);
        assertThat(runtime.time().now()).isEqualTo(START.plusSeconds(7));

        gate.open();
        runtime.time().runUntilIdle();
        assertThat(held.join()).succeeded();
    }

    @Test
    void a_script_fails_calls_once_or_some_times() {
        FunctionHandle<String, String> greet = runtime.deploy(greeting("greet"));
        runtime.script("greet").fails(once(FaasTestRuntimeTest::down)).fails(times(2, () -> new IOException("gone")));

        assertThat(greet.call("Ada")).failedWith(IllegalStateException.class).hasErrorMessageContaining("down");
        assertThat(greet.call("Ada")).failedWith(IOException.class).hasErrorType("java.io.IOException");
        assertThat(greet.call("Ada")).failedWith(IOException.class);
        assertThat(greet.call("Ada")).succeeded();
    }

    @Test
    void a_script_fails_calls_for_a_while_or_by_their_event() {
        FunctionHandle<String, String> greet = runtime.deploy(greeting("greet"));
        runtime.script("greet")
                .fails(during(Duration.ofMinutes(1), Duration.ofMinutes(2), FaasTestRuntimeTest::down))
                .fails(onEvent(String.class, "Eve"::equals, () -> new SecurityException("no")));

        assertThat(greet.call("Ada")).succeeded();
        assertThat(greet.call("Eve")).failedWith(SecurityException.class);
        runtime.time().advance(Duration.ofMinutes(1));
        assertThat(greet.call("Ada")).failedWith(IllegalStateException.class);
        runtime.time().advance(Duration.ofMinutes(1));
        assertThat(greet.call("Ada")).succeeded();
    }

    @Test
    void a_script_knows_the_call_it_may_fail() {
        FunctionHandle<String, String> greet = runtime.deploy(greeting("greet"));
        runtime.script("greet")
                .fails(call -> call.number() == 2
                        ? new IllegalStateException(
                                call.event() + " of " + call.context().functionName())
                        : null);

        assertThat(greet.call("Ada")).succeeded();
        assertThat(greet.call("Bob")).failed().hasErrorMessageContaining("Bob of greet");
    }

    @Test
    void a_cleared_script_lets_the_handler_run_as_it_is_written() {
        FunctionHandle<String, String> greet = runtime.deploy(greeting("greet"));
        runtime.script("greet").takes(Duration.ofSeconds(1)).fails(always(FaasTestRuntimeTest::down));
        assertThat(greet.call("Ada")).failed();

        runtime.script("greet").clear();

        assertThat(greet.call("Ada")).succeeded().took(Duration.ZERO);
    }

    @Test
    void calls_wait_at_a_gate_until_they_are_let_through() {
        FunctionHandle<String, String> greet = runtime.deploy(greeting("greet").timeout(Duration.ofSeconds(60)));
        Gate gate = runtime.script("greet").gate();
        List<CompletableFuture<InvocationResult<String>>> answers = Stream.of("Ada", "Bob", "Cyd")
                .map(name -> greet.submit(name).toCompletableFuture())
                .toList();

        runtime.time().runUntilIdle();
        assertThat(gate.waiting()).isEqualTo(3);
        gate.letThrough(2);
        runtime.time().runUntilIdle();
        assertThat(gate.waiting()).isEqualTo(1);
        gate.open();
        runtime.time().runUntilIdle();

        assertThat(gate.waiting()).isZero();
        answers.forEach(answer -> assertThat(answer.join()).succeeded());
    }

    @Test
    void a_call_of_the_test_itself_that_waits_at_a_gate_ends_at_its_deadline() {
        FunctionHandle<String, String> greet = runtime.deploy(greeting("greet").timeout(Duration.ofSeconds(3)));
        runtime.script("greet").gate();

        assertThat(greet.call("Ada")).timedOut();

        assertThat(runtime.time().now()).isEqualTo(START.plusSeconds(3));
    }

    @Test
    void the_same_seed_gives_the_same_draws_and_ids() {
        assertThat(drawsAndIds(3)).isEqualTo(drawsAndIds(3)).isNotEqualTo(drawsAndIds(4));
    }

    private static List<String> drawsAndIds(long seed) {
        try (FaasTestRuntime seeded = FaasTestRuntime.builder().seed(seed).build()) {
            seeded.deploy(greeting("greet"));
            seeded.faas().publish("greet");
            seeded.deploy(greeting("greet").description("changed"));
            seeded.faas().publish("greet");
            seeded.faas()
                    .alias(
                            "greet",
                            AliasSpec.of("live").routing(Routing.to("2", 0.5)).version("1"));
            return IntStream.range(0, 30)
                    .mapToObj(i -> seeded.faas().call("greet:live", "Ada", String.class))
                    .map(result -> result.executedVersion() + " " + result.requestId())
                    .toList();
        }
    }

    @Test
    void a_redeployment_of_the_same_code_is_no_change() {
        Handler<String, String> handler = (event, context) -> event;
        runtime.deploy(FunctionDefinition.of("echo", String.class, String.class, handler));
        String first = runtime.faas().publish("echo").version();

        runtime.deploy(FunctionDefinition.of("echo", String.class, String.class, handler));

        assertThat(runtime.faas().publish("echo").version()).isEqualTo(first);
    }

    @Test
    void handlers_of_any_kind_follow_their_script() {
        runtime.deploy(
                FunctionDefinition.builder("class", String.class, String.class).handlerClass(Shout.class));
        runtime.deploy(FunctionDefinition.builder("factory", String.class, String.class)
                .handlerFactory(init -> new Shout(init)));
        runtime.deploy(FunctionDefinition.builder("stream", String.class, String.class)
                .streamHandler((input, output, context) -> input.transferTo(output)));

        for (String name : List.of("class", "factory", "stream")) {
            runtime.script(name).takes(Duration.ofSeconds(1)).fails(once(() -> new IOException("gone")));

            assertThat(runtime.faas().call(name, "a", String.class)).failedWith(IOException.class);
            assertThat(runtime.faas().call(name, "a", String.class))
                    .hasPayload(name.equals("stream") ? "a" : "A " + name)
                    .took(Duration.ofSeconds(1));
        }
    }

    @Test
    void what_the_runtime_made_of_a_class_is_closed_with_its_context() {
        AtomicInteger closed = new AtomicInteger();
        runtime.deploy(FunctionDefinition.builder("factory", String.class, String.class)
                .handlerFactory(init -> new Counting(closed)));
        runtime.faas().invoke("factory", "a", String.class);

        runtime.close();

        assertThat(closed).hasValue(1);
    }

    @Test
    void code_that_cannot_be_scripted_is_refused() {
        assertThatThrownBy(() -> runtime.deploy(FunctionDefinition.builder("copy", String.class, String.class)
                        .streamHandlerClass(Copy.class)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("function 'copy' cannot be scripted, since its code is OfClass");
    }

    @Test
    void the_timeline_tells_each_call_in_its_order() {
        runtime.deploy(greeting("greet"));
        runtime.deploy(greeting("other"));
        runtime.script("greet").takes(Duration.ofMillis(250)).fails(once(FaasTestRuntimeTest::down));

        UUID first = runtime.faas().call("greet", "Ada", String.class).requestId();
        runtime.time().advance(Duration.ofSeconds(60));
        runtime.faas().call("greet", "Ada", String.class);
        runtime.faas().call("other", "Ada", String.class);

        assertThat(runtime.timeline().of("greet"))
                .hasCalls(2)
                .beganAt(START, START.plusMillis(60_250))
                .hasDelays(Duration.ofSeconds(60))
                .hasOutcomes(Call.Outcome.FAILED, Call.Outcome.SUCCEEDED)
                .hasAttempts(1, 1)
                .ranVersions("$LATEST", "$LATEST");
        assertThat(runtime.timeline().of(first)).hasCalls(1);
        assertThat(runtime.timeline().of("nobody")).isEmpty();
        assertThat(runtime.timeline().calls().get(0))
                .hasToString("2026-01-01T00:00:00Z  greet, version $LATEST, attempt 1, " + first
                        + ": failed after PT0.25S, java.lang.IllegalStateException: down");
    }

    @Test
    void settings_of_the_library_can_be_changed_but_for_its_time() {
        try (FaasTestRuntime small = FaasTestRuntime.builder()
                .configure(builder -> builder.concurrency(1))
                .build()) {
            FunctionHandle<String, String> greet = small.deploy(greeting("greet"));
            Gate gate = small.script("greet").gate();
            greet.submit("Ada");
            small.time().runUntil(() -> gate.waiting() == 1, Duration.ZERO);

            assertThatThrownBy(() -> greet.call("Bob")).isInstanceOf(TooManyRequestsException.class);
        }
    }

    @Test
    void an_invocation_that_runs_at_the_close_is_timed_out_in_virtual_time() {
        FunctionHandle<String, String> greet = runtime.deploy(greeting("greet").timeout(Duration.ofMinutes(15)));
        runtime.script("greet").gate();
        CompletableFuture<InvocationResult<String>> answer = greet.submit("Ada").toCompletableFuture();

        runtime.close();

        assertThat(answer.join()).timedOut();
        assertThat(runtime.time().now()).isEqualTo(START.plusSeconds(30));
    }

    @Test
    void json_invocations_follow_the_script_too() {
        runtime.deploy(greeting("greet"));
        runtime.script("greet").fails(once(FaasTestRuntimeTest::down));

        assertThat(runtime.faas()
                        .invoke(InvocationRequest.of("greet", "\"Ada\""))
                        .functionError())
                .contains("Unhandled");
    }

    static final class Shout implements Handler<String, String> {
        private final String name;

        Shout(InitContext init) {
            this.name = init.functionName();
        }

        @Override
        public String handle(String event, Context context) {
            return event.toUpperCase(Locale.ROOT) + " " + name;
        }
    }

    private record Counting(AtomicInteger closed) implements Handler<String, String>, AutoCloseable {
        @Override
        public String handle(String event, Context context) {
            return event;
        }

        @Override
        public void close() {
            closed.incrementAndGet();
        }
    }

    static final class Copy implements StreamHandler {
        @Override
        public void handle(InputStream input, OutputStream output, Context context) throws IOException {
            input.transferTo(output);
        }
    }
}
