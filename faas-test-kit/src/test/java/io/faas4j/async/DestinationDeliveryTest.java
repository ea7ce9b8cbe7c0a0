package io.faas4j.async;

import static io.faas4j.async.AsyncTests.echo;
import static io.faas4j.async.AsyncTests.recording;
import static io.faas4j.testkit.FaasAssertions.assertThat;
import static io.faas4j.testkit.Faults.always;
import static io.faas4j.testkit.Faults.once;
import static org.assertj.core.api.Assertions.assertThat;

import io.faas4j.event.AcceptedEvent;
import io.faas4j.event.DestinationRef;
import io.faas4j.event.EventCondition;
import io.faas4j.event.EventInvokeConfig;
import io.faas4j.event.EventState;
import io.faas4j.function.AliasSpec;
import io.faas4j.function.FunctionDefinition;
import io.faas4j.function.TypeRef;
import io.faas4j.invocation.InvocationRequest;
import io.faas4j.invocation.InvocationType;
import io.faas4j.queue.MessageQueue;
import io.faas4j.rules.Rule;
import io.faas4j.source.QueueMessage;
import io.faas4j.testkit.FaasTest;
import io.faas4j.testkit.FaasTestRuntime;
import io.faas4j.testkit.RecordingDestination;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

/** What destinations are told of events, and when. */
@FaasTest
class DestinationDeliveryTest {

    private static final String ARN = "arn:aws:lambda:local-1:000000000000:function:";
    private static final DestinationRef AUDIT = DestinationRef.custom("audit");
    private static final DestinationRef FAILURES = DestinationRef.custom("failures");

    private static EventInvokeConfig both() {
        return EventInvokeConfig.create().onSuccess(AUDIT).onFailure(FAILURES);
    }

    @Test
    @Rule({"ASYNC-14", "ASYNC-17", "DEST-1", "DEST-2", "DEST-3", "DEST-5"})
    void a_success_is_told_once_after_however_many_attempts(FaasTestRuntime runtime) {
        RecordingDestination audit = recording(runtime, AUDIT);
        RecordingDestination failures = recording(runtime, FAILURES);
        runtime.deploy(echo("pay"));
        runtime.faas().publish("pay");
        runtime.faas().alias("pay", AliasSpec.of("live").version("1"));
        runtime.faas().eventInvokeConfigs().put("pay:live", both());
        runtime.script("pay").fails(once(AsyncTests::down));

        AcceptedEvent event = runtime.faas().invokeAsync("pay:live", "Ada");
        runtime.time().runUntilIdle();

        assertThat(audit)
                .onlyRecord()
                .isSuccess()
                .hasFunctionArn(ARN + "pay:live")
                .hasInvokeCount(2)
                .ranVersion("1")
                .hasBody(
                        "{\"version\":\"1.0\",\"timestamp\":\"2026-01-01T00:01:00.000Z\",\"requestContext\":{\"requestId\":\""
                                + event.requestId() + "\",\"functionArn\":\"" + ARN
                                + "pay:live\",\"condition\":\"Success\",\"approximateInvokeCount\":2},\"requestPayload\":\"Ada\","
                                + "\"responseContext\":{\"statusCode\":200,\"executedVersion\":\"1\"},"
                                + "\"responsePayload\":\"Ada\"}");
        assertThat(failures).isEmpty();
        assertThat(runtime.faas().ledger()).hasAllIn(EventState.SUCCEEDED);
    }

    @Test
    @Rule({"ASYNC-17", "DEST-1", "DEST-2", "DEST-3", "DEST-5"})
    void a_failure_for_good_is_told_with_the_last_error(FaasTestRuntime runtime) {
        RecordingDestination audit = recording(runtime, AUDIT);
        RecordingDestination failures = recording(runtime, FAILURES);
        runtime.deploy(echo("pay"));
        runtime.faas().eventInvokeConfigs().put("pay", both());
        runtime.script("pay").fails(call -> new IllegalStateException("failure " + call.number()));

        runtime.faas().invokeAsync("pay", "Ada");
        runtime.time().runUntilIdle();

        assertThat(failures)
                .onlyRecord()
                .hasCondition(EventCondition.RETRIES_EXHAUSTED)
                .hasFunctionArn(ARN + "pay:$LATEST")
                .hasInvokeCount(3)
                .ranVersion("$LATEST")
                .hasBodyContaining("\"requestPayload\":\"Ada\"")
                .hasBodyContaining(
                        "\"responseContext\":{\"statusCode\":200,\"executedVersion\":\"$LATEST\",\"functionError\":\"Unhandled\"}")
                .hasBodyContaining("\"responsePayload\":{\"errorMessage\":\"failure 3\","
                        + "\"errorType\":\"java.lang.IllegalStateException\",\"stackTrace\":[");
        assertThat(audit).isEmpty();
        assertThat(runtime.faas().ledger()).hasAllIn(EventState.DEAD).keeps(0);
    }

    @Test
    @Rule({"ASYNC-8", "ASYNC-17", "DEST-1", "DEST-4"})
    void a_function_that_is_reserved_nothing_gives_a_record_without_a_response(FaasTestRuntime runtime) {
        RecordingDestination failures = recording(runtime, FAILURES);
        runtime.deploy(echo("pay").reservedConcurrency(0));
        runtime.faas().eventInvokeConfigs().put("pay", both());

        AcceptedEvent event = runtime.faas().invokeAsync("pay", "Ada");
        runtime.time().advance(Duration.ZERO);

        assertThat(failures)
                .onlyRecord()
                .hasCondition(EventCondition.ZERO_RESERVED_CONCURRENCY)
                .hasInvokeCount(0)
                .ranNoVersion()
                .hasBody(
                        "{\"version\":\"1.0\",\"timestamp\":\"2026-01-01T00:00:00.000Z\",\"requestContext\":{\"requestId\":\""
                                + event.requestId() + "\",\"functionArn\":\"" + ARN
                                + "pay:$LATEST\",\"condition\":\"ZeroReservedConcurrency\",\"approximateInvokeCount\":0},"
                                + "\"requestPayload\":\"Ada\"}");
    }

    @Test
    @Rule({"ASYNC-6", "DEST-1", "DEST-4"})
    void an_event_too_old_after_a_failed_attempt_is_told_with_that_response(FaasTestRuntime runtime) {
        RecordingDestination failures = recording(runtime, FAILURES);
        runtime.deploy(echo("pay"));
        runtime.faas().eventInvokeConfigs().put("pay", both().maximumEventAge(Duration.ofSeconds(70)));
        runtime.script("pay").takes(Duration.ofSeconds(20)).fails(always(AsyncTests::down));

        runtime.faas().invokeAsync("pay", "Ada");
        runtime.time().runUntilIdle();

        assertThat(failures)
                .onlyRecord()
                .hasCondition(EventCondition.EVENT_AGE_EXCEEDED)
                .hasInvokeCount(1)
                .ranVersion("$LATEST")
                .hasBodyContaining("\"errorMessage\":\"down\"");
        assertThat(runtime.faas().ledger()).hasAllIn(EventState.EXPIRED).keeps(0);
    }

    @Test
    @Rule("DEST-4")
    void a_timeout_is_told_as_a_response_too(FaasTestRuntime runtime) {
        RecordingDestination failures = recording(runtime, FAILURES);
        runtime.deploy(echo("pay").timeout(Duration.ofSeconds(2)));
        runtime.faas().eventInvokeConfigs().put("pay", both().maximumRetryAttempts(0));
        runtime.script("pay").takesUninterruptibly(Duration.ofSeconds(20));

        AcceptedEvent event = runtime.faas().invokeAsync("pay", "Ada");
        runtime.time().runUntilIdle();

        assertThat(failures)
                .onlyRecord()
                .hasInvokeCount(1)
                .hasBodyContaining("\"errorType\":\"Sandbox.Timedout\"")
                .hasBodyContaining("\"errorMessage\":\"RequestId: " + event.requestId()
                        + " Error: Task timed out after 2.00 seconds\"");
    }

    @Test
    @Rule("DEST-6")
    void a_record_is_the_event_of_a_function_a_queue_s_message_and_a_bus_s_detail(FaasTestRuntime runtime) {
        List<Object> seen = new CopyOnWriteArrayList<>();
        TypeRef<Map<String, Object>> json = new TypeRef<>() {};
        runtime.deploy(FunctionDefinition.builder("watch", json, new TypeRef<String>() {})
                .handler((event, context) -> {
                    seen.add(event.get("requestPayload") + " " + event.get("responsePayload"));
                    return "";
                }));
        MessageQueue queue = runtime.faas().queues().create("results");
        List<String> details = new CopyOnWriteArrayList<>();
        runtime.faas().destinations().eventBus("bus").listen(event -> details.add(event.detailType()));
        for (DestinationRef to : List.of(
                DestinationRef.function("watch"), DestinationRef.queue("results"), DestinationRef.eventBus("bus"))) {
            String name = "to-" + to.name();
            runtime.deploy(echo(name));
            runtime.faas()
                    .eventInvokeConfigs()
                    .put(name, EventInvokeConfig.create().onSuccess(to));
            runtime.faas().invokeAsync(name, "Ada");
        }

        runtime.time().runUntilIdle();

        assertThat(seen).containsExactly("Ada Ada");
        QueueMessage message = queue.receive(10).get(0);
        assertThat(message.bodyAsText()).contains("\"responsePayload\":\"Ada\"");
        assertThat(message.attributes()).isEmpty();
        assertThat(details).containsExactly("Lambda Function Invocation Result - Success");
        assertThat(runtime.faas().ledger()).hasAccepted(4).hasAllIn(EventState.SUCCEEDED);
    }

    @Test
    @Rule("DEST-8")
    void synchronous_invocations_tell_nobody(FaasTestRuntime runtime) {
        RecordingDestination audit = recording(runtime, AUDIT);
        RecordingDestination failures = recording(runtime, FAILURES);
        runtime.deploy(echo("pay"));
        runtime.faas().eventInvokeConfigs().put("pay", both());
        runtime.script("pay").fails(once(AsyncTests::down));

        runtime.faas().call("pay", "a", String.class);
        runtime.faas().call("pay", "a", String.class);
        runtime.faas().invoke(InvocationRequest.of("pay", "\"a\"").as(InvocationType.DRY_RUN));
        runtime.time().runUntilIdle();

        assertThat(audit).hasTries(0);
        assertThat(failures).hasTries(0);
    }

    @Test
    @Rule({"DEST-7", "DEST-1"})
    void a_destination_that_fails_is_tried_again_and_the_function_is_not(FaasTestRuntime runtime) {
        RecordingDestination audit = recording(runtime, AUDIT).failsNext(2, () -> new IOException("full"));
        runtime.deploy(echo("pay"));
        runtime.faas().eventInvokeConfigs().put("pay", both());

        runtime.faas().invokeAsync("pay", "Ada");
        runtime.time().advance(Duration.ofSeconds(1));
        assertThat(runtime.faas().ledger()).isBalanced().has(EventState.DELIVERING, 1);
        runtime.time().runUntilIdle();

        assertThat(audit).hasTries(3).onlyRecord().isSuccess().hasInvokeCount(1);
        assertThat(runtime.time().now()).isEqualTo("2026-01-01T00:00:03Z");
        assertThat(runtime.timeline()).hasCalls(1);
        assertThat(runtime.faas().ledger()).hasAllIn(EventState.SUCCEEDED);
    }

    @Test
    @Rule("DEST-7")
    void a_record_nobody_takes_is_kept_and_the_outcome_stays_what_it_was(FaasTestRuntime runtime) {
        RecordingDestination audit = recording(runtime, AUDIT).failsAlways(() -> new IOException("full"));
        runtime.deploy(echo("pay"));
        runtime.faas().eventInvokeConfigs().put("pay", both());

        runtime.faas().invokeAsync("pay", "Ada");
        runtime.time().runUntilIdle();

        assertThat(audit).hasTries(6).isEmpty();
        assertThat(runtime.faas().deadLetters())
                .onlyOne()
                .hasCondition(EventCondition.SUCCESS)
                .wasNotDeliveredTo(AUDIT)
                .hasPayload("\"Ada\"")
                .diedAtAge(Duration.ofSeconds(31));
        assertThat(runtime.faas()
                        .deadLetters()
                        .list(DeadLetterFilter.ALL)
                        .get(0)
                        .lastDeliveryError())
                .hasValueSatisfying(
                        error -> assertThat(error).contains("custom:audit").contains("full"));
    }

    @Test
    @Rule("DEST-7")
    void an_undelivered_record_is_redriven_as_a_delivery(FaasTestRuntime runtime) {
        RecordingDestination audit = recording(runtime, AUDIT).failsAlways(() -> new IOException("full"));
        runtime.deploy(echo("pay"));
        runtime.faas().eventInvokeConfigs().put("pay", both());
        AcceptedEvent event = runtime.faas().invokeAsync("pay", "Ada");
        runtime.time().runUntilIdle();

        audit.recovers();
        assertThat(runtime.faas().deadLetters().redrive(event.requestId())).isTrue();
        assertThat(runtime.faas().ledger()).isBalanced().has(EventState.DELIVERING, 1);
        runtime.time().runUntilIdle();

        assertThat(runtime.timeline()).hasCalls(1);
        assertThat(audit)
                .onlyRecord()
                .isSuccess()
                .hasInvokeCount(1)
                .ranVersion("$LATEST")
                .hasBodyContaining("\"responsePayload\":\"Ada\"");
        assertThat(runtime.faas().ledger())
                .hasAccepted(1)
                .hasAllIn(EventState.SUCCEEDED)
                .keeps(0);
    }

    @Test
    @Rule({"ASYNC-9", "DEST-7"})
    void a_destination_that_keeps_an_order_fails_when_something_is_delivered(FaasTestRuntime runtime) {
        runtime.deploy(echo("pay"));
        DestinationRef fifo = DestinationRef.queue("results.fifo");
        runtime.faas()
                .eventInvokeConfigs()
                .put("pay", EventInvokeConfig.create().onSuccess(fifo));

        runtime.faas().invokeAsync("pay", "Ada");
        runtime.time().runUntilIdle();

        assertThat(runtime.faas().deadLetters()).onlyOne().wasNotDeliveredTo(fifo);
    }

    @Test
    @Rule("ASYNC-13")
    void a_destination_that_is_set_or_taken_away_meanwhile_counts_when_the_event_ends(FaasTestRuntime runtime) {
        RecordingDestination failures = recording(runtime, FAILURES);
        runtime.deploy(echo("pay"));
        runtime.deploy(echo("other"));
        runtime.script("pay").fails(always(AsyncTests::down));
        runtime.script("other").fails(always(AsyncTests::down));
        runtime.faas().eventInvokeConfigs().put("other", both());
        AcceptedEvent event = runtime.faas().invokeAsync("pay", "Ada");
        runtime.faas().invokeAsync("other", "Bob");
        runtime.time().advance(Duration.ofMinutes(2));

        runtime.faas().eventInvokeConfigs().put("pay", both());
        runtime.faas().eventInvokeConfigs().delete("other");
        runtime.time().runUntilIdle();

        assertThat(failures).onlyRecord().hasInvokeCount(3).ranVersion("$LATEST");
        assertThat(failures.records().get(0).requestId()).isEqualTo(event.requestId());
        assertThat(runtime.faas().deadLetters()).onlyOne().hasPayload("\"Bob\"");
    }

    @Test
    @Rule({"ASYNC-13", "DEST-4"})
    void a_destination_that_is_set_while_the_last_attempt_hangs_is_told_of_its_timeout(FaasTestRuntime runtime) {
        RecordingDestination failures = recording(runtime, FAILURES);
        runtime.deploy(echo("pay").timeout(Duration.ofSeconds(5)));
        runtime.faas()
                .eventInvokeConfigs()
                .put("pay", EventInvokeConfig.create().maximumRetryAttempts(0));
        runtime.script("pay").gate();
        runtime.faas().invokeAsync("pay", "Ada");
        runtime.time().advance(Duration.ofSeconds(2));

        runtime.faas().eventInvokeConfigs().put("pay", both().maximumRetryAttempts(0));
        runtime.time().advance(Duration.ofSeconds(3));

        assertThat(failures).onlyRecord().hasInvokeCount(1).hasBodyContaining("Sandbox.Timedout");
    }
}
