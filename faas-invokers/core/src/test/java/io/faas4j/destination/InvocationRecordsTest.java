package io.faas4j.destination;

import static org.assertj.core.api.Assertions.assertThat;

import io.faas4j.event.EventCondition;
import io.faas4j.event.InvocationRecord;
import io.faas4j.function.ArnScope;
import io.faas4j.function.FunctionRef;
import io.faas4j.rules.Rule;
import io.faas4j.runtime.time.VirtualTime;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What destinations are told, to the letter. */
class InvocationRecordsTest {

    private static final UUID ID = UUID.fromString("8f3c1c52-7b52-4c3a-9d6e-2f6a1f0f5c11");
    private static final String ARN = "arn:aws:lambda:local-1:000000000000:function:";
    private static final byte[] ERROR =
            json("{\"errorMessage\":\"broken\",\"errorType\":\"java.lang.IllegalStateException\",\"stackTrace\":[]}");

    private final VirtualTime time = VirtualTime.startingAt(Instant.parse("2026-01-02T03:04:05.678Z"));
    private final InvocationRecords records = new InvocationRecords(ArnScope.DEFAULT, time);

    private static byte[] json(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private InvocationRecord told(
            String function,
            EventCondition condition,
            int attempts,
            String event,
            @Nullable FunctionResponse response) {
        return records.of(ID, FunctionRef.parse(function), condition, attempts, json(event), response);
    }

    @Test
    @Rule({"DEST-1", "DEST-2", "DEST-3", "DEST-5"})
    void a_success_shows_the_event_and_the_result_as_json() {
        FunctionResponse response = FunctionResponse.result("7", json("{\"price\":12.50}"));

        InvocationRecord told = told("price:live", EventCondition.SUCCESS, 1, "{\"order\":\"\u00e4\"}", response);

        assertThat(told.bodyAsText())
                .isEqualTo("{\"version\":\"1.0\",\"timestamp\":\"2026-01-02T03:04:05.678Z\","
                        + "\"requestContext\":{\"requestId\":\"8f3c1c52-7b52-4c3a-9d6e-2f6a1f0f5c11\","
                        + "\"functionArn\":\"" + ARN + "price:live\",\"condition\":\"Success\","
                        + "\"approximateInvokeCount\":1},\"requestPayload\":{\"order\":\"\u00e4\"},"
                        + "\"responseContext\":{\"statusCode\":200,\"executedVersion\":\"7\"},"
                        + "\"responsePayload\":{\"price\":12.50}}");
    }

    @Test
    @Rule({"DEST-1", "DEST-2", "DEST-3", "DEST-5"})
    void a_failure_shows_the_error_of_the_last_attempt() {
        FunctionResponse response = FunctionResponse.error("$LATEST", ERROR);

        InvocationRecord told = told("price", EventCondition.RETRIES_EXHAUSTED, 3, "\"event\"", response);

        assertThat(told.bodyAsText())
                .isEqualTo("{\"version\":\"1.0\",\"timestamp\":\"2026-01-02T03:04:05.678Z\","
                        + "\"requestContext\":{\"requestId\":\"8f3c1c52-7b52-4c3a-9d6e-2f6a1f0f5c11\","
                        + "\"functionArn\":\"" + ARN + "price:$LATEST\",\"condition\":\"RetriesExhausted\","
                        + "\"approximateInvokeCount\":3},\"requestPayload\":\"event\","
                        + "\"responseContext\":{\"statusCode\":200,\"executedVersion\":\"$LATEST\","
                        + "\"functionError\":\"Unhandled\"},\"responsePayload\":{\"errorMessage\":\"broken\","
                        + "\"errorType\":\"java.lang.IllegalStateException\",\"stackTrace\":[]}}");
    }

    @Test
    @Rule({"DEST-1", "DEST-4", "ASYNC-17"})
    void without_an_attempt_there_is_no_response() {
        InvocationRecord told = told("price", EventCondition.ZERO_RESERVED_CONCURRENCY, 0, "[1, 2]", null);

        assertThat(told.bodyAsText())
                .isEqualTo("{\"version\":\"1.0\",\"timestamp\":\"2026-01-02T03:04:05.678Z\","
                        + "\"requestContext\":{\"requestId\":\"8f3c1c52-7b52-4c3a-9d6e-2f6a1f0f5c11\","
                        + "\"functionArn\":\"" + ARN + "price:$LATEST\",\"condition\":\"ZeroReservedConcurrency\","
                        + "\"approximateInvokeCount\":0},\"requestPayload\":[1, 2]}");
        assertThat(told.executedVersion()).isEmpty();
    }

    @Test
    @Rule({"DEST-3", "DEST-4"})
    void an_event_that_became_too_old_after_an_attempt_shows_the_attempts_error() {
        InvocationRecord told =
                told("price", EventCondition.EVENT_AGE_EXCEEDED, 1, "1", FunctionResponse.error("$LATEST", ERROR));

        assertThat(told.bodyAsText())
                .contains("\"condition\":\"EventAgeExceeded\"", "\"functionError\":\"Unhandled\"", "\"errorMessage\"");
    }

    @ParameterizedTest
    @EnumSource(EventCondition.class)
    @Rule("DEST-1")
    void each_condition_has_lambdas_name(EventCondition condition) {
        InvocationRecord told = told("price", condition, 0, "1", null);

        assertThat(told.bodyAsText()).contains("\"condition\":\"" + condition.wireName() + "\"");
        assertThat(told.condition()).isEqualTo(condition);
    }

    @Test
    void nothing_sent_and_nothing_answered_are_null() {
        InvocationRecord told = told("price", EventCondition.SUCCESS, 1, "", FunctionResponse.result("1", new byte[0]));

        assertThat(told.bodyAsText()).contains("\"requestPayload\":null,").endsWith("\"responsePayload\":null}");
    }

    @Test
    void the_time_has_three_digits_after_the_second_always() {
        time.advance(Duration.ofMillis(322));

        InvocationRecord told = told("price", EventCondition.SUCCESS, 1, "1", null);

        assertThat(told.bodyAsText()).contains("\"timestamp\":\"2026-01-02T03:04:06.000Z\"");
        assertThat(told.timestamp()).isEqualTo(Instant.parse("2026-01-02T03:04:06Z"));
    }

    @Test
    @Rule({"DEST-2", "DEST-5", "ASYNC-17"})
    void a_record_is_told_as_values_too() {
        InvocationRecord told =
                told("price", EventCondition.RETRIES_EXHAUSTED, 3, "1", FunctionResponse.error("$LATEST", ERROR));

        assertThat(told.requestId()).isEqualTo(ID);
        assertThat(told.functionArn()).isEqualTo(ARN + "price:$LATEST");
        assertThat(told.approximateInvokeCount()).isEqualTo(3);
        assertThat(told.executedVersion()).contains("$LATEST");
        assertThat(told.isSuccess()).isFalse();
    }
}
