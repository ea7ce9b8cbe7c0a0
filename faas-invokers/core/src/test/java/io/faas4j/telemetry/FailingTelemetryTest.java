package io.faas4j.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import io.faas4j.fixture.BrokenLog;
import io.faas4j.fixture.TestFaas;
import io.faas4j.fixture.Threads;
import io.faas4j.function.ExecutionMode;
import io.faas4j.function.FunctionDefinition;
import io.faas4j.invocation.FunctionHandle;
import io.faas4j.invocation.InvocationResult;
import io.faas4j.invocation.InvokeOptions;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationHandler;
import io.micrometer.observation.ObservationRegistry;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A log, and an observer, that throw cost an invocation neither its answer nor its context nor its place. */
class FailingTelemetryTest {

    private final ObservationRegistry observations = ObservationRegistry.create();
    private final TestFaas faas = TestFaas.with(builder -> builder.observationRegistry(observations)
            .configure(settings -> settings.invocationLogs(true).invocationMdc(true)));
    private BrokenLog log;

    @BeforeEach
    void break_all() {
        observations.observationConfig().observationHandler(new Failing());
        log = BrokenLog.begin();
    }

    @AfterEach
    void close() {
        log.close();
        faas.close();
    }

    /** Throws whatever is observed, something that cannot be logged. */
    private static final class Failing implements ObservationHandler<Observation.Context> {
        @Override
        public void onStart(Observation.Context context) {
            throw new UnreadableException();
        }

        @Override
        public boolean supportsContext(Observation.Context context) {
            return true;
        }
    }

    private static final class UnreadableException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        @Override
        public String getMessage() {
            throw new IllegalStateException("no message");
        }
    }

    private static FunctionDefinition.Builder<String, String> oneAtATime(ExecutionMode mode) {
        return FunctionDefinition.builder("fn", String.class, String.class)
                .executionMode(mode)
                .reservedConcurrency(1);
    }

    @ParameterizedTest
    @EnumSource(ExecutionMode.class)
    void cold_and_warm_invocations_end_as_ever(ExecutionMode mode) {
        FunctionHandle<String, String> function =
                faas.deploy(oneAtATime(mode).handler((event, context) -> event)).with(InvokeOptions.NONE.logTail());

        assertThat(function.call("cold").payload()).isEqualTo("cold");
        Threads.until(() -> faas.faas().concurrentExecutions() == 0);
        assertThat(function.call("warm").payload()).isEqualTo("warm");
        Threads.until(() -> faas.faas().concurrentExecutions() == 0);
        assertThat(log.refused()).isPositive();
    }

    @Test
    void tail_has_every_line_though_the_log_takes_none() {
        FunctionHandle<String, String> function = faas.deploy(
                        oneAtATime(ExecutionMode.CALLER).handler((event, context) -> event))
                .with(InvokeOptions.NONE.logTail());

        String tail = function.call("a").report().logTail().orElseThrow();

        assertThat(tail).startsWith("START ").contains("\nEND ", "\nREPORT ");
    }

    @Test
    void stack_trace_with_a_hole_is_told_without_it() {
        AtomicInteger made = new AtomicInteger();
        FunctionHandle<String, String> function =
                faas.deploy(oneAtATime(ExecutionMode.CALLER).handlerFactory(init -> {
                    made.incrementAndGet();
                    throw new HoledException();
                }));

        for (int i = 0; i < 2; i++) {
            InvocationResult<String> result = function.call("a");

            assertThat(result.error().orElseThrow().stackTrace().orElseThrow()).containsExactly("Made.up(by.hand:1)");
        }
        assertThat(made).hasValue(3);
    }

    private static final class HoledException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        @Override
        public StackTraceElement[] getStackTrace() {
            return new StackTraceElement[] {null, new StackTraceElement("Made", "up", "by.hand", 1), null};
        }
    }
}
