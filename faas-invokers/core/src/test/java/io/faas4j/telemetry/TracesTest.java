package io.faas4j.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import io.faas4j.fixture.TestFaas;
import io.faas4j.fixture.Threads;
import io.faas4j.function.ExecutionMode;
import io.faas4j.function.FunctionDefinition;
import io.faas4j.invocation.FunctionHandle;
import io.faas4j.rules.Rule;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.tracing.handler.DefaultTracingObservationHandler;
import io.micrometer.tracing.test.simple.SimpleSpan;
import io.micrometer.tracing.test.simple.SimpleTracer;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** One trace runs through the caller, the handler, what the handler invokes, and back. */
@Rule("XRAY-1")
class TracesTest {

    private final SimpleTracer tracer = new SimpleTracer();
    private final ObservationRegistry observations = ObservationRegistry.create();
    private final TestFaas faas = TestFaas.with(builder -> builder.observationRegistry(observations));

    TracesTest() {
        observations.observationConfig().observationHandler(new DefaultTracingObservationHandler(tracer));
    }

    @AfterEach
    void close() {
        faas.close();
    }

    private FunctionHandle<String, String> outer(ExecutionMode mode) {
        return outer(mode, new CountDownLatch(0));
    }

    private FunctionHandle<String, String> outer(ExecutionMode mode, CountDownLatch gate) {
        faas.deploy(FunctionDefinition.builder("inner", String.class, String.class)
                .executionMode(mode)
                .handler((event, context) ->
                        Observation.createNotStarted("work", observations).observe(() -> event)));
        return faas.deploy(FunctionDefinition.builder("outer", String.class, String.class)
                .executionMode(mode)
                .handler((event, context) -> {
                    Threads.await(gate);
                    return faas.faas().invoke("inner", event, String.class);
                }));
    }

    /** Each span's name, and the name of the span it is a part of. */
    private Map<String, String> parents() {
        Map<String, String> names = tracer.getSpans().stream()
                .collect(Collectors.toMap(span -> span.context().spanId(), SimpleSpan::getName));
        return tracer.getSpans().stream()
                .collect(Collectors.toMap(
                        SimpleSpan::getName,
                        span -> names.getOrDefault(span.context().parentId(), "")));
    }

    private void assertOneTrace() {
        assertThat(parents())
                .containsExactlyInAnyOrderEntriesOf(Map.of(
                        "caller", "",
                        "invoke outer", "caller",
                        "init outer", "invoke outer",
                        "outer", "invoke outer",
                        "invoke inner", "outer",
                        "init inner", "invoke inner",
                        "inner", "invoke inner",
                        "work", "inner"));
        assertThat(tracer.getSpans())
                .extracting(span -> span.context().traceId())
                .hasSize(8);
        assertThat(tracer.getSpans().stream()
                        .map(span -> span.context().traceId())
                        .distinct())
                .hasSize(1);
        assertThat(tracer.getSpans())
                .allSatisfy(span -> assertThat(span.getEndTimestamp()).isNotNull());
    }

    @ParameterizedTest
    @EnumSource
    void one_trace_runs_through_nested_invocations(ExecutionMode mode) {
        FunctionHandle<String, String> outer = outer(mode);

        String result = Observation.createNotStarted("caller", observations).observe(() -> outer.invoke("a"));

        assertThat(result).isEqualTo("a");
        assertOneTrace();
        assertThat(observations.getCurrentObservation()).isNull();
    }

    @Test
    void one_trace_runs_through_submitted_invocations_and_their_dependants() {
        CountDownLatch dependantAdded = new CountDownLatch(1);
        FunctionHandle<String, String> outer = outer(ExecutionMode.CALLER, dependantAdded);
        Observation caller = Observation.start("caller", observations);

        CompletionStage<Observation> seen = caller.scoped(() -> {
            CompletionStage<Observation> dependant =
                    outer.submit("a").thenApply(result -> observations.getCurrentObservation());
            assertThat(observations.getCurrentObservation()).isSameAs(caller);
            return dependant;
        });
        dependantAdded.countDown();
        assertThat(Threads.get(seen)).isSameAs(caller);
        caller.stop();

        assertOneTrace();
    }

    @Test
    void invocation_without_a_caller_that_observes_begins_a_trace() {
        FunctionHandle<String, String> outer = outer(ExecutionMode.WORKER);

        outer.invoke("a");
        outer.invoke("b");

        assertThat(tracer.getSpans().stream()
                        .map(span -> span.context().traceId())
                        .distinct())
                .hasSize(2);
    }
}
