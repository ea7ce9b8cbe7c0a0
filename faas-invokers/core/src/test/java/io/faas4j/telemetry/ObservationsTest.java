package io.faas4j.telemetry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.faas4j.error.TooManyRequestsException;
import io.faas4j.fixture.TestFaas;
import io.faas4j.fixture.Threads;
import io.faas4j.function.ExecutionMode;
import io.faas4j.function.FunctionDefinition;
import io.faas4j.invocation.FunctionErrorException;
import io.faas4j.invocation.FunctionHandle;
import io.faas4j.invocation.InvocationRequest;
import io.faas4j.invocation.InvocationResult;
import io.faas4j.rules.Rule;
import io.faas4j.runtime.telemetry.FunctionObservation;
import io.faas4j.runtime.telemetry.FunctionObservationContext;
import io.faas4j.runtime.telemetry.FunctionObservationConvention;
import io.micrometer.common.KeyValues;
import io.micrometer.observation.GlobalObservationConvention;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationHandler;
import io.micrometer.observation.tck.TestObservationRegistry;
import io.micrometer.observation.tck.TestObservationRegistryAssert;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What is observed of an invocation. */
class ObservationsTest {

    private final TestObservationRegistry observations = TestObservationRegistry.create();
    private final TestFaas faas = TestFaas.with(builder -> builder.observationRegistry(observations));

    @AfterEach
    void close() {
        faas.close();
    }

    private FunctionHandle<String, String> echo() {
        return faas.deploy(FunctionDefinition.of("echo", String.class, String.class, (event, context) -> event));
    }

    private TestObservationRegistryAssert.TestObservationRegistryAssertReturningObservationContextAssert that(
            String name) {
        return TestObservationRegistryAssert.assertThat(observations)
                .hasObservationWithNameEqualTo(name)
                .that();
    }

    @Test
    @Rule("XRAY-1")
    void cold_invocation_has_the_services_side_and_the_functions_with_its_initialization() {
        InvocationResult<String> result = echo().call("a");

        String id = result.requestId().toString();
        that("faas.invoke")
                .hasContextualNameEqualTo("invoke echo")
                .hasLowCardinalityKeyValue("faas.name", "echo")
                .hasLowCardinalityKeyValue("faas.qualifier", "none")
                .hasLowCardinalityKeyValue("faas.version", "$LATEST")
                .hasLowCardinalityKeyValue("faas.outcome", "success")
                .hasHighCardinalityKeyValue("faas.invocation_id", id)
                .doesNotHaveError()
                .hasBeenStopped();
        that("faas.init")
                .hasContextualNameEqualTo("init echo")
                .hasLowCardinalityKeyValue("faas.init_phase", "init")
                .hasLowCardinalityKeyValue("faas.outcome", "success")
                .hasHighCardinalityKeyValue("faas.invocation_id", id)
                .hasBeenStopped();
        that("faas.handler")
                .hasContextualNameEqualTo("echo")
                .hasLowCardinalityKeyValue("faas.name", "echo")
                .hasLowCardinalityKeyValue("faas.version", "$LATEST")
                .hasLowCardinalityKeyValue("faas.coldstart", "true")
                .hasLowCardinalityKeyValue("faas.outcome", "success")
                .hasHighCardinalityKeyValue("faas.invocation_id", id)
                .hasBeenStopped();
    }

    @Test
    @Rule("XRAY-1")
    void warm_invocation_has_no_initialization() {
        FunctionHandle<String, String> echo = echo();
        echo.invoke("a");
        observations.clear();

        echo.invoke("b");

        TestObservationRegistryAssert.assertThat(observations).hasNumberOfObservationsEqualTo(2);
        that("faas.handler").hasLowCardinalityKeyValue("faas.coldstart", "false");
    }

    @Test
    void error_of_a_handler_is_recorded_on_both_sides() {
        IllegalStateException thrown = new IllegalStateException("no");
        FunctionHandle<String, String> fails =
                faas.deploy(FunctionDefinition.of("fails", String.class, String.class, (event, context) -> {
                    throw thrown;
                }));

        assertThatThrownBy(() -> fails.invoke("")).isInstanceOf(FunctionErrorException.class);

        for (String name : List.of("faas.invoke", "faas.handler")) {
            that(name)
                    .hasLowCardinalityKeyValue("faas.outcome", "function_error")
                    .hasBeenStopped()
                    .assertThatError()
                    .isInstanceOf(FunctionErrorException.class)
                    .hasCause(thrown);
        }
    }

    @Test
    void throttle_is_seen_on_the_services_side_and_no_handler_is() {
        FunctionHandle<String, String> blocked =
                faas.deploy(FunctionDefinition.builder("blocked", String.class, String.class)
                        .reservedConcurrency(0)
                        .handler((event, context) -> event));

        assertThatThrownBy(() -> blocked.invoke("")).isInstanceOf(TooManyRequestsException.class);

        TestObservationRegistryAssert.assertThat(observations).hasNumberOfObservationsEqualTo(1);
        that("faas.invoke")
                .hasLowCardinalityKeyValue("faas.outcome", "throttled")
                .hasLowCardinalityKeyValue("faas.version", "none")
                .hasBeenStopped()
                .assertThatError()
                .isInstanceOf(TooManyRequestsException.class);
    }

    @Test
    void submitted_invocation_that_is_throttled_is_seen_too() {
        FunctionHandle<String, String> blocked =
                faas.deploy(FunctionDefinition.builder("blocked", String.class, String.class)
                        .reservedConcurrency(0)
                        .handler((event, context) -> event));

        assertThat(blocked.submit("").toCompletableFuture()).isCompletedExceptionally();

        that("faas.invoke")
                .hasLowCardinalityKeyValue("faas.outcome", "throttled")
                .hasBeenStopped();
    }

    @Test
    void refused_request_is_seen() {
        echo();

        assertThatThrownBy(() -> faas.faas().invoke(InvocationRequest.of("echo", "{no json")))
                .isInstanceOf(io.faas4j.error.InvalidRequestContentException.class);

        that("faas.invoke").hasLowCardinalityKeyValue("faas.outcome", "refused").hasBeenStopped();
    }

    @Test
    void timeout_in_worker_mode_ends_the_services_side_at_once_and_the_functions_when_the_handler_ends() {
        CountDownLatch started = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        FunctionHandle<String, String> stubborn =
                faas.deploy(FunctionDefinition.builder("stubborn", String.class, String.class)
                        .executionMode(ExecutionMode.WORKER)
                        .handler((event, context) -> {
                            started.countDown();
                            Threads.awaitStubbornly(release);
                            return event;
                        }));
        var call = Threads.start(() -> stubborn.call(""));
        Threads.await(started);

        faas.advance(Duration.ofSeconds(3));
        Threads.get(call);

        that("faas.invoke")
                .hasLowCardinalityKeyValue("faas.outcome", "timeout")
                .hasError()
                .hasBeenStopped();
        that("faas.handler").hasBeenStarted().isNotStopped();
        release.countDown();
        Threads.until(() -> faas.faas().concurrentExecutions() == 0);
        Threads.until(() -> isStopped("faas.handler"));
        that("faas.handler")
                .hasLowCardinalityKeyValue("faas.outcome", "timeout")
                .hasError();
    }

    private boolean isStopped(String name) {
        try {
            that(name).hasBeenStopped();
            return true;
        } catch (AssertionError notYet) {
            return false;
        }
    }

    @Test
    @SuppressWarnings("unchecked") // the test kit's own raw type
    void init_that_fails_is_recorded_and_its_repetition_is_a_part_of_the_handlers_side() {
        AtomicInteger attempts = new AtomicInteger();
        FunctionHandle<String, String> flaky = faas.deploy(
                FunctionDefinition.builder("flaky", String.class, String.class).handlerFactory(init -> {
                    if (attempts.getAndIncrement() == 0) {
                        throw new IllegalStateException("not yet");
                    }
                    return (event, context) -> event;
                }));

        flaky.invoke("a");

        TestObservationRegistryAssert.assertThat(observations)
                .hasNumberOfObservationsWithNameEqualTo("faas.init", 2)
                .hasAnObservation(init -> init.hasNameEqualTo("faas.init")
                        .hasLowCardinalityKeyValue("faas.init_phase", "init")
                        .hasError())
                .hasAnObservation(init -> init.hasNameEqualTo("faas.init")
                        .hasLowCardinalityKeyValue("faas.init_phase", "invoke")
                        .hasParentObservationContextMatching(parent ->
                                ((Observation.ContextView) parent).getName().equals("faas.handler")));
    }

    @Test
    @SuppressWarnings("unchecked") // the test kit's own raw type
    void init_over_its_limit_is_a_timeout_though_nothing_failed() {
        AtomicInteger attempts = new AtomicInteger();
        FunctionHandle<String, String> slow = faas.deploy(FunctionDefinition.builder("slow", String.class, String.class)
                .handlerFactory(init -> {
                    if (attempts.getAndIncrement() == 0) {
                        faas.advance(Duration.ofSeconds(11));
                    }
                    return (event, context) -> event;
                }));

        slow.invoke("a");

        TestObservationRegistryAssert.assertThat(observations)
                .hasAnObservation(init -> init.hasNameEqualTo("faas.init")
                        .hasLowCardinalityKeyValue("faas.init_phase", "init")
                        .hasLowCardinalityKeyValue("faas.outcome", "timeout"))
                .hasAnObservation(init -> init.hasNameEqualTo("faas.init")
                        .hasLowCardinalityKeyValue("faas.init_phase", "invoke")
                        .hasLowCardinalityKeyValue("faas.outcome", "success"));
    }

    @Test
    void names_and_key_values_may_be_changed_by_a_convention() {
        class Ours extends FunctionObservationConvention
                implements GlobalObservationConvention<FunctionObservationContext> {
            Ours() {
                super(FunctionObservation.INVOKE);
            }

            @Override
            public KeyValues getLowCardinalityKeyValues(FunctionObservationContext context) {
                return super.getLowCardinalityKeyValues(context).and("team", "blue");
            }
        }
        observations.observationConfig().observationConvention(new Ours());

        echo().invoke("a");

        that("faas.invoke").hasLowCardinalityKeyValue("team", "blue");
    }

    @Test
    void handler_that_fails_to_observe_changes_nothing_for_the_invocation() {
        List<String> told = new CopyOnWriteArrayList<>();
        observations.observationConfig().observationHandler(new ObservationHandler<Observation.Context>() {
            @Override
            public void onStart(Observation.Context context) {
                told.add(String.valueOf(context.getName()));
                throw new IllegalStateException("(thrown by a test)");
            }

            @Override
            public boolean supportsContext(Observation.Context context) {
                return true;
            }
        });

        FunctionHandle<String, String> echo = echo();

        assertThat(echo.invoke("a")).isEqualTo("a");
        assertThat(echo.call("b").payload()).isEqualTo("b");
        assertThat(told).isNotEmpty();
        assertThat(observations.getCurrentObservation()).isNull();
    }

    /** At which call an observation handler throws. */
    private enum Call {
        SCOPE_OPENED,
        SCOPE_CLOSED,
        ERROR,
        STOP
    }

    private static final class FailingAt implements ObservationHandler<Observation.Context> {
        private final Call call;

        FailingAt(Call call) {
            this.call = call;
        }

        private void reached(Call reached) {
            if (reached == call) {
                throw new IllegalStateException("(thrown by a test)");
            }
        }

        @Override
        public void onScopeOpened(Observation.Context context) {
            reached(Call.SCOPE_OPENED);
        }

        @Override
        public void onScopeClosed(Observation.Context context) {
            reached(Call.SCOPE_CLOSED);
        }

        @Override
        public void onError(Observation.Context context) {
            reached(Call.ERROR);
        }

        @Override
        public void onStop(Observation.Context context) {
            reached(Call.STOP);
        }

        @Override
        public boolean supportsContext(Observation.Context context) {
            return context instanceof FunctionObservationContext;
        }
    }

    /** Counts what begins and ends; handlers are told of an end in the order opposite to that of a beginning. */
    private static final class Balance implements ObservationHandler<Observation.Context> {
        private final AtomicInteger started = new AtomicInteger();
        private final AtomicInteger stopped = new AtomicInteger();

        @Override
        public void onStart(Observation.Context context) {
            started.incrementAndGet();
        }

        @Override
        public void onStop(Observation.Context context) {
            stopped.incrementAndGet();
        }

        @Override
        public boolean supportsContext(Observation.Context context) {
            return context instanceof FunctionObservationContext;
        }
    }

    @ParameterizedTest
    @EnumSource(Call.class)
    void handler_that_fails_at_a_scope_leaves_no_observation_current_and_none_without_an_end(Call call) {
        Balance balance = new Balance();
        observations.observationConfig().observationHandler(new FailingAt(call)).observationHandler(balance);
        Observation around = Observation.start("around", observations);
        FunctionHandle<String, String> function =
                faas.deploy(FunctionDefinition.of("fails", String.class, String.class, (event, context) -> {
                    if (event.equals("bad")) {
                        throw new IllegalArgumentException("no");
                    }
                    return event;
                }));

        try (Observation.Scope scope = around.openScope()) {
            assertThat(function.invoke("cold")).isEqualTo("cold");
            assertThat(function.call("bad").isSuccess()).isFalse();
            assertThat(Threads.get(function.submit("later")).payload()).isEqualTo("later");

            assertThat(observations.getCurrentObservationScope()).isSameAs(scope);
        }
        assertThat(balance.started.get()).isPositive();
        Threads.until(() -> balance.stopped.get() == balance.started.get());
    }

    @Test
    void dry_run_is_not_observed() {
        echo().dryRun("a");

        TestObservationRegistryAssert.assertThat(observations).hasNumberOfObservationsEqualTo(0);
    }
}
