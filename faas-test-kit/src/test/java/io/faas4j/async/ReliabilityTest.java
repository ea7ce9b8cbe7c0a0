package io.faas4j.async;

import static io.faas4j.async.AsyncTests.echo;
import static io.faas4j.async.AsyncTests.recording;
import static io.faas4j.testkit.FaasAssertions.assertThat;
import static io.faas4j.testkit.Faults.always;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.faas4j.Faas;
import io.faas4j.event.AcceptedEvent;
import io.faas4j.event.DeadLetter;
import io.faas4j.event.DestinationRef;
import io.faas4j.event.EventCondition;
import io.faas4j.event.EventInvokeConfig;
import io.faas4j.event.EventOptions;
import io.faas4j.event.EventState;
import io.faas4j.event.Ledger;
import io.faas4j.function.AliasSpec;
import io.faas4j.function.FunctionDefinition;
import io.faas4j.function.FunctionRef;
import io.faas4j.rules.Rule;
import io.faas4j.testkit.FaasTest;
import io.faas4j.testkit.FaasTestRuntime;
import io.faas4j.testkit.Gate;
import io.faas4j.testkit.RecordingDestination;
import java.io.IOException;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** No event is lost or counted twice: each is in one state, whatever happens, and a close tells of all of them. */
@FaasTest
class ReliabilityTest {

    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final DestinationRef AUDIT = DestinationRef.custom("audit");

    // ---- states ----------------------------------------------------------------------------------------------------

    @Test
    void each_state_is_reached_and_each_event_is_in_one_of_them_at_every_step(FaasTestRuntime runtime) {
        Faas faas = runtime.faas();
        Set<EventState> reached = EnumSet.noneOf(EventState.class);
        RecordingDestination audit = recording(runtime, AUDIT).failsNext(1, () -> new IOException("full"));
        runtime.deploy(echo("good"));
        faas.eventInvokeConfigs().put("good", EventInvokeConfig.create().onSuccess(AUDIT));
        runtime.deploy(echo("bad"));
        runtime.script("bad").takes(Duration.ofSeconds(1)).fails(always(AsyncTests::down));
        runtime.deploy(echo("old"));
        runtime.script("old").fails(always(AsyncTests::down));
        faas.eventInvokeConfigs().put("old", EventInvokeConfig.create().maximumEventAge(MINUTE));
        runtime.deploy(echo("deleted"));
        faas.invokeAsync("good", "a");
        for (int i = 0; i < 3; i++) {
            faas.invokeAsync("bad", "b" + i);
        }
        faas.invokeAsync("old", "c");
        faas.invokeAsync("deleted", "d", EventOptions.NONE.after(MINUTE));
        AcceptedEvent cancelled = faas.invokeAsync("good", "e", EventOptions.NONE.after(MINUTE));

        for (int i = 0; i < 300; i++) {
            note(faas.ledger(), reached);
            runtime.time().advance(Duration.ofMillis(100));
        }
        cancelled.cancel();
        faas.functions().delete("deleted");
        note(faas.ledger(), reached);
        while (runtime.time().step()) {
            note(faas.ledger(), reached);
        }
        List<DeadLetter> bad = faas.deadLetters().list(DeadLetterFilter.of("bad"));
        faas.deadLetters().giveUp(bad.get(0).requestId());
        note(faas.ledger(), reached);
        faas.deadLetters().purge(DeadLetterFilter.of("old"));
        faas.invokeAsync("good", "f", EventOptions.NONE.after(Duration.ofHours(1)));
        note(faas.ledger(), reached);
        faas.shutdown();
        note(faas.ledger(), reached);

        assertThat(audit).hasTries(2);
        assertThat(reached).containsExactlyInAnyOrder(EventState.values());
        assertThat(faas.ledger()).isBalanced().hasNothingOpen().hasAccepted(8);
    }

    private static void note(Ledger ledger, Set<EventState> reached) {
        assertThat(ledger).isBalanced();
        for (EventState state : EventState.values()) {
            if (ledger.in(state) > 0) {
                reached.add(state);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void whatever_the_order_of_things_every_event_ends_once(long seed) {
        try (FaasTestRuntime runtime = FaasTestRuntime.builder()
                .seed(seed)
                .configure(builder -> builder.concurrency(7).unreservedMinimum(0))
                .build()) {
            recording(runtime, AUDIT).failsNext(20, () -> new IOException("full"));
            for (String name : List.of("a", "b", "c")) {
                runtime.deploy(echo(name).timeout(Duration.ofSeconds(5)));
                runtime.faas()
                        .eventInvokeConfigs()
                        .put(name, EventInvokeConfig.create().onSuccess(AUDIT));
                runtime.script(name)
                        .takes(name.equals("c") ? Duration.ofSeconds(7) : Duration.ofMillis(30))
                        .fails(call -> call.number() % 3 == 0 ? AsyncTests.down() : null);
                for (int i = 0; i < 50; i++) {
                    EventOptions options = EventOptions.NONE.after(Duration.ofMillis(i * 10L));
                    runtime.faas().invokeAsync(name, "" + i, i % 2 == 0 ? options : options.orderKey("k" + i % 5));
                }
            }

            while (runtime.time().step()) {
                assertThat(runtime.faas().ledger()).isBalanced();
            }

            assertThat(runtime.faas().ledger()).isBalanced().hasAccepted(150).hasNothingOpen();
            assertThat(runtime.faas().ledger("c")).has(EventState.DEAD, 50);
            assertThat(runtime.faas().concurrentExecutions()).isZero();
        }
    }

    // ---- functions that are deleted --------------------------------------------------------------------------------

    @Test
    @Rule("ASYNC-16")
    void deleting_a_function_discards_its_events_those_that_run_when_they_have_failed(FaasTestRuntime runtime) {
        runtime.deploy(echo("pay"));
        Gate gate = runtime.script("pay").gate();
        runtime.script("pay").fails(call -> "fails".equals(call.event()) ? AsyncTests.down() : null);
        runtime.faas().invokeAsync("pay", "fails");
        runtime.time().advance(Duration.ZERO);
        runtime.faas().invokeAsync("pay", "waits", EventOptions.NONE.after(MINUTE));
        runtime.faas().invokeAsync("pay", "waits too");

        runtime.faas().functions().delete("pay");
        assertThat(runtime.faas().ledger())
                .isBalanced()
                .has(EventState.DISCARDED, 2)
                .has(EventState.RUNNING, 1);
        gate.open();
        runtime.time().runUntilIdle();

        assertThat(runtime.timeline()).hasCalls(1);
        assertThat(runtime.faas().ledger()).hasAccepted(3).hasAllIn(EventState.DISCARDED);
        assertThat(runtime.faas().deadLetters()).isEmpty();
    }

    @Test
    @Rule("ASYNC-16")
    void a_function_of_the_same_name_has_nothing_to_do_with_the_events_of_the_deleted_one(FaasTestRuntime runtime) {
        runtime.deploy(echo("pay"));
        runtime.faas().invokeAsync("pay", "old", EventOptions.NONE.after(MINUTE));
        runtime.faas().functions().delete("pay");

        runtime.deploy(echo("pay"));
        runtime.faas().invokeAsync("pay", "new");
        runtime.time().runUntilIdle();

        assertThat(runtime.timeline()).hasCalls(1);
        assertThat(runtime.faas().ledger())
                .isBalanced()
                .hasAccepted(2)
                .has(EventState.DISCARDED, 1)
                .has(EventState.SUCCEEDED, 1);
    }

    @Test
    void an_event_whose_alias_is_gone_fails_for_good(FaasTestRuntime runtime) {
        runtime.deploy(echo("pay"));
        runtime.faas().publish("pay");
        runtime.faas().alias("pay", AliasSpec.of("live").version("1"));
        runtime.faas().invokeAsync("pay:live", "a", EventOptions.NONE.after(MINUTE));

        runtime.faas().functions().aliases().delete("pay", "live");
        runtime.time().runUntilIdle();

        assertThat(runtime.timeline()).isEmpty();
        assertThat(runtime.faas().deadLetters())
                .onlyOne()
                .hasCondition(EventCondition.RETRIES_EXHAUSTED)
                .hasAttempts(0);
    }

    // ---- fairness --------------------------------------------------------------------------------------------------

    @Test
    void a_function_that_is_slow_fails_or_is_throttled_delays_no_other(FaasTestRuntime runtime) {
        for (String name : List.of("slow", "failing", "throttled", "quick")) {
            runtime.deploy(echo(name).timeout(Duration.ofMinutes(15)));
        }
        runtime.script("slow").takes(Duration.ofMinutes(10));
        runtime.script("failing").fails(always(AsyncTests::down));
        runtime.script("throttled").takes(Duration.ofMinutes(10));
        runtime.faas().functions().putConcurrency("throttled", 1);
        for (int i = 0; i < 200; i++) {
            runtime.faas().invokeAsync("slow", "a");
            runtime.faas().invokeAsync("failing", "a");
            runtime.faas().invokeAsync("throttled", "a");
        }
        for (int i = 0; i < 1_000; i++) {
            runtime.faas().invokeAsync("quick", "a");
        }

        runtime.time().advance(Duration.ofMillis(100));

        assertThat(runtime.faas().ledger("quick")).hasAllIn(EventState.SUCCEEDED);
        assertThat(runtime.faas().ledger("failing")).has(EventState.WAITING_FOR_RETRY, 200);
        assertThat(runtime.faas().ledger("slow")).has(EventState.RUNNING, 200);
        assertThat(runtime.faas().ledger("throttled")).isBalanced().has(EventState.RUNNING, 1);
    }

    @Test
    void an_event_that_becomes_slow_holds_up_none_of_those_that_came_with_it(FaasTestRuntime runtime) {
        runtime.deploy(echo("pay").timeout(Duration.ofMinutes(15)));
        for (int i = 0; i < 1_000; i++) {
            runtime.faas().invokeAsync("pay", "warms up");
        }
        runtime.time().runUntilIdle();
        Gate gate = runtime.script("pay").gate();
        for (int i = 0; i < 64; i++) {
            runtime.faas().invokeAsync("pay", "a");
        }

        runtime.time().advance(Duration.ofSeconds(1));

        assertThat(gate.waiting()).isEqualTo(64);
        gate.open();
        runtime.time().runUntilIdle();
        assertThat(runtime.faas().ledger()).hasAccepted(1_064).hasAllIn(EventState.SUCCEEDED);
    }

    // ---- the close -------------------------------------------------------------------------------------------------

    @Test
    void a_close_finishes_what_can_be_handled_now_and_hands_back_the_rest_with_its_payload(FaasTestRuntime runtime) {
        runtime.deploy(echo("pay"));
        runtime.script("pay").fails(call -> "fails".equals(call.event()) ? AsyncTests.down() : null);
        runtime.faas().invokeAsync("pay", "done before");
        runtime.time().runUntilIdle();
        runtime.faas().invokeAsync("pay", "good");
        AcceptedEvent failing = runtime.faas().invokeAsync("pay", "fails");
        AcceptedEvent later = runtime.faas().invokeAsync("pay", "later", EventOptions.NONE.after(MINUTE));

        CloseReport report = runtime.faas().shutdown();

        assertThat(report.finished()).isEqualTo(1);
        assertThat(report.abandoned()).isEmpty();
        assertThat(report.took()).isEqualTo(Duration.ZERO);
        assertThat(report.handedBack())
                .extracting(
                        CloseReport.HandedBack::requestId,
                        CloseReport.HandedBack::function,
                        CloseReport.HandedBack::payload,
                        back -> back.attempts().size())
                .containsExactlyInAnyOrder(
                        tuple(failing.requestId(), FunctionRef.parse("pay"), "\"fails\"", 1),
                        tuple(later.requestId(), FunctionRef.parse("pay"), "\"later\"", 0));
        assertThat(runtime.faas().ledger()).isBalanced().hasNothingOpen().has(EventState.HANDED_BACK, 2);
        assertThat(runtime.faas().shutdown()).isSameAs(report);
    }

    @Test
    void a_close_waits_for_handlers_up_to_the_drain_limit_and_times_out_the_rest(FaasTestRuntime runtime) {
        runtime.deploy(echo("pay").timeout(Duration.ofMinutes(15)));
        runtime.script("pay").takes(Duration.ofSeconds(10));
        runtime.faas().invokeAsync("pay", "short");
        runtime.time().advance(Duration.ZERO);
        runtime.script("pay").takes(Duration.ofMinutes(10));
        AcceptedEvent slow = runtime.faas().invokeAsync("pay", "long");
        runtime.time().advance(Duration.ZERO);

        CloseReport report = runtime.faas().shutdown();

        assertThat(report.finished()).isEqualTo(1);
        assertThat(report.handedBack()).singleElement().satisfies(back -> {
            assertThat(back.requestId()).isEqualTo(slow.requestId());
            assertThat(back.attempts()).hasSize(1);
        });
        assertThat(runtime.faas().ledger()).isBalanced().hasNothingOpen();
    }

    @Test
    void a_close_hands_back_what_waits_for_concurrency_longer_than_the_drain_limit() {
        try (FaasTestRuntime runtime = FaasTestRuntime.builder()
                .configure(builder -> builder.concurrency(1).unreservedMinimum(0))
                .build()) {
            runtime.deploy(echo("pay"));
            runtime.script("pay").takes(Duration.ofSeconds(20));
            for (int i = 0; i < 5; i++) {
                runtime.faas().invokeAsync("pay", "" + i);
            }

            CloseReport report = runtime.faas().shutdown();

            assertThat(report.finished() + report.handedBack().size()).isEqualTo(5);
            assertThat(report.handedBack()).hasSizeGreaterThanOrEqualTo(3);
            assertThat(runtime.faas().ledger()).isBalanced().hasNothingOpen();
        }
    }

    @Test
    void dead_letters_stay_what_they_are_at_a_close(FaasTestRuntime runtime) {
        runtime.deploy(
                FunctionDefinition.builder("pay", String.class, String.class).handler((event, context) -> {
                    throw AsyncTests.down();
                }));
        runtime.faas().invokeAsync("pay", "a");
        runtime.time().runUntilIdle();

        CloseReport report = runtime.faas().shutdown();

        assertThat(report.finished()).isZero();
        assertThat(report.handedBack()).isEmpty();
        assertThat(runtime.faas().deadLetters()).hasPayloads("\"a\"");
        assertThat(runtime.faas().ledger()).hasAllIn(EventState.DEAD).keeps(1);
    }

    @Test
    void a_record_that_was_not_delivered_yet_is_among_what_a_close_hands_back(FaasTestRuntime runtime) {
        recording(runtime, AUDIT).failsAlways(() -> new IOException("full"));
        runtime.deploy(echo("pay"));
        runtime.faas()
                .eventInvokeConfigs()
                .put("pay", EventInvokeConfig.create().onSuccess(AUDIT));
        AcceptedEvent event = runtime.faas().invokeAsync("pay", "a");
        runtime.time().advance(Duration.ZERO);

        CloseReport report = runtime.faas().shutdown();

        assertThat(report.handedBack())
                .singleElement()
                .satisfies(back -> assertThat(back.requestId()).isEqualTo(event.requestId()));
        assertThat(runtime.faas().ledger()).isBalanced().hasAllIn(EventState.HANDED_BACK);
    }
}
