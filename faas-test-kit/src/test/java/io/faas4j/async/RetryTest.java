package io.faas4j.async;

import static io.faas4j.async.AsyncTests.echo;
import static io.faas4j.testkit.FaasAssertions.assertThat;
import static io.faas4j.testkit.Faults.always;
import static io.faas4j.testkit.Faults.once;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import io.faas4j.Faas;
import io.faas4j.event.AcceptedEvent;
import io.faas4j.event.EventCondition;
import io.faas4j.event.EventInvokeConfig;
import io.faas4j.event.EventState;
import io.faas4j.function.AliasSpec;
import io.faas4j.function.FunctionDefinition;
import io.faas4j.rules.Rule;
import io.faas4j.testkit.Call;
import io.faas4j.testkit.FaasTest;
import io.faas4j.testkit.FaasTestRuntime;
import io.faas4j.testkit.Gate;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** When a failed event is tried again, and when no more. */
@FaasTest
class RetryTest {

    private static final Duration MINUTE = Duration.ofMinutes(1);

    @Test
    @Rule({"ASYNC-3", "ASYNC-4"})
    void a_function_error_is_retried_after_a_minute_and_after_two_more_and_then_it_is_over(FaasTestRuntime runtime) {
        runtime.deploy(echo("pay"));
        runtime.script("pay").takes(Duration.ofSeconds(3)).fails(always(AsyncTests::down));

        AcceptedEvent event = runtime.faas().invokeAsync("pay", "a");
        runtime.time().runUntilIdle();

        assertThat(runtime.timeline().of(event.requestId()))
                .hasAttempts(1, 2, 3)
                .hasDelays(MINUTE, Duration.ofMinutes(2));
        assertThat(runtime.faas().deadLetters())
                .onlyOne()
                .hasCondition(EventCondition.RETRIES_EXHAUSTED)
                .hasAttempts(3)
                .diedOf("java.lang.IllegalStateException");
    }

    @Test
    @Rule("ASYNC-4")
    void a_timeout_is_a_function_error_like_any_other(FaasTestRuntime runtime) {
        runtime.deploy(echo("pay").timeout(Duration.ofSeconds(5)));
        runtime.script("pay").takes(Duration.ofSeconds(30));

        runtime.faas().invokeAsync("pay", "a");
        runtime.time().runUntilIdle();

        assertThat(runtime.timeline())
                .hasOutcomes(Call.Outcome.TIMED_OUT, Call.Outcome.TIMED_OUT, Call.Outcome.TIMED_OUT)
                .hasDelays(MINUTE, Duration.ofMinutes(2));
        assertThat(runtime.faas().deadLetters()).onlyOne().diedOf("Sandbox.Timedout");
    }

    @Test
    @Rule({"ASYNC-4", "LIB-1"})
    void a_handler_that_ignores_its_interrupt_times_out_on_time_and_its_event_is_retried_while_it_goes_on(
            FaasTestRuntime runtime) {
        Instant start = runtime.time().now();
        runtime.deploy(echo("pay").timeout(Duration.ofSeconds(5)));
        runtime.script("pay").takesUninterruptibly(Duration.ofMinutes(10));

        runtime.faas().invokeAsync("pay", "a");
        runtime.time().advance(Duration.ofSeconds(5));
        assertThat(runtime.faas().ledger()).isBalanced().has(EventState.WAITING_FOR_RETRY, 1);
        runtime.time().advance(Duration.ofMinutes(4));

        assertThat(runtime.timeline())
                .beganAt(start, start.plusSeconds(65), start.plusSeconds(190))
                .hasAttempts(1, 2, 3)
                .hasOutcomes(Call.Outcome.RUNNING, Call.Outcome.RUNNING, Call.Outcome.RUNNING);
        assertThat(runtime.faas().ledger()).isBalanced().has(EventState.DEAD, 1);
        assertThat(runtime.faas()
                        .deadLetters()
                        .list(DeadLetterFilter.ALL)
                        .get(0)
                        .attempts())
                .allMatch(attempt -> attempt.duration().equals(Duration.ofSeconds(5)));
        runtime.time().runUntilIdle();
        assertThat(runtime.timeline())
                .hasOutcomes(Call.Outcome.TIMED_OUT, Call.Outcome.TIMED_OUT, Call.Outcome.TIMED_OUT);
        assertThat(runtime.faas().concurrentExecutions()).isZero();
    }

    @Test
    @Rule("ASYNC-4")
    void events_behind_a_handler_that_hangs_are_handled_all_the_same(FaasTestRuntime runtime) {
        runtime.deploy(echo("pay").timeout(Duration.ofSeconds(5)));
        runtime.script("pay").takesUninterruptibly(Duration.ofMinutes(10));
        runtime.faas().invokeAsync("pay", "hangs");
        runtime.time().advance(Duration.ofSeconds(1));
        runtime.script("pay").clear();

        for (int i = 0; i < 100; i++) {
            runtime.faas().invokeAsync("pay", "quick");
        }
        runtime.time().advance(Duration.ofMillis(1));

        assertThat(runtime.faas().ledger()).isBalanced().has(EventState.SUCCEEDED, 100);
    }

    @Test
    @Rule({"ASYNC-3", "ASYNC-4"})
    void fewer_retries_can_be_asked_for_and_none(FaasTestRuntime runtime) {
        runtime.deploy(echo("once"));
        runtime.deploy(echo("twice"));
        runtime.script("once").fails(always(AsyncTests::down));
        runtime.script("twice").fails(always(AsyncTests::down));
        runtime.faas()
                .eventInvokeConfigs()
                .put("once", EventInvokeConfig.create().maximumRetryAttempts(0));
        runtime.faas()
                .eventInvokeConfigs()
                .put("twice", EventInvokeConfig.create().maximumRetryAttempts(1));

        runtime.faas().invokeAsync("once", "a");
        runtime.faas().invokeAsync("twice", "a");
        runtime.time().runUntilIdle();

        assertThat(runtime.timeline().of("once")).hasCalls(1);
        assertThat(runtime.timeline().of("twice")).hasCalls(2);
        assertThat(runtime.faas().deadLetters()).hasSize(2);
    }

    @Test
    @Rule("ASYNC-13")
    void the_configuration_of_exactly_the_qualifier_holds_as_it_is_at_each_decision(FaasTestRuntime runtime) {
        runtime.deploy(echo("pay"));
        runtime.faas().publish("pay");
        runtime.faas().alias("pay", AliasSpec.of("live").version("1"));
        runtime.script("pay").fails(always(AsyncTests::down));
        runtime.faas()
                .eventInvokeConfigs()
                .put("pay:1", EventInvokeConfig.create().maximumRetryAttempts(0));
        AcceptedEvent byAlias = runtime.faas().invokeAsync("pay:live", "a");
        AcceptedEvent byVersion = runtime.faas().invokeAsync("pay:1", "a");
        AcceptedEvent unqualified = runtime.faas().invokeAsync("pay", "a");
        runtime.time().advance(Duration.ofSeconds(1));

        runtime.faas()
                .eventInvokeConfigs()
                .put("pay", EventInvokeConfig.create().maximumRetryAttempts(1));
        runtime.time().runUntilIdle();

        assertThat(runtime.timeline().of(byAlias.requestId())).hasCalls(3);
        assertThat(runtime.timeline().of(byVersion.requestId())).hasCalls(1);
        assertThat(runtime.timeline().of(unqualified.requestId())).hasCalls(2);
    }

    @Test
    @Rule("ASYNC-14")
    void the_first_success_ends_the_event(FaasTestRuntime runtime) {
        runtime.deploy(echo("pay"));
        runtime.script("pay").fails(once(AsyncTests::down));

        runtime.faas().invokeAsync("pay", "a");
        runtime.time().runUntilIdle();

        assertThat(runtime.timeline()).hasOutcomes(Call.Outcome.FAILED, Call.Outcome.SUCCEEDED);
        assertThat(runtime.faas().ledger()).hasNothingOpen().hasAllIn(EventState.SUCCEEDED);
        assertThat(runtime.faas().deadLetters()).isEmpty();
    }

    @Test
    void errors_of_a_class_that_is_never_retried_are_not_and_those_of_its_subclasses_neither(FaasTestRuntime runtime) {
        runtime.deploy(echo("pay"));
        runtime.faas()
                .eventInvokeConfigs()
                .put("pay", EventInvokeConfig.create().neverRetry(IOException.class));
        runtime.script("pay")
                .fails(call -> "a".equals(call.event()) ? new FileNotFoundException("gone") : AsyncTests.down());

        AcceptedEvent hopeless = runtime.faas().invokeAsync("pay", "a");
        AcceptedEvent hopeful = runtime.faas().invokeAsync("pay", "b");
        runtime.time().runUntilIdle();

        assertThat(runtime.timeline().of(hopeless.requestId())).hasCalls(1);
        assertThat(runtime.timeline().of(hopeful.requestId())).hasCalls(3);
        assertThat(runtime.faas().deadLetters().find(hopeless.requestId()).orElseThrow())
                .hasCondition(EventCondition.RETRIES_EXHAUSTED)
                .hasAttempts(1);
    }

    // ---- throttles -------------------------------------------------------------------------------------------------

    @Test
    @Rule("ASYNC-5")
    void a_throttled_event_comes_back_after_a_second_and_twice_as_late_each_time_up_to_five_minutes() {
        try (FaasTestRuntime runtime = AsyncTests.withoutRoom()) {
            runtime.deploy(echo("pay"));
            List<Long> seconds = new ArrayList<>();
            Instant start = runtime.time().now();
            AcceptedEvent event = runtime.faas().invokeAsync("pay", "a");

            long throttles = 0;
            for (int second = 0; second <= 811; second++) {
                runtime.time().advance(second == 0 ? Duration.ZERO : Duration.ofSeconds(1));
                long now =
                        runtime.faas().snapshot().function("pay").orElseThrow().throttles();
                if (now > throttles) {
                    throttles = now;
                    seconds.add((long) second);
                }
            }

            assertThat(seconds).containsExactly(0L, 1L, 3L, 7L, 15L, 31L, 63L, 127L, 255L, 511L, 811L);
            runtime.script("held").clear();
            runtime.time().runUntilIdle();
            assertThat(runtime.timeline().of(event.requestId())).hasAttempts(1).beganAt(start.plusSeconds(1_111));
            assertThat(runtime.faas().ledger()).hasAllIn(EventState.SUCCEEDED);
        }
    }

    @Test
    @Rule("ASYNC-5")
    void throttles_consume_no_retries() {
        try (FaasTestRuntime runtime = AsyncTests.withoutRoom()) {
            runtime.deploy(echo("pay"));
            runtime.script("pay").fails(always(AsyncTests::down));
            AcceptedEvent event = runtime.faas().invokeAsync("pay", "a");
            runtime.time().advance(Duration.ofSeconds(20));

            runtime.script("held").clear();
            runtime.time().runUntilIdle();

            assertThat(runtime.timeline().of(event.requestId())).hasAttempts(1, 2, 3);
            assertThat(runtime.faas().deadLetters()).onlyOne().hasAttempts(3).hasThrottles(5);
        }
    }

    /** What cannot be read as long as its class is broken, which is nothing that the function has done. */
    @JsonDeserialize(using = BreakingReader.class)
    record Breaking(String text) {}

    private static final class BreakingReader extends JsonDeserializer<Breaking> {

        private static final AtomicInteger LEFT = new AtomicInteger();

        @Override
        public Breaking deserialize(JsonParser json, DeserializationContext context) throws IOException {
            if (LEFT.getAndDecrement() > 0) {
                throw new NoClassDefFoundError("broken");
            }
            return new Breaking(json.getText());
        }
    }

    private static void deployBreaking(FaasTestRuntime runtime, int times) {
        BreakingReader.LEFT.set(times);
        runtime.deploy(FunctionDefinition.builder("pay", Breaking.class, String.class)
                .handler((event, context) -> event.text())
                .build());
    }

    @Test
    @Rule("ASYNC-5")
    void a_system_error_consumes_no_retry_and_has_the_back_off_of_a_throttle(FaasTestRuntime runtime) {
        deployBreaking(runtime, 3);
        runtime.script("pay").fails(once(AsyncTests::down));
        Instant start = runtime.time().now();

        AcceptedEvent event = runtime.faas().invokeAsync("pay", "a");
        runtime.time().advance(Duration.ofSeconds(6));
        assertThat(runtime.timeline()).isEmpty();
        assertThat(runtime.faas().ledger()).isBalanced().has(EventState.WAITING_FOR_RETRY, 1);
        runtime.time().runUntilIdle();

        assertThat(runtime.timeline().of(event.requestId()))
                .hasAttempts(1, 2)
                .beganAt(start.plusSeconds(7), start.plusSeconds(67));
        assertThat(runtime.faas().ledger()).hasAllIn(EventState.SUCCEEDED);
    }

    @Test
    @Rule({"ASYNC-5", "ASYNC-6"})
    void system_errors_go_on_until_the_next_try_would_be_too_late(FaasTestRuntime runtime) {
        deployBreaking(runtime, Integer.MAX_VALUE);
        runtime.faas()
                .eventInvokeConfigs()
                .put("pay", EventInvokeConfig.create().maximumRetryAttempts(0).maximumEventAge(MINUTE));

        runtime.faas().invokeAsync("pay", "a");
        runtime.time().runUntilIdle();

        assertThat(runtime.timeline()).isEmpty();
        assertThat(runtime.faas().deadLetters())
                .onlyOne()
                .hasCondition(EventCondition.EVENT_AGE_EXCEEDED)
                .hasAttempts(0)
                .hasThrottles(6)
                .diedAtAge(Duration.ofSeconds(31));
    }

    @Test
    @Rule({"ASYNC-5", "ASYNC-6"})
    void a_thousand_events_throttled_for_six_hours_are_simulated_within_a_second() {
        long best = Long.MAX_VALUE;
        // Other processes may be busy meanwhile.
        for (int round = 0; round < 10 && best >= 1_000; round++) {
            best = Math.min(best, millisOfSixHours());
        }

        assertThat(best).isLessThan(1_000);
    }

    private static long millisOfSixHours() {
        try (FaasTestRuntime runtime = FaasTestRuntime.create()) {
            runtime.deploy(echo("pay").reservedConcurrency(1));
            runtime.faas()
                    .eventInvokeConfigs()
                    .put("pay", EventInvokeConfig.create().maximumRetryAttempts(0));
            runtime.script("pay").takesUninterruptibly(Duration.ofHours(7));
            runtime.faas().invokeAsync("pay", "holds the place, though its deadline is over");
            runtime.time().advance(MINUTE);
            runtime.script("pay").clear();
            runtime.faas().deadLetters().purge(DeadLetterFilter.ALL);
            long begun = System.nanoTime();

            IntStream.range(0, 1_000).forEach(i -> runtime.faas().invokeAsync("pay", "a"));
            runtime.time().advance(Duration.ofHours(6));

            long spent = System.nanoTime() - begun;
            assertThat(runtime.script("pay").calls()).isEqualTo(1);
            assertThat(runtime.faas().ledger())
                    .isBalanced()
                    .has(EventState.EXPIRED, 1_000)
                    .keeps(1_000);
            assertThat(runtime.faas().deadLetters().list(DeadLetterFilter.ALL))
                    .allMatch(letter -> letter.throttles() > 70);
            return Duration.ofNanos(spent).toMillis();
        }
    }

    // ---- age -------------------------------------------------------------------------------------------------------

    @Test
    @Rule("ASYNC-6")
    void an_event_that_would_be_too_old_at_its_retry_ends_at_once(FaasTestRuntime runtime) {
        runtime.deploy(echo("pay"));
        runtime.faas()
                .eventInvokeConfigs()
                .put("pay", EventInvokeConfig.create().maximumEventAge(Duration.ofSeconds(90)));
        runtime.script("pay").takes(Duration.ofSeconds(10)).fails(always(AsyncTests::down));

        runtime.faas().invokeAsync("pay", "a");
        runtime.time().runUntilIdle();

        assertThat(runtime.timeline()).hasCalls(2);
        assertThat(runtime.faas().deadLetters())
                .onlyOne()
                .hasCondition(EventCondition.EVENT_AGE_EXCEEDED)
                .hasAttempts(2)
                .diedAtAge(Duration.ofSeconds(80));
        assertThat(runtime.faas().ledger()).hasAllIn(EventState.EXPIRED);
    }

    @Test
    @Rule("ASYNC-6")
    void a_retry_at_exactly_the_highest_age_still_happens(FaasTestRuntime runtime) {
        runtime.deploy(echo("pay"));
        runtime.faas()
                .eventInvokeConfigs()
                .put("pay", EventInvokeConfig.create().maximumEventAge(MINUTE));
        runtime.script("pay").fails(always(AsyncTests::down));

        runtime.faas().invokeAsync("pay", "a");
        runtime.time().runUntilIdle();

        assertThat(runtime.timeline()).hasCalls(2);
        assertThat(runtime.faas().deadLetters()).onlyOne().diedAtAge(MINUTE);
    }

    @Test
    @Rule({"ASYNC-5", "ASYNC-6"})
    void a_throttled_event_ends_when_its_next_try_would_be_too_late() {
        try (FaasTestRuntime runtime = AsyncTests.withoutRoom()) {
            runtime.deploy(echo("pay"));
            runtime.faas()
                    .eventInvokeConfigs()
                    .put("pay", EventInvokeConfig.create().maximumEventAge(MINUTE));

            runtime.faas().invokeAsync("pay", "a");
            runtime.time().advance(MINUTE);

            assertThat(runtime.faas().deadLetters())
                    .onlyOne()
                    .hasCondition(EventCondition.EVENT_AGE_EXCEEDED)
                    .hasAttempts(0)
                    .hasThrottles(6)
                    .diedAtAge(Duration.ofSeconds(31));
        }
    }

    // ---- which condition -------------------------------------------------------------------------------------------

    @Test
    @Rule("ASYNC-7")
    void exhausted_retries_come_before_age(FaasTestRuntime runtime) {
        runtime.deploy(echo("pay"));
        runtime.faas()
                .eventInvokeConfigs()
                .put("pay", EventInvokeConfig.create().maximumRetryAttempts(0).maximumEventAge(MINUTE));
        runtime.script("pay").takes(Duration.ofSeconds(30)).fails(always(AsyncTests::down));

        runtime.faas().invokeAsync("pay", "a");
        runtime.time().runUntilIdle();

        assertThat(runtime.faas().deadLetters()).onlyOne().hasCondition(EventCondition.RETRIES_EXHAUSTED);
    }

    @Test
    @Rule("ASYNC-7")
    void a_reservation_of_nothing_comes_before_all(FaasTestRuntime runtime) {
        runtime.deploy(echo("pay"));
        runtime.faas()
                .eventInvokeConfigs()
                .put("pay", EventInvokeConfig.create().maximumRetryAttempts(0).maximumEventAge(MINUTE));
        Gate gate = runtime.script("pay").gate();
        runtime.script("pay").fails(always(AsyncTests::down));
        runtime.faas().invokeAsync("pay", "a");
        runtime.time().advance(Duration.ofSeconds(30));

        runtime.faas().functions().putConcurrency("pay", 0);
        gate.open();
        runtime.time().runUntilIdle();

        assertThat(runtime.faas().deadLetters())
                .onlyOne()
                .hasCondition(EventCondition.ZERO_RESERVED_CONCURRENCY)
                .hasAttempts(1);
    }

    @Test
    @Rule({"ASYNC-8", "ASYNC-17"})
    void events_of_a_function_that_is_reserved_nothing_end_without_an_attempt(FaasTestRuntime runtime) {
        runtime.deploy(echo("pay").reservedConcurrency(0));

        runtime.faas().invokeAsync("pay", "a");
        runtime.time().advance(Duration.ZERO);

        assertThat(runtime.timeline()).isEmpty();
        assertThat(runtime.faas().deadLetters())
                .onlyOne()
                .hasCondition(EventCondition.ZERO_RESERVED_CONCURRENCY)
                .hasAttempts(0)
                .hasThrottles(0)
                .diedAtAge(Duration.ZERO);
    }

    @Test
    @Rule("ASYNC-8")
    void an_event_that_waits_for_its_retry_ends_too_once_nothing_is_reserved(FaasTestRuntime runtime) {
        runtime.deploy(echo("pay"));
        runtime.script("pay").fails(always(AsyncTests::down));
        runtime.faas().invokeAsync("pay", "a");
        runtime.time().advance(Duration.ofSeconds(1));

        runtime.faas().functions().putConcurrency("pay", 0);
        runtime.time().runUntilIdle();

        assertThat(runtime.timeline()).hasCalls(1);
        assertThat(runtime.faas().deadLetters())
                .onlyOne()
                .hasCondition(EventCondition.ZERO_RESERVED_CONCURRENCY)
                .hasAttempts(1);
    }

    // ---- settings --------------------------------------------------------------------------------------------------

    @Test
    @Rule("LIB-6")
    void the_delays_can_be_set() {
        AsyncSettings settings = AsyncSettings.builder()
                .functionErrorDelays(List.of(Duration.ofSeconds(5)))
                .build();
        try (FaasTestRuntime runtime = FaasTestRuntime.builder()
                .configure(builder -> set(builder, settings))
                .build()) {
            runtime.deploy(echo("pay"));
            runtime.script("pay").fails(always(AsyncTests::down));

            runtime.faas().invokeAsync("pay", "a");
            runtime.time().runUntilIdle();

            assertThat(runtime.timeline()).hasDelays(Duration.ofSeconds(5), Duration.ofSeconds(5));
        }
    }

    private static void set(Faas.Builder builder, AsyncSettings settings) {
        builder.async(settings);
    }
}
