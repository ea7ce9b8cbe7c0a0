package io.faas4j.async;

import static io.faas4j.async.AsyncTests.echo;
import static io.faas4j.async.AsyncTests.recording;
import static io.faas4j.testkit.FaasAssertions.assertThat;
import static io.faas4j.testkit.Faults.always;
import static io.faas4j.testkit.Faults.once;
import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;

import io.faas4j.event.AcceptedEvent;
import io.faas4j.event.DeadLetterMessage;
import io.faas4j.event.DestinationRef;
import io.faas4j.event.EventCondition;
import io.faas4j.event.EventInvokeConfig;
import io.faas4j.event.EventState;
import io.faas4j.invocation.InvocationRequest;
import io.faas4j.invocation.InvocationType;
import io.faas4j.queue.MessageQueue;
import io.faas4j.rules.Rule;
import io.faas4j.source.MessageAttribute;
import io.faas4j.source.QueueMessage;
import io.faas4j.testkit.FaasTest;
import io.faas4j.testkit.FaasTestRuntime;
import io.faas4j.testkit.RecordingDestination;
import java.io.IOException;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Events that fail for good, and their function's dead-letter queue. */
@FaasTest
class DeadLetterQueueTest {

    private static final DestinationRef DEAD = DestinationRef.queue("dead");
    private static final DestinationRef FAILURES = DestinationRef.custom("failures");

    private static void deployFailing(FaasTestRuntime runtime, int reserved) {
        runtime.deploy(echo("pay")
                .reservedConcurrency(reserved)
                .configure(settings -> settings.deadLetterTarget("queue:dead")));
        runtime.script("pay").fails(always(AsyncTests::down));
    }

    @Test
    @Rule({"DLQ-1", "DLQ-2"})
    void an_event_that_failed_for_good_arrives_byte_for_byte_with_its_id_and_error(FaasTestRuntime runtime) {
        MessageQueue dead = runtime.faas().queues().create("dead");
        deployFailing(runtime, 1);
        String json = "  \"A\\u0064a\" ";

        UUID id = runtime.faas()
                .invoke(InvocationRequest.of("pay", json).as(InvocationType.EVENT))
                .requestId();
        runtime.time().runUntilIdle();

        QueueMessage message = dead.receive(10).get(0);
        assertThat(message.bodyAsText()).isEqualTo(json);
        assertThat(message.attributes())
                .containsOnly(
                        entry("RequestID", MessageAttribute.string(id.toString())),
                        entry("ErrorCode", MessageAttribute.number(200)),
                        entry("ErrorMessage", MessageAttribute.string("down")));
        assertThat(runtime.timeline()).hasCalls(3);
        assertThat(runtime.faas().ledger()).hasAllIn(EventState.DEAD).keeps(0);
    }

    @Test
    @Rule({"DLQ-3", "ASYNC-8"})
    void an_event_without_an_attempt_arrives_with_status_429_and_the_throttle_s_text(FaasTestRuntime runtime) {
        RecordingDestination dead = recording(runtime, DEAD);
        deployFailing(runtime, 0);

        runtime.faas().invokeAsync("pay", "Ada");
        runtime.time().advance(Duration.ZERO);

        assertThat(dead).onlyDeadLetter().hasBody("\"Ada\"").hasErrorCode(429).hasErrorMessage("Rate Exceeded.");
    }

    @Test
    @Rule({"DLQ-1", "DEST-1"})
    void queue_and_destination_are_both_told_each_in_its_way(FaasTestRuntime runtime) {
        RecordingDestination dead = recording(runtime, DEAD);
        RecordingDestination failures = recording(runtime, FAILURES);
        deployFailing(runtime, 1);
        runtime.faas()
                .eventInvokeConfigs()
                .put("pay", EventInvokeConfig.create().onFailure(FAILURES));

        runtime.faas().invokeAsync("pay", "Ada");
        runtime.time().runUntilIdle();

        assertThat(dead).onlyDeadLetter().hasBody("\"Ada\"");
        assertThat(failures).onlyRecord().hasCondition(EventCondition.RETRIES_EXHAUSTED);
        assertThat(runtime.faas().ledger()).hasAllIn(EventState.DEAD).keeps(0);
    }

    @Test
    @Rule({"DLQ-1", "DLQ-4", "DEST-7"})
    void one_that_fails_keeps_the_other_from_nothing_and_is_not_told_twice(FaasTestRuntime runtime) {
        RecordingDestination dead = recording(runtime, DEAD);
        RecordingDestination failures = recording(runtime, FAILURES).failsAlways(() -> new IOException("full"));
        deployFailing(runtime, 1);
        runtime.faas()
                .eventInvokeConfigs()
                .put("pay", EventInvokeConfig.create().onFailure(FAILURES));

        runtime.faas().invokeAsync("pay", "Ada");
        runtime.time().runUntilIdle();

        assertThat(dead).hasTries(1).onlyDeadLetter();
        assertThat(failures).hasTries(6);
        assertThat(runtime.faas().deadLetters())
                .onlyOne()
                .hasCondition(EventCondition.RETRIES_EXHAUSTED)
                .wasNotDeliveredTo(FAILURES);
    }

    @Test
    @Rule("DLQ-4")
    void an_event_that_its_queue_does_not_take_is_tried_six_times_and_then_kept(FaasTestRuntime runtime) {
        RecordingDestination dead = recording(runtime, DEAD).failsAlways(() -> new IOException("full"));
        deployFailing(runtime, 1);

        AcceptedEvent event = runtime.faas().invokeAsync("pay", "Ada");
        runtime.time().runUntilIdle();

        assertThat(dead).hasTries(6);
        assertThat(runtime.faas().deadLetters()).onlyOne().hasAttempts(3).wasNotDeliveredTo(DEAD);

        dead.recovers();
        runtime.script("pay").clear();
        runtime.faas().deadLetters().redrive(event.requestId());
        runtime.time().runUntilIdle();
        assertThat(runtime.faas().ledger()).hasAllIn(EventState.SUCCEEDED);
        assertThat(dead).isEmpty();
    }

    @Test
    @Rule({"ASYNC-14", "DLQ-1"})
    void an_event_that_succeeds_at_last_does_not_go_there(FaasTestRuntime runtime) {
        RecordingDestination dead = recording(runtime, DEAD);
        deployFailing(runtime, 1);
        runtime.script("pay").clear().fails(once(AsyncTests::down));

        runtime.faas().invokeAsync("pay", "Ada");
        runtime.time().runUntilIdle();

        assertThat(dead).hasTries(0);
    }

    @Test
    @Rule("DLQ-5")
    void the_queue_of_the_version_that_ran_counts(FaasTestRuntime runtime) {
        RecordingDestination dead = recording(runtime, DEAD);
        RecordingDestination other = recording(runtime, DestinationRef.queue("other"));
        deployFailing(runtime, 1);
        runtime.faas().publish("pay");
        runtime.deploy(echo("pay").configure(settings -> settings.deadLetterTarget("queue:other")));

        runtime.faas().invokeAsync("pay:1", "a");
        runtime.faas().invokeAsync("pay", "b");
        runtime.time().runUntilIdle();

        assertThat(dead).onlyDeadLetter().hasBody("\"a\"");
        assertThat(other).onlyDeadLetter().hasBody("\"b\"");
    }

    @Test
    @Rule({"DLQ-6", "DLQ-4"})
    void a_queue_that_keeps_an_order_does_not_take_it(FaasTestRuntime runtime) {
        runtime.deploy(echo("pay").configure(settings -> settings.deadLetterTarget("queue:dead.fifo")));
        runtime.script("pay").fails(always(AsyncTests::down));

        runtime.faas().invokeAsync("pay", "a");
        runtime.time().runUntilIdle();

        assertThat(runtime.faas().deadLetters()).onlyOne().wasNotDeliveredTo(DestinationRef.queue("dead.fifo"));
    }

    @Test
    @Rule("DLQ-2")
    void an_error_s_text_is_cut_after_a_kilobyte(FaasTestRuntime runtime) {
        RecordingDestination dead = recording(runtime, DEAD);
        deployFailing(runtime, 1);
        runtime.script("pay").clear().fails(always(() -> new IllegalStateException("x".repeat(5_000))));

        runtime.faas().invokeAsync("pay", "a");
        runtime.time().runUntilIdle();

        assertThat(dead).onlyDeadLetter().hasAttribute(DeadLetterMessage.ERROR_MESSAGE, "x".repeat(1_024));
    }

    @Test
    @Rule({"DLQ-1", "ASYNC-13"})
    void what_the_queue_took_before_counts_when_the_other_destination_is_taken_away(FaasTestRuntime runtime) {
        RecordingDestination dead = recording(runtime, DestinationRef.queue("taking"));
        DestinationRef refusing = DestinationRef.custom("refusing");
        recording(runtime, refusing).failsAlways(() -> new IOException("full"));
        runtime.deploy(echo("pay").configure(settings -> settings.deadLetterTarget("queue:taking")));
        runtime.faas()
                .eventInvokeConfigs()
                .put("pay", EventInvokeConfig.create().maximumRetryAttempts(0).onFailure(refusing));
        runtime.script("pay").fails(always(AsyncTests::down));
        runtime.faas().invokeAsync("pay", "a");
        runtime.time().advance(Duration.ZERO);
        assertThat(dead).hasTaken(1);

        runtime.faas()
                .eventInvokeConfigs()
                .put("pay", EventInvokeConfig.create().maximumRetryAttempts(0));
        runtime.time().runUntilIdle();

        assertThat(dead).hasTaken(1);
        assertThat(runtime.faas().ledger()).hasAllIn(EventState.DEAD).keeps(0);
    }
}
