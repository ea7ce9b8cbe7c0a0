package io.faas4j.testkit;

import static io.faas4j.testkit.FaasAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.faas4j.event.AttemptRecord;
import io.faas4j.event.DeadLetter;
import io.faas4j.event.DeadLetterMessage;
import io.faas4j.event.DestinationRef;
import io.faas4j.event.EventCondition;
import io.faas4j.event.EventState;
import io.faas4j.event.InvocationRecord;
import io.faas4j.event.Ledger;
import io.faas4j.function.FunctionRef;
import io.faas4j.function.InitializationType;
import io.faas4j.invocation.FunctionError;
import io.faas4j.invocation.InvocationReport;
import io.faas4j.invocation.InvocationResult;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class FaasAssertionsTest {

    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    private static final UUID ID = new UUID(1, 2);
    private static final String ARN = "arn:aws:lambda:local-1:000000000000:function:pay:live";
    private static final InvocationReport REPORT =
            new InvocationReport(2_000_000, true, 5, InitializationType.ON_DEMAND, 0, -1, -1, null);

    private final InvocationResult<String> success = new InvocationResult.Success<>("paid", ID, "1", REPORT);
    private final InvocationResult<String> failure = new InvocationResult.Failure<>(
            new FunctionError("java.lang.IllegalStateException", "down", null, new IllegalStateException("down")),
            ID,
            "2",
            REPORT);

    private static void refused(ThrowingCallable assertion, String message) {
        assertThatThrownBy(assertion).isInstanceOf(AssertionError.class).hasMessageContaining(message);
    }

    @Test
    void a_result_is_told_from_a_function_error() {
        assertThat(success)
                .succeeded()
                .hasPayload("paid")
                .ranVersion("1")
                .wasColdStart()
                .took(Duration.ofMillis(2));
        assertThat(failure)
                .failed()
                .failedWith(IllegalStateException.class)
                .hasErrorType("java.lang.IllegalStateException")
                .hasErrorMessageContaining("ow");

        refused(() -> assertThat(failure).succeeded(), "the function failed: java.lang.IllegalStateException: down");
        refused(() -> assertThat(success).hasPayload("sold"), "Expected payload <sold>, but was <paid>");
        refused(() -> assertThat(success).ranVersion("2"), "Expected version <2> to have run, but was <1>");
        refused(() -> assertThat(success).wasWarm(), "cold start");
        refused(() -> assertThat(success).took(Duration.ZERO), "taken PT0S, but it took PT0.002S");
        refused(() -> assertThat(success).failed(), "Expected a function error");
        refused(() -> assertThat(failure).failedWith(Error.class), "java.lang.Error");
        refused(() -> assertThat(failure).hasErrorType("X"), "Expected error type <X>");
        refused(() -> assertThat(failure).hasErrorMessageContaining("up"), "contains <up>");
        refused(() -> assertThat(failure).timedOut(), "Expected a timeout");
        refused(() -> assertThat((InvocationResult<String>) null).succeeded(), "not to be null");
    }

    @Test
    void a_timeline_is_told_by_its_times_and_outcomes() {
        FunctionRef pay = FunctionRef.parse("pay");
        Timeline timeline = new Timeline(
                List.of(
                        new Call(START, Duration.ofSeconds(2), pay, "1", 1, ID, Call.Outcome.FAILED, null),
                        new Call(START.plusSeconds(62), Duration.ZERO, pay, "2", 2, ID, Call.Outcome.SUCCEEDED, null)),
                0);

        assertThat(timeline)
                .hasCalls(2)
                .hasDelays(Duration.ofMinutes(1))
                .beganAt(START, START.plusSeconds(62))
                .hasOutcomes(Call.Outcome.FAILED, Call.Outcome.SUCCEEDED)
                .hasAttempts(1, 2)
                .ranVersions("1", "2");

        refused(() -> assertThat(timeline).isEmpty(), "Expected 0 calls, but there were 2:");
        refused(
                () -> assertThat(timeline).hasDelays(Duration.ofMinutes(2)),
                "Expected delays [PT2M], but there were [PT1M]");
        refused(() -> assertThat(timeline).hasAttempts(1), "pay, version 2, attempt 2");
    }

    @Test
    void a_timeline_prints_its_last_calls_and_how_many_were_before() {
        Call call = new Call(START, Duration.ZERO, FunctionRef.parse("pay"), "1", 1, ID, Call.Outcome.RUNNING, null);

        assertThat(new Timeline(Collections.nCopies(201, call), 9).toString())
                .startsWith("(10 earlier calls)")
                .hasLineCount(201);
        assertThat(new Timeline(List.of(), 0)).hasToString("no handler was called");
    }

    @Test
    void a_dead_letter_is_told_by_its_reason_and_its_attempts() {
        DeadLetter letter = new DeadLetter(
                ID,
                FunctionRef.parse("pay:live"),
                EventCondition.RETRIES_EXHAUSTED,
                "{}".getBytes(StandardCharsets.UTF_8),
                START,
                START.plusSeconds(61),
                List.of(
                        new AttemptRecord(START, Duration.ofSeconds(1), "1", "java.io.IOException", "gone"),
                        new AttemptRecord(START.plusSeconds(61), Duration.ZERO, "1", "X", "y")),
                3,
                List.of(DestinationRef.queue("dlq")),
                "full");

        assertThat(letter)
                .hasCondition(EventCondition.RETRIES_EXHAUSTED)
                .isOf("pay:live")
                .hasPayload("{}")
                .hasAttempts(2)
                .hasThrottles(3)
                .hasDelays(Duration.ofMinutes(1))
                .diedOf("X")
                .diedAtAge(Duration.ofSeconds(61))
                .wasNotDeliveredTo(DestinationRef.queue("dlq"));

        refused(
                () -> assertThat(letter).hasCondition(EventCondition.EVENT_AGE_EXCEEDED),
                "Expected condition <EVENT_AGE_EXCEEDED>, but was <RETRIES_EXHAUSTED> of DeadLetter[");
        refused(() -> assertThat(letter).hasAttempts(1), "Expected number of attempts <1>, but was <2>");
        refused(() -> assertThat(letter).wasNotDeliveredTo(), "Expected undelivered destinations <[]>");
    }

    @Test
    void a_record_is_told_by_its_fields_and_its_body() {
        InvocationRecord sent = new InvocationRecord(
                ID, ARN, EventCondition.SUCCESS, 2, START, "1", "{\"a\":1}".getBytes(StandardCharsets.UTF_8));

        assertThat(sent)
                .isSuccess()
                .hasFunctionArn(ARN)
                .hasInvokeCount(2)
                .ranVersion("1")
                .hasBody("{\"a\":1}")
                .hasBodyContaining("\"a\"");

        refused(() -> assertThat(sent).hasCondition(EventCondition.RETRIES_EXHAUSTED), "Expected condition");
        refused(() -> assertThat(sent).ranNoVersion(), "Expected executed version <Optional.empty>");
        refused(() -> assertThat(sent).hasBodyContaining("b"), "contains <b>");
    }

    @Test
    void a_dead_letter_message_is_told_by_its_body_and_its_attributes() {
        DeadLetterMessage message = new DeadLetterMessage(
                ID,
                "{}".getBytes(StandardCharsets.UTF_8),
                Map.of("RequestID", ID.toString(), "ErrorCode", "200", "ErrorMessage", "down"));

        assertThat(message)
                .hasBody("{}")
                .hasErrorCode(200)
                .hasErrorMessage("down")
                .hasAttribute(DeadLetterMessage.REQUEST_ID, ID.toString());

        refused(() -> assertThat(message).hasErrorCode(429), "Expected attribute ErrorCode <429>, but was <200>");
        refused(() -> assertThat(message).hasBody("[]"), "Expected body <[]>");
    }

    @Test
    void a_ledger_is_told_by_its_balance_and_its_counts() {
        Ledger open = new Ledger(3, 0, 1, 0, 0, 2, 0, 0, 0, 0, 0, 0, 0, 0);
        Ledger lost = new Ledger(3, 0, 0, 0, 0, 2, 0, 0, 0, 0, 0, 0, 0, 1);

        assertThat(open).isBalanced().hasAccepted(3).has(EventState.RUNNING, 1).keeps(0);
        assertThat(Ledger.EMPTY).isBalanced().hasNothingOpen().hasAllIn(EventState.SUCCEEDED);

        refused(
                () -> assertThat(lost).isBalanced(),
                "in exactly one state, but 3 were accepted and 2 are in a state: SUCCEEDED 2");
        refused(() -> assertThat(open).hasNothingOpen(), "but 1 have not: RUNNING 1, SUCCEEDED 2");
        refused(() -> assertThat(open).hasAllIn(EventState.SUCCEEDED), "Expected 3 events SUCCEEDED, but there were 2");
        refused(() -> assertThat(open).hasAccepted(4), "Expected 4 accepted events, but there were 3");
        refused(() -> assertThat(lost).keeps(0), "Expected 0 kept, but there were 1");
        refused(() -> assertThat(Ledger.EMPTY).hasAccepted(1), "no events");
    }
}
