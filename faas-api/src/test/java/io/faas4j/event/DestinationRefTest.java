package io.faas4j.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.faas4j.error.InvalidParameterValueException;
import io.faas4j.error.ValidationException;
import io.faas4j.event.DestinationRef.Kind;
import io.faas4j.function.ArnScope;
import io.faas4j.function.FunctionRef;
import io.faas4j.rules.Rule;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How destinations are written. */
class DestinationRefTest {

    @ParameterizedTest
    @CsvSource({
        "function:audit, FUNCTION, arn:aws:lambda:local-1:000000000000:function:audit",
        "function:audit:live, FUNCTION, arn:aws:lambda:local-1:000000000000:function:audit:live",
        "function:audit:$LATEST, FUNCTION, arn:aws:lambda:local-1:000000000000:function:audit:$LATEST",
        "function:function:function:live, FUNCTION, arn:aws:lambda:local-1:000000000000:function:function:live",
        "queue:failed_orders-1, QUEUE, arn:aws:sqs:local-1:000000000000:failed_orders-1",
        "queue:orders.fifo, QUEUE, arn:aws:sqs:local-1:000000000000:orders.fifo",
        "topic:failures, TOPIC, arn:aws:sns:local-1:000000000000:failures",
        "event-bus:default, EVENT_BUS, arn:aws:events:local-1:000000000000:event-bus/default",
        "event-bus:aws.partner/a/b, EVENT_BUS, arn:aws:events:local-1:000000000000:event-bus/aws.partner/a/b",
        "bucket:my.failures-1, BUCKET, arn:aws:s3:::my.failures-1",
        "custom:kafka/failures, CUSTOM, arn:aws:faas4j:local-1:000000000000:kafka/failures",
        "dead-letters, DEAD_LETTERS, arn:aws:faas4j:local-1:000000000000:dead-letters:area"
    })
    @Rule({"ASYNC-9", "LIB-7"})
    void a_destination_is_written_as_kind_and_name_or_as_an_arn(String text, Kind kind, String arn) {
        DestinationRef ref = DestinationRef.parse(text);

        assertThat(ref.kind()).isEqualTo(kind);
        assertThat(ref).hasToString(text);
        assertThat(ref.arn(ArnScope.DEFAULT)).isEqualTo(arn);
        assertThat(DestinationRef.parse(arn)).isEqualTo(ref).hasSameHashCodeAs(ref);
    }

    @Test
    void each_kind_has_a_way_to_be_written_in_code() {
        assertThat(DestinationRef.function("audit:live")).isEqualTo(DestinationRef.parse("function:audit:live"));
        assertThat(DestinationRef.queue("dlq")).isEqualTo(DestinationRef.parse("queue:dlq"));
        assertThat(DestinationRef.topic("t")).isEqualTo(DestinationRef.parse("topic:t"));
        assertThat(DestinationRef.eventBus("b")).isEqualTo(DestinationRef.parse("event-bus:b"));
        assertThat(DestinationRef.bucket("abc")).isEqualTo(DestinationRef.parse("bucket:abc"));
        assertThat(DestinationRef.custom("mine")).isEqualTo(DestinationRef.parse("custom:mine"));
        assertThat(DestinationRef.queue("same")).isNotEqualTo(DestinationRef.topic("same"));
    }

    @Test
    @Rule("LIB-7")
    void region_and_account_are_left_out() {
        assertThat(DestinationRef.parse("arn:aws:sqs:eu-west-1:123456789012:dlq"))
                .isEqualTo(DestinationRef.queue("dlq"));
        assertThat(DestinationRef.parse("arn:aws-cn:lambda:eu-west-1:123456789012:function:audit:7"))
                .isEqualTo(DestinationRef.function("audit:7"));
        assertThat(DestinationRef.function("123456789012:function:audit")).isEqualTo(DestinationRef.function("audit"));
    }

    @Test
    void a_function_is_known_as_one() {
        assertThat(DestinationRef.function("audit:live").function()).contains(FunctionRef.parse("audit:live"));
        assertThat(DestinationRef.function("audit:live").name()).isEqualTo("audit:live");
        assertThat(DestinationRef.queue("audit").function()).isEmpty();
    }

    @Test
    @Rule("ASYNC-9")
    void a_queue_or_topic_that_keeps_an_order_is_told_by_its_name() {
        assertThat(DestinationRef.queue("a.fifo").isFifo()).isTrue();
        assertThat(DestinationRef.topic("a.fifo").isFifo()).isTrue();
        assertThat(DestinationRef.queue("fifo").isFifo()).isFalse();
        assertThat(DestinationRef.eventBus("a.fifo").isFifo()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "dlq",
                "queue",
                "queue:",
                "queue:a b",
                "queue:a.b",
                "queue:.fifo",
                "Queue:a",
                "queues:a",
                "bucket:ab",
                "bucket:Abc",
                "bucket:.abc",
                "event-bus:a:b",
                "custom:",
                "dead-letters:",
                "dead-letters:mine",
                "arn:",
                "arn:aws",
                "arn:aws:sqs",
                "arn:aws:sqs:::q",
                "arn:aws:sqs:eu-west-1:12345:q",
                "arn:aws:sqs:eu-west-1:123456789012:",
                "arn:aws:sqs:eu-west-1:123456789012:a:b",
                "arn:gcp:sqs:eu-west-1:123456789012:q",
                "arn:aws:events:eu-west-1:123456789012:default",
                "arn:aws:events:eu-west-1:123456789012:event-bus/"
            })
    @Rule("ASYNC-12")
    void anything_else_has_the_wrong_form(String text) {
        assertThatExceptionOfType(ValidationException.class)
                .isThrownBy(() -> DestinationRef.parse(text))
                .withMessageStartingWith("1 validation error detected: Value '")
                .withMessageContaining("' at 'destination' failed to satisfy constraint: Member must ");
    }

    @Test
    @Rule("ASYNC-12")
    void a_function_is_written_as_functions_are() {
        assertThatExceptionOfType(ValidationException.class)
                .isThrownBy(() -> DestinationRef.parse("function:a b"))
                .withMessageContaining("at 'functionName'");
        assertThatExceptionOfType(ValidationException.class)
                .isThrownBy(() -> DestinationRef.parse("arn:aws:lambda:eu-west-1:123456789012:layer:a"))
                .withMessageContaining("at 'functionName'");
    }

    @Test
    void the_lengths_of_names_are_bounded() {
        assertThat(DestinationRef.queue("q".repeat(80)).name()).hasSize(80);
        assertThat(DestinationRef.queue("q".repeat(75) + ".fifo").name()).hasSize(80);
        assertThatExceptionOfType(ValidationException.class)
                .isThrownBy(() -> DestinationRef.queue("q".repeat(81)))
                .withMessageContaining("queue:([a-zA-Z0-9\\-_]{1,80}|[a-zA-Z0-9\\-_]{1,75}\\.fifo)");
        assertThatExceptionOfType(ValidationException.class)
                .isThrownBy(() -> DestinationRef.queue("q".repeat(76) + ".fifo"));
        assertThatExceptionOfType(ValidationException.class).isThrownBy(() -> DestinationRef.topic("t".repeat(257)));
        assertThatExceptionOfType(ValidationException.class).isThrownBy(() -> DestinationRef.bucket("b".repeat(64)));
    }

    @Test
    @Rule("ASYNC-12")
    void the_arn_of_another_service_is_no_destination() {
        String table = "arn:aws:dynamodb:eu-west-1:123456789012:table/a";

        assertThatExceptionOfType(InvalidParameterValueException.class)
                .isThrownBy(() -> DestinationRef.parse(table))
                .withMessage("The destination ARN " + table + " is invalid.");
    }
}
