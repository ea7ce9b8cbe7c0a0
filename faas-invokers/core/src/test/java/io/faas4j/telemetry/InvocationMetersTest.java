package io.faas4j.telemetry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.faas4j.error.FaasException;
import io.faas4j.error.TooManyRequestsException;
import io.faas4j.fixture.TestFaas;
import io.faas4j.fixture.Threads;
import io.faas4j.function.AliasSpec;
import io.faas4j.function.ExecutionMode;
import io.faas4j.function.FunctionDefinition;
import io.faas4j.function.RecursiveLoop;
import io.faas4j.functions.Gate;
import io.faas4j.invocation.FunctionHandle;
import io.faas4j.invocation.InvocationRequest;
import io.faas4j.invocation.InvocationType;
import io.faas4j.rules.Rule;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What each meter counts, and what it does not. */
class InvocationMetersTest {

    private final Meters meters = new Meters();
    private final TestFaas faas = TestFaas.with(
            builder -> builder.meterRegistry(meters.registry()).concurrency(4).unreservedMinimum(0));

    @AfterEach
    void close() {
        faas.close();
    }

    private static FunctionDefinition.Builder<String, String> function(String name) {
        return FunctionDefinition.builder(name, String.class, String.class);
    }

    /** Does what its event says. */
    private FunctionHandle<String, String> obedient(ExecutionMode mode) {
        return faas.deploy(function("fn").executionMode(mode).handler((event, context) -> {
            switch (event) {
                case "fail" -> throw new IllegalStateException("failing");
                case "exit" -> throw context.exit(1);
                case "time out" -> faas.advance(Duration.ofSeconds(4));
                default -> faas.advanceMillis(10);
            }
            return event;
        }));
    }

    // ---- Invocations -----------------------------------------------------------------------------------------------

    @ParameterizedTest
    @EnumSource(ExecutionMode.class)
    @Rule("MET(Invocations)")
    void invocations_are_what_ran_with_function_errors_by_outcome(ExecutionMode mode) {
        FunctionHandle<String, String> function = obedient(mode);

        function.call("one");
        function.call("two");
        function.call("three");
        function.call("fail");
        function.call("exit");
        function.call("time out");
        settled();

        assertThat(meters.count("faas.invocations", "outcome", "success")).isEqualTo(3);
        assertThat(meters.count("faas.invocations", "outcome", "error")).isEqualTo(2);
        assertThat(meters.count("faas.invocations", "outcome", "timeout")).isEqualTo(1);
        assertThat(meters.count("faas.invocations", "function", "fn")).isEqualTo(6);
    }

    /** A worker may still be giving its context back when its caller has the answer. */
    private void settled() {
        Threads.until(() -> faas.faas().concurrentExecutions() == 0);
    }

    @Test
    @Rule({"MET(Invocations)", "SYNC-10"})
    void a_dry_run_counts_nowhere_even_if_it_is_refused() {
        faas.deploy(function("fn").handler((event, context) -> event));

        faas.faas().invoke(InvocationRequest.of("fn", "\"event\"").as(InvocationType.DRY_RUN));
        faas.faas().function("fn", String.class, String.class).dryRun("event");
        assertThatThrownBy(() -> faas.faas()
                        .invoke(InvocationRequest.of("fn", "{no json").as(InvocationType.DRY_RUN)))
                .isInstanceOf(FaasException.class);

        assertThat(meters.ofFunction("fn")).isEmpty();
    }

    @Test
    @Rule({"MET(Invocations)", "MET(Errors)"})
    void what_is_refused_is_counted_neither_as_invocation_nor_as_error() {
        faas.deploy(function("fn").handler((event, context) -> event));

        assertThatThrownBy(() -> faas.faas().invoke(InvocationRequest.of("fn", "{no json")))
                .isInstanceOf(FaasException.class);

        assertThat(meters.count("faas.refusals", "function", "fn", "qualifier", "$LATEST"))
                .isEqualTo(1);
        assertThat(meters.count("faas.throttles")).isZero();
        assertThat(meters.count("faas.invocations")).isZero();
        assertThat(meters.count("faas.errors")).isZero();
    }

    @Test
    @Rule("MET(Invocations)")
    void invocations_are_told_apart_by_qualifier_and_executed_version() {
        faas.deploy(function("fn").handler((event, context) -> event));
        faas.faas().publish("fn");
        faas.faas().alias("fn", AliasSpec.of("live").version("1"));

        faas.faas().invoke("fn", "event", String.class);
        faas.faas().invoke("fn:live", "event", String.class);
        faas.faas().invoke("fn:live", "event", String.class);
        faas.faas().invoke("fn:1", "event", String.class);

        assertThat(meters.count("faas.invocations", "qualifier", "$LATEST", "version", "$LATEST"))
                .isEqualTo(1);
        assertThat(meters.count("faas.invocations", "qualifier", "live", "version", "1"))
                .isEqualTo(2);
        assertThat(meters.count("faas.invocations", "qualifier", "1", "version", "1"))
                .isEqualTo(1);
    }

    // ---- Errors ----------------------------------------------------------------------------------------------------

    @ParameterizedTest
    @EnumSource(ExecutionMode.class)
    @Rule("MET(Errors)")
    void errors_are_exceptions_exits_and_timeouts(ExecutionMode mode) {
        FunctionHandle<String, String> function = obedient(mode);

        function.call("fine");
        function.call("fail");
        function.call("exit");
        function.call("time out");
        settled();

        assertThat(meters.count("faas.errors", "function", "fn", "qualifier", "$LATEST", "version", "$LATEST"))
                .isEqualTo(3);
    }

    @Test
    @Rule("MET(Errors)")
    void an_init_failure_and_a_bad_response_are_errors() {
        FunctionHandle<String, String> noHandler =
                faas.deploy(function("no-handler").handlerFactory(init -> {
                    throw new IllegalStateException("no handler");
                }));
        FunctionHandle<String, Object> noJson =
                faas.deploy(FunctionDefinition.builder("no-json", String.class, Object.class)
                        .handler((event, context) -> {
                            List<Object> endless = new ArrayList<>();
                            endless.add(endless);
                            return endless;
                        }));

        noHandler.call("event");
        noJson.call("event");

        assertThat(meters.count("faas.errors", "function", "no-handler")).isEqualTo(1);
        assertThat(meters.count("faas.errors", "function", "no-json")).isEqualTo(1);
        assertThat(meters.count("faas.invocations")).isEqualTo(2);
    }

    // ---- Throttles -------------------------------------------------------------------------------------------------

    @Test
    @Rule({"MET(Throttles)", "MET(Invocations)", "MET(Errors)"})
    void throttles_are_counted_by_qualifier_and_neither_as_invocation_nor_as_error() {
        faas.deploy(function("fn").reservedConcurrency(0).handler((event, context) -> event));
        faas.faas().publish("fn");

        throttled("fn");
        throttled("fn:1");
        throttled("fn:1");

        assertThat(meters.count("faas.throttles", "function", "fn", "qualifier", "$LATEST"))
                .isEqualTo(1);
        assertThat(meters.count("faas.throttles", "function", "fn", "qualifier", "1"))
                .isEqualTo(2);
        assertThat(meters.count("faas.invocations")).isZero();
        assertThat(meters.count("faas.errors")).isZero();
        assertThat(meters.count("faas.refusals")).isZero();
    }

    private void throttled(String function) {
        assertThatThrownBy(() -> faas.faas().invoke(function, "event", String.class))
                .isInstanceOf(TooManyRequestsException.class);
    }

    // ---- Duration --------------------------------------------------------------------------------------------------

    @ParameterizedTest
    @EnumSource(ExecutionMode.class)
    @Rule("MET(Duration)")
    void duration_is_of_every_invocation_without_the_cold_start(ExecutionMode mode) {
        FunctionHandle<String, String> function =
                faas.deploy(function("fn").executionMode(mode).handlerFactory(init -> {
                    faas.advanceMillis(700);
                    return (event, context) -> {
                        faas.advanceMillis(20);
                        throw new IllegalStateException("failing");
                    };
                }));

        function.call("cold");
        function.call("warm");

        assertThat(meters.timedCount("faas.duration", "function", "fn", "version", "$LATEST"))
                .isEqualTo(2);
        assertThat(meters.time("faas.duration")).isEqualTo(Duration.ofMillis(40));
        assertThat(meters.timedCount("faas.cold.starts", "function", "fn", "version", "$LATEST"))
                .isEqualTo(1);
        assertThat(meters.time("faas.cold.starts")).isEqualTo(Duration.ofMillis(700));
    }

    @Test
    @Rule({"MET(Duration)", "CTX-7"})
    void the_making_of_a_handler_within_an_invocation_counts_as_its_duration_too() {
        FunctionHandle<String, String> function = faas.deploy(function("fn").handlerFactory(init -> {
            faas.advanceMillis(100);
            return (event, context) -> {
                throw context.exit(1);
            };
        }));

        function.call("first");
        function.call("made anew");

        assertThat(meters.time("faas.duration")).isEqualTo(Duration.ofMillis(100));
        assertThat(meters.timedCount("faas.cold.starts")).isEqualTo(2);
        assertThat(meters.time("faas.cold.starts")).isEqualTo(Duration.ofMillis(200));
    }

    @Test
    void an_invocation_whose_handler_is_made_twice_is_one_cold_start() {
        FunctionHandle<String, String> function = faas.deploy(function("fn").handlerFactory(init -> {
            faas.advanceMillis(100);
            throw new IllegalStateException("no handler");
        }));

        function.call("event");

        assertThat(meters.timedCount("faas.cold.starts")).isEqualTo(1);
        assertThat(meters.time("faas.cold.starts")).isEqualTo(Duration.ofMillis(200));
        assertThat(meters.timedCount("faas.duration")).isEqualTo(1);
        assertThat(meters.time("faas.duration")).isEqualTo(Duration.ofMillis(100));
    }

    @Test
    void an_overrun_is_a_handler_that_runs_past_its_deadline() {
        FunctionHandle<String, String> function = faas.deploy(function("fn").handler((event, context) -> {
            faas.advance(Duration.ofSeconds(3));
            faas.advanceMillis(Integer.parseInt(event));
            return event;
        }));

        function.call("200");
        function.call("50");

        assertThat(meters.timedCount("faas.overruns", "function", "fn")).isEqualTo(2);
        assertThat(meters.time("faas.overruns")).isEqualTo(Duration.ofMillis(250));
    }

    // ---- RecursiveInvocationsDropped -------------------------------------------------------------------------------

    @Test
    @Rule("MET(RecursiveInvocationsDropped)")
    void loops_that_were_stopped_are_counted_unless_they_are_allowed() {
        Meters ofOthers = new Meters();
        try (TestFaas roomy = TestFaas.with(builder -> builder.meterRegistry(ofOthers.registry()))) {
            roomy.deploy(FunctionDefinition.builder("circle", Integer.class, Integer.class)
                    .handler((left, context) -> {
                        if (left > 1) {
                            roomy.faas().call("circle", left - 1, Integer.class);
                        }
                        return left;
                    }));

            roomy.faas().call("circle", 17, Integer.class);

            assertThat(ofOthers.count("faas.recursive.invocations.dropped", "function", "circle"))
                    .isEqualTo(1);
            assertThat(ofOthers.count("faas.invocations", "function", "circle")).isEqualTo(16);

            roomy.faas().functions().putRecursionConfig("circle", RecursiveLoop.ALLOW);
            roomy.faas().call("circle", 17, Integer.class);

            assertThat(ofOthers.count("faas.recursive.invocations.dropped", "function", "circle"))
                    .isEqualTo(1);
            assertThat(ofOthers.count("faas.throttles")).isZero();
        }
    }

    // ---- gauges ----------------------------------------------------------------------------------------------------

    @Test
    @Rule("MET(ConcurrentExecutions)")
    void concurrent_executions_are_contexts_that_process_events_and_not_idle_ones() {
        Gate gate = new Gate("done");
        faas.faas().deploy(gate.as("fn"));
        Gate.Held first = gate.hold(faas.faas(), "fn");
        Gate.Held second = gate.hold(faas.faas(), "fn");
        first.letGo();

        assertThat(meters.gauge("faas.concurrent.executions")).isEqualTo(1);
        assertThat(meters.gauge("faas.contexts", "function", "fn", "version", "$LATEST", "state", "busy"))
                .isEqualTo(1);
        assertThat(meters.gauge("faas.contexts", "function", "fn", "state", "idle"))
                .isEqualTo(1);
        assertThat(meters.gauge("faas.concurrency.limit")).isEqualTo(4);

        second.letGo();

        assertThat(meters.gauge("faas.concurrent.executions")).isZero();
        assertThat(meters.gauge("faas.contexts", "function", "fn", "state", "busy"))
                .isZero();
        assertThat(meters.gauge("faas.contexts", "function", "fn", "state", "idle"))
                .isEqualTo(2);
    }

    @Test
    void contexts_of_a_replaced_revision_count_until_they_end() {
        Gate gate = new Gate("done");
        faas.faas().deploy(gate.as("fn"));
        faas.faas().invoke("fn", "event", String.class);
        Gate.Held held = gate.hold(faas.faas(), "fn");

        faas.faas().deploy(Gate.answering("fn", "new"));
        faas.faas().invoke("fn", "event", String.class);

        assertThat(meters.gauge("faas.contexts", "function", "fn", "state", "busy"))
                .isEqualTo(1);
        assertThat(meters.gauge("faas.contexts", "function", "fn", "state", "idle"))
                .isEqualTo(1);

        held.letGo();

        assertThat(meters.gauge("faas.contexts", "function", "fn")).isEqualTo(1);
    }

    @Test
    @Rule("MET(UnreservedConcurrentExecutions)")
    void unreserved_concurrent_executions_are_those_of_functions_without_a_reservation() {
        Gate gate = new Gate("done");
        faas.faas().deploy(gate.as("free"));
        faas.faas().deploy(gate.as("reserved"));
        faas.faas().functions().putConcurrency("reserved", 2);
        Gate.Held free = gate.hold(faas.faas(), "free");
        Gate.Held reserved = gate.hold(faas.faas(), "reserved");

        assertThat(meters.gauge("faas.unreserved.concurrent.executions")).isEqualTo(1);

        free.letGo();

        assertThat(meters.gauge("faas.unreserved.concurrent.executions")).isZero();
        reserved.letGo();
    }

    @Test
    @Rule("MET(ClaimedAccountConcurrency)")
    void claimed_concurrency_is_what_is_reserved_used_or_not_and_what_else_runs() {
        Gate gate = new Gate("done");
        faas.faas().deploy(gate.as("free"));
        faas.faas().deploy(gate.as("reserved"));
        assertThat(meters.gauge("faas.claimed.concurrency")).isZero();

        faas.faas().functions().putConcurrency("reserved", 2);
        assertThat(meters.gauge("faas.claimed.concurrency")).isEqualTo(2);

        Gate.Held free = gate.hold(faas.faas(), "free");
        Gate.Held reserved = gate.hold(faas.faas(), "reserved");
        assertThat(meters.gauge("faas.claimed.concurrency")).isEqualTo(3);

        free.letGo();
        reserved.letGo();
        assertThat(meters.gauge("faas.claimed.concurrency")).isEqualTo(2);
    }
}
