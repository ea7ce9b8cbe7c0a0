package io.faas4j.async;

import static io.faas4j.async.AsyncTests.echo;
import static io.faas4j.testkit.FaasAssertions.assertThat;
import static io.faas4j.testkit.Faults.always;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.faas4j.error.InvalidRequestContentException;
import io.faas4j.error.RequestTooLargeException;
import io.faas4j.error.ResourceNotFoundException;
import io.faas4j.error.ValidationException;
import io.faas4j.event.AcceptedEvent;
import io.faas4j.event.DeadLetter;
import io.faas4j.event.EventCondition;
import io.faas4j.event.EventInvokeConfig;
import io.faas4j.event.EventOptions;
import io.faas4j.event.EventState;
import io.faas4j.function.AliasSpec;
import io.faas4j.testkit.Call;
import io.faas4j.testkit.FaasTest;
import io.faas4j.testkit.FaasTestRuntime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What an operator can do with events that failed and have nowhere to go. */
@FaasTest
class DeadLetterAreaTest {

    /** Events that fail at their first attempt, one after the other, a second apart. */
    private static List<UUID> fail(FaasTestRuntime runtime, String function, String... events) {
        runtime.deploy(echo(function));
        runtime.faas()
                .eventInvokeConfigs()
                .put(function, EventInvokeConfig.create().maximumRetryAttempts(0));
        runtime.script(function).fails(always(AsyncTests::down));
        return List.of(events).stream()
                .map(event -> {
                    UUID id = runtime.faas().invokeAsync(function, event).requestId();
                    runtime.time().advance(Duration.ofSeconds(1));
                    return id;
                })
                .toList();
    }

    @Test
    void a_dead_letter_tells_when_its_attempts_ran_on_which_version_how_long_and_what_they_failed_with(
            FaasTestRuntime runtime) {
        Instant start = runtime.time().now();
        runtime.deploy(echo("pay"));
        runtime.faas().publish("pay");
        runtime.faas().alias("pay", AliasSpec.of("live").version("1"));
        runtime.script("pay")
                .takes(Duration.ofSeconds(2))
                .fails(call -> new IllegalStateException("failure " + call.number()));

        AcceptedEvent event = runtime.faas().invokeAsync("pay:live", "Ada");
        runtime.time().runUntilIdle();

        DeadLetter letter = runtime.faas().deadLetters().find(event.requestId()).orElseThrow();
        assertThat(letter)
                .isOf("pay:live")
                .hasPayload("\"Ada\"")
                .hasCondition(EventCondition.RETRIES_EXHAUSTED)
                .hasThrottles(0)
                .wasNotDeliveredTo()
                .diedAtAge(Duration.ofSeconds(186));
        assertThat(letter.acceptedAt()).isEqualTo(start);
        assertThat(letter.attempts()).hasSize(3);
        assertThat(letter.attempts().get(1).at()).isEqualTo(start.plusSeconds(62));
        assertThat(letter.attempts().get(1).duration()).isEqualTo(Duration.ofSeconds(2));
        assertThat(letter.attempts().get(1).version()).isEqualTo("1");
        assertThat(letter.attempts().get(1).errorType()).isEqualTo("java.lang.IllegalStateException");
        assertThat(letter.attempts().get(1).errorMessage()).isEqualTo("failure 2");
        assertThat(letter.lastDeliveryError()).isEmpty();
    }

    @Test
    void they_are_listed_by_function_in_the_order_in_which_they_died(FaasTestRuntime runtime) {
        fail(runtime, "ship", "c", "d");
        fail(runtime, "pay", "a", "b");

        DeadLetters letters = runtime.faas().deadLetters();

        assertThat(letters).hasSize(4);
        assertThat(texts(letters.list(DeadLetterFilter.of("pay")))).containsExactly("\"a\"", "\"b\"");
        assertThat(texts(letters.list(DeadLetterFilter.of("ship"), 1))).containsExactly("\"c\"");
        assertThat(letters.list(DeadLetterFilter.of("nobody"))).isEmpty();
        assertThat(letters.list(DeadLetterFilter.ALL, 3)).hasSize(3);
        assertThatThrownBy(() -> letters.list(DeadLetterFilter.ALL, 0))
                .isInstanceOf(ValidationException.class)
                .hasMessageContaining("limit");
    }

    private static List<String> texts(List<DeadLetter> letters) {
        return letters.stream().map(DeadLetter::payloadAsText).toList();
    }

    @Test
    void they_are_filtered_by_condition_error_and_time(FaasTestRuntime runtime) {
        Instant start = runtime.time().now();
        fail(runtime, "pay", "a", "b", "c");
        runtime.deploy(echo("blocked").reservedConcurrency(0));
        runtime.faas().invokeAsync("blocked", "d");
        runtime.time().advance(Duration.ZERO);
        DeadLetters letters = runtime.faas().deadLetters();

        assertThat(texts(letters.list(DeadLetterFilter.ALL.condition(EventCondition.ZERO_RESERVED_CONCURRENCY))))
                .containsExactly("\"d\"");
        assertThat(texts(letters.list(DeadLetterFilter.ALL.errorType("java.lang.IllegalStateException"))))
                .containsExactly("\"a\"", "\"b\"", "\"c\"");
        assertThat(texts(letters.list(
                        DeadLetterFilter.ALL.diedSince(start.plusSeconds(1)).diedBefore(start.plusSeconds(2)))))
                .containsExactly("\"b\"");
    }

    @Test
    void a_long_list_is_whole(FaasTestRuntime runtime) {
        fail(runtime, "pay");
        IntStream.range(0, 1_234).forEach(i -> runtime.faas().invokeAsync("pay", "" + i));
        runtime.time().runUntilIdle();

        assertThat(runtime.faas().deadLetters()).hasSize(1_234);
        assertThat(runtime.faas().deadLetters().purge(DeadLetterFilter.ALL)).isEqualTo(1_234);
        assertThat(runtime.faas().ledger()).hasAllIn(EventState.PURGED).keeps(0);
    }

    // ---- redriven --------------------------------------------------------------------------------------------------

    @Test
    void one_that_is_redriven_runs_anew_with_its_id_new_attempts_and_a_new_age(FaasTestRuntime runtime) {
        UUID id = fail(runtime, "pay", "a", "b").get(0);
        runtime.faas()
                .eventInvokeConfigs()
                .put("pay", EventInvokeConfig.create().maximumEventAge(Duration.ofMinutes(5)));
        runtime.time().advance(Duration.ofHours(1));

        assertThat(runtime.faas().deadLetters().redrive(id)).isTrue();
        assertThat(runtime.faas().ledger())
                .isBalanced()
                .has(EventState.QUEUED, 1)
                .keeps(1);
        assertThat(runtime.faas().deadLetters().redrive(id)).isFalse();
        assertThat(runtime.faas().deadLetters().find(id)).isEmpty();
        runtime.time().runUntilIdle();

        assertThat(runtime.timeline().of(id)).hasAttempts(1, 1, 2, 3);
        DeadLetter again = runtime.faas().deadLetters().find(id).orElseThrow();
        assertThat(again).hasAttempts(3).diedAtAge(Duration.ofMinutes(3));
        assertThat(runtime.faas().ledger()).isBalanced().hasAccepted(2).has(EventState.DEAD, 2);
    }

    @Test
    void all_or_some_are_redriven_so_many_a_second(FaasTestRuntime runtime) {
        fail(runtime, "ship", "x");
        fail(runtime, "pay", "a", "b", "c", "d", "e");
        runtime.script("pay").clear();
        Instant start = runtime.time().now();

        int redriven =
                runtime.faas().deadLetters().redrive(DeadLetterFilter.of("pay"), RedriveOptions.AT_ONCE.perSecond(2));
        assertThat(runtime.faas().ledger()).isBalanced().has(EventState.QUEUED, 5);
        runtime.time().runUntilIdle();

        assertThat(redriven).isEqualTo(5);
        List<Instant> times = runtime.timeline().of("pay").calls().stream()
                .filter(call -> call.outcome() == Call.Outcome.SUCCEEDED)
                .map(Call::at)
                .toList();
        assertThat(times)
                .containsExactly(
                        start,
                        start.plusMillis(500),
                        start.plusMillis(1_000),
                        start.plusMillis(1_500),
                        start.plusMillis(2_000));
        assertThat(runtime.faas().deadLetters()).hasPayloads("\"x\"");
    }

    @Test
    void a_slow_redrive_makes_no_event_too_old(FaasTestRuntime runtime) {
        fail(runtime, "pay", "a", "b", "c");
        runtime.script("pay").clear();
        runtime.faas()
                .eventInvokeConfigs()
                .put("pay", EventInvokeConfig.create().maximumEventAge(Duration.ofSeconds(60)));

        runtime.faas().deadLetters().redrive(DeadLetterFilter.ALL, RedriveOptions.AT_ONCE.perSecond(0.01));
        runtime.time().runUntilIdle();

        assertThat(runtime.faas().ledger()).hasAllIn(EventState.SUCCEEDED);
    }

    @Test
    void they_may_be_redriven_to_another_version_or_alias(FaasTestRuntime runtime) {
        fail(runtime, "pay", "a", "b");
        runtime.faas().publish("pay");
        runtime.faas().alias("pay", AliasSpec.of("fixed").version("1"));
        runtime.script("pay").clear();

        runtime.faas().deadLetters().redrive(DeadLetterFilter.ALL, RedriveOptions.AT_ONCE.to("fixed"));
        runtime.time().runUntilIdle();

        assertThat(runtime.timeline()).ranVersions("$LATEST", "$LATEST", "1", "1");
        assertThat(runtime.timeline().calls().get(3).function()).hasToString("pay:fixed");
        assertThat(runtime.faas().ledger()).hasAllIn(EventState.SUCCEEDED).keeps(0);
    }

    @Test
    void a_redrive_to_where_there_is_nothing_moves_nothing(FaasTestRuntime runtime) {
        fail(runtime, "pay", "a");

        assertThatThrownBy(() ->
                        runtime.faas().deadLetters().redrive(DeadLetterFilter.ALL, RedriveOptions.AT_ONCE.to("gone")))
                .isInstanceOf(ResourceNotFoundException.class);

        assertThat(runtime.faas().deadLetters()).hasPayloads("\"a\"");
    }

    @Test
    void one_that_is_edited_runs_with_its_new_event(FaasTestRuntime runtime) {
        UUID id = fail(runtime, "pay", "a").get(0);
        DeadLetters letters = runtime.faas().deadLetters();
        runtime.script("pay").clear().fails(call -> "fixed".equals(call.event()) ? null : AsyncTests.down());

        assertThatThrownBy(() -> letters.edit(id, "{\"open\":")).isInstanceOf(InvalidRequestContentException.class);
        assertThat(letters.edit(UUID.fromString("8f3c1c52-7b52-4c3a-9d6e-2f6a1f0f5c11"), "1"))
                .isFalse();
        assertThat(letters.edit(id, "\"fixed\"")).isTrue();
        assertThat(letters).hasPayloads("\"fixed\"");
        letters.redrive(id);
        runtime.time().runUntilIdle();

        assertThat(runtime.faas().ledger()).hasAllIn(EventState.SUCCEEDED);
    }

    // ---- the end ---------------------------------------------------------------------------------------------------

    @Test
    void they_are_given_up_one_by_one_or_many_at_once(FaasTestRuntime runtime) {
        UUID first = fail(runtime, "pay", "a", "b", "c").get(0);
        fail(runtime, "ship", "d");
        DeadLetters letters = runtime.faas().deadLetters();

        assertThat(letters.giveUp(first)).isTrue();
        assertThat(letters.giveUp(first)).isFalse();
        assertThat(letters.redrive(first)).isFalse();
        assertThat(letters.giveUp(DeadLetterFilter.of("pay"))).isEqualTo(2);

        assertThat(letters).hasPayloads("\"d\"");
        assertThat(runtime.faas().ledger())
                .isBalanced()
                .has(EventState.GIVEN_UP, 3)
                .has(EventState.DEAD, 1)
                .keeps(1);
    }

    @Test
    void they_are_purged(FaasTestRuntime runtime) {
        fail(runtime, "pay", "a", "b");
        fail(runtime, "ship", "c");

        assertThat(runtime.faas().deadLetters().purge(DeadLetterFilter.of("pay")))
                .isEqualTo(2);

        assertThat(runtime.faas().deadLetters()).hasPayloads("\"c\"");
        assertThat(runtime.faas().ledger())
                .isBalanced()
                .has(EventState.PURGED, 2)
                .keeps(1);
    }

    @Test
    void those_of_a_deleted_function_stay_for_the_operator_to_decide(FaasTestRuntime runtime) {
        UUID id = fail(runtime, "pay", "a").get(0);

        runtime.faas().functions().delete("pay");

        assertThat(runtime.faas().deadLetters()).hasPayloads("\"a\"");
        assertThatThrownBy(() -> runtime.faas().deadLetters().redrive(id))
                .isInstanceOf(ResourceNotFoundException.class);
        runtime.deploy(echo("pay"));
        runtime.script("pay").clear();
        assertThat(runtime.faas().deadLetters().redrive(id)).isTrue();
        runtime.time().runUntilIdle();
        assertThat(runtime.faas().ledger()).hasAllIn(EventState.SUCCEEDED);
    }

    @Test
    void a_redriven_event_keeps_its_place_in_its_lane(FaasTestRuntime runtime) {
        runtime.deploy(echo("pay"));
        runtime.faas()
                .eventInvokeConfigs()
                .put("pay", EventInvokeConfig.create().maximumRetryAttempts(0));
        runtime.script("pay").fails(always(AsyncTests::down));
        UUID id = runtime.faas()
                .invokeAsync("pay", "a0", EventOptions.NONE.orderKey("a"))
                .requestId();
        runtime.time().runUntilIdle();
        runtime.script("pay").clear().takes(Duration.ofSeconds(5));
        UUID second = runtime.faas()
                .invokeAsync("pay", "a1", EventOptions.NONE.orderKey("a"))
                .requestId();

        runtime.faas().deadLetters().redrive(id);
        runtime.time().runUntilIdle();

        assertThat(runtime.timeline().of(id).calls().get(1).at())
                .isEqualTo(runtime.timeline().of(second).calls().get(0).at().plusSeconds(5));
    }

    @Test
    void an_event_is_not_edited_to_more_than_an_event_may_have(FaasTestRuntime runtime) {
        UUID id = fail(runtime, "pay", "a").get(0);
        String largest = '"' + "x".repeat(1_048_574) + '"';

        assertThat(runtime.faas().deadLetters().edit(id, largest)).isTrue();
        assertThatThrownBy(() -> runtime.faas().deadLetters().edit(id, largest + " "))
                .isInstanceOf(RequestTooLargeException.class);

        assertThat(runtime.faas().deadLetters()).hasPayloads(largest);
    }
}
