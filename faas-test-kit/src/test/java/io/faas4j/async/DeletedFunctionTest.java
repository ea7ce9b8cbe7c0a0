package io.faas4j.async;

import static io.faas4j.async.AsyncTests.echo;
import static io.faas4j.async.AsyncTests.recording;
import static io.faas4j.testkit.FaasAssertions.assertThat;
import static io.faas4j.testkit.Faults.always;
import static org.assertj.core.api.Assertions.assertThat;

import io.faas4j.Faas;
import io.faas4j.event.AcceptedEvent;
import io.faas4j.event.AsyncFunction;
import io.faas4j.event.DestinationRef;
import io.faas4j.event.EventCondition;
import io.faas4j.event.EventInvokeConfig;
import io.faas4j.event.EventOptions;
import io.faas4j.event.EventState;
import io.faas4j.rules.Rule;
import io.faas4j.testkit.FaasTest;
import io.faas4j.testkit.FaasTestRuntime;
import io.faas4j.testkit.FaasTestSetup;
import io.faas4j.testkit.Gate;
import io.faas4j.testkit.RecordingDestination;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What is left of a function that was deleted: what became of its events is told all the same. */
@FaasTest
class DeletedFunctionTest implements FaasTestSetup {

    private static final DestinationRef AUDIT = DestinationRef.custom("audit");
    private static final DestinationRef DEAD = DestinationRef.queue("dead");

    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();

    @Override
    public void configure(Faas.Builder builder) {
        builder.meterRegistry(meters);
    }

    private static void delete(FaasTestRuntime runtime) {
        runtime.faas().functions().delete("pay");
    }

    @Test
    @Rule("ASYNC-16")
    void a_record_that_waits_for_its_next_try_is_delivered_though_its_function_was_deleted(FaasTestRuntime runtime) {
        RecordingDestination audit = recording(runtime, AUDIT).failsNext(1, () -> new IOException("full"));
        runtime.deploy(echo("pay"));
        runtime.faas()
                .eventInvokeConfigs()
                .put("pay", EventInvokeConfig.create().onSuccess(AUDIT));
        runtime.faas().invokeAsync("pay", "a");
        runtime.time().advance(Duration.ZERO);
        runtime.faas().invokeAsync("pay", "waits", EventOptions.NONE.after(Duration.ofSeconds(5)));

        delete(runtime);
        runtime.time().runUntilIdle();

        assertThat(audit).hasTries(2).onlyRecord().isSuccess().hasBodyContaining("\"responsePayload\":\"a\"");
        assertThat(runtime.faas().ledger())
                .isBalanced()
                .has(EventState.SUCCEEDED, 1)
                .has(EventState.DISCARDED, 1);
    }

    @Test
    @Rule("ASYNC-16")
    void a_function_of_the_same_name_does_not_say_where_the_records_of_the_deleted_one_go(FaasTestRuntime runtime) {
        RecordingDestination audit = recording(runtime, AUDIT).failsNext(1, () -> new IOException("full"));
        RecordingDestination other = recording(runtime, DestinationRef.custom("other"));
        runtime.deploy(echo("pay"));
        runtime.faas()
                .eventInvokeConfigs()
                .put("pay", EventInvokeConfig.create().onSuccess(AUDIT));
        runtime.faas().invokeAsync("pay", "a");
        runtime.time().advance(Duration.ZERO);

        delete(runtime);
        runtime.deploy(echo("pay"));
        runtime.faas()
                .eventInvokeConfigs()
                .put("pay", EventInvokeConfig.create().onSuccess(DestinationRef.custom("other")));
        runtime.time().runUntilIdle();

        assertThat(audit).hasTaken(1);
        assertThat(other).isEmpty();
    }

    @Test
    @Rule({"ASYNC-16", "DLQ-1"})
    void a_dead_letter_that_is_pending_goes_to_the_queue_that_its_function_had(FaasTestRuntime runtime) {
        RecordingDestination dead = recording(runtime, DEAD).failsNext(1, () -> new IOException("full"));
        runtime.deploy(echo("pay").configure(settings -> settings.deadLetterTarget("queue:dead")));
        runtime.faas()
                .eventInvokeConfigs()
                .put("pay", EventInvokeConfig.create().maximumRetryAttempts(0));
        runtime.script("pay").fails(always(AsyncTests::down));
        runtime.faas().invokeAsync("pay", "a");
        runtime.time().advance(Duration.ZERO);

        delete(runtime);
        runtime.time().runUntilIdle();

        assertThat(dead).hasTaken(1);
        assertThat(runtime.faas().ledger()).hasAllIn(EventState.DEAD).keeps(0);
    }

    @Test
    @Rule({"ASYNC-16", "DLQ-1"})
    void a_dead_letter_goes_to_the_queue_its_function_had_though_that_was_replaced_while_the_record_was_delivered(
            FaasTestRuntime runtime) {
        RecordingDestination dead = recording(runtime, DEAD);
        runtime.faas().destinations().register(AUDIT, message -> {
            delete(runtime);
            runtime.deploy(echo("pay"));
        });
        runtime.deploy(echo("pay").configure(settings -> settings.deadLetterTarget("queue:dead")));
        runtime.faas()
                .eventInvokeConfigs()
                .put("pay", EventInvokeConfig.create().maximumRetryAttempts(0).onFailure(AUDIT));
        runtime.script("pay").fails(always(AsyncTests::down));
        runtime.faas().invokeAsync("pay", "a");

        runtime.time().runUntilIdle();

        assertThat(dead).hasTaken(1);
        assertThat(runtime.faas().ledger()).hasAllIn(EventState.DEAD).keeps(0);
    }

    @Test
    @Rule("ASYNC-16")
    void an_outcome_that_nobody_takes_is_kept_for_the_operator_who_can_have_it_delivered(FaasTestRuntime runtime) {
        RecordingDestination audit = recording(runtime, AUDIT).failsAlways(() -> new IOException("full"));
        runtime.deploy(echo("pay"));
        runtime.faas()
                .eventInvokeConfigs()
                .put("pay", EventInvokeConfig.create().onSuccess(AUDIT));
        runtime.faas().invokeAsync("pay", "a");
        runtime.time().advance(Duration.ZERO);
        delete(runtime);
        runtime.time().runUntilIdle();
        assertThat(runtime.faas().deadLetters())
                .onlyOne()
                .hasCondition(EventCondition.SUCCESS)
                .wasNotDeliveredTo(AUDIT);

        audit.recovers();
        runtime.faas().deadLetters().redrive(DeadLetterFilter.ALL, RedriveOptions.AT_ONCE);
        runtime.time().runUntilIdle();

        assertThat(audit).hasTaken(1);
        assertThat(runtime.faas().ledger()).hasAllIn(EventState.SUCCEEDED).keeps(0);
    }

    @Test
    @Rule("ASYNC-16")
    void the_record_of_an_attempt_that_outlived_its_function_is_delivered(FaasTestRuntime runtime) {
        RecordingDestination audit = recording(runtime, AUDIT);
        runtime.deploy(echo("pay").timeout(Duration.ofMinutes(1)));
        runtime.faas()
                .eventInvokeConfigs()
                .put(
                        "pay",
                        EventInvokeConfig.create()
                                .maximumRetryAttempts(0)
                                .onSuccess(AUDIT)
                                .onFailure(AUDIT));
        Gate gate = runtime.script("pay").gate();
        runtime.script("pay").fails(call -> "bad".equals(call.event()) ? AsyncTests.down() : null);
        runtime.faas().invokeAsync("pay", "good");
        runtime.faas().invokeAsync("pay", "bad");
        runtime.time().advance(Duration.ofSeconds(1));

        delete(runtime);
        gate.open();
        runtime.time().runUntilIdle();

        assertThat(audit.records())
                .extracting(record -> record.condition())
                .containsExactlyInAnyOrder(EventCondition.SUCCESS, EventCondition.RETRIES_EXHAUSTED);
        assertThat(runtime.faas().ledger())
                .isBalanced()
                .has(EventState.SUCCEEDED, 1)
                .has(EventState.DEAD, 1)
                .keeps(0);
    }

    @Test
    void an_event_that_was_sent_by_a_reference_from_before_a_deletion_can_be_cancelled(FaasTestRuntime runtime) {
        runtime.deploy(echo("pay"));
        AsyncFunction<String> old = runtime.faas().async("pay", String.class);
        old.invoke("a");
        runtime.time().runUntilIdle();
        delete(runtime);
        runtime.deploy(echo("pay"));
        AcceptedEvent first = runtime.faas().async("pay", String.class).invoke("first");
        AcceptedEvent second = old.invoke("second");
        AcceptedEvent third = old.invoke("third", EventOptions.NONE.deduplicationKey("third"));
        AcceptedEvent again = old.invoke("third", EventOptions.NONE.deduplicationKey("third"));

        assertThat(second.cancel()).isTrue();
        assertThat(second.cancel()).isFalse();
        assertThat(again.isDuplicate()).isTrue();
        assertThat(again.cancel()).isTrue();
        assertThat(third.cancel()).isFalse();
        runtime.time().runUntilIdle();

        assertThat(runtime.timeline().of(first.requestId())).hasCalls(1);
        assertThat(runtime.timeline()).hasCalls(2);
        assertThat(runtime.faas().ledger("pay"))
                .isBalanced()
                .hasAccepted(3)
                .has(EventState.CANCELLED, 2)
                .has(EventState.SUCCEEDED, 1);
    }

    @Test
    void an_event_of_a_deleted_function_is_not_cancelled_any_more(FaasTestRuntime runtime) {
        runtime.deploy(echo("pay"));
        AcceptedEvent event = runtime.faas().invokeAsync("pay", "a");
        delete(runtime);

        assertThat(event.cancel()).isFalse();
        runtime.deploy(echo("pay"));
        runtime.faas().invokeAsync("pay", "b");
        assertThat(event.cancel()).isFalse();
        runtime.time().runUntilIdle();

        assertThat(runtime.faas().ledger())
                .isBalanced()
                .has(EventState.DISCARDED, 1)
                .has(EventState.SUCCEEDED, 1);
    }

    @Test
    void a_reference_from_before_a_deletion_sends_to_the_next_function_of_that_name(FaasTestRuntime runtime) {
        runtime.deploy(echo("pay"));
        AsyncFunction<String> pay = runtime.faas().async("pay", String.class);
        for (int round = 1; round <= 3; round++) {
            pay.invoke("a");
            runtime.faas().invokeAsync("pay", "b");
            runtime.time().runUntilIdle();

            assertThat(runtime.faas().ledger("pay")).hasAccepted(2).hasAllIn(EventState.SUCCEEDED);
            assertThat(runtime.faas().ledger()).hasAccepted(2L * round).hasAllIn(EventState.SUCCEEDED);
            assertThat(meters.get("faas.async.events.received")
                            .functionCounter()
                            .count())
                    .isEqualTo(2);
            assertThat(meters.get("faas.async.events.succeeded")
                            .functionCounter()
                            .count())
                    .isEqualTo(2);
            delete(runtime);
            assertThat(meters.find("faas.async.events.received").functionCounter())
                    .isNull();
            runtime.deploy(echo("pay"));
        }
    }
}
