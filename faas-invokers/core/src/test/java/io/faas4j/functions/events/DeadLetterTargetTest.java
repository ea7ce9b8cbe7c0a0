package io.faas4j.functions.events;

import static io.faas4j.functions.Refusal.wrongForm;
import static org.assertj.core.api.Assertions.assertThat;

import io.faas4j.event.DestinationRef;
import io.faas4j.fixture.TestFaas;
import io.faas4j.function.FunctionDefinition;
import io.faas4j.functions.Refusal;
import io.faas4j.rules.Rule;
import io.faas4j.runtime.registry.FunctionRegistry;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Where a function's events go that are given up. */
class DeadLetterTargetTest {

    private static FunctionDefinition<String, String> function(@Nullable String target) {
        return FunctionDefinition.builder("fn", String.class, String.class)
                .handler((event, context) -> event)
                .configure(settings -> settings.deadLetterTarget(target))
                .build();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "queue:q",
                "topic:t",
                "queue:q.fifo",
                "arn:aws:sqs:local-1:000000000000:q",
                "arn:aws:sns:local-1:000000000000:t"
            })
    @Rule("DLQ-6")
    void a_target_is_a_queue_or_a_topic(String target) {
        try (TestFaas faas = TestFaas.create()) {
            faas.faas().deploy(function(target));

            assertThat(faas.faas().functions().deadLetterTarget("fn", "$LATEST"))
                    .isEqualTo(DestinationRef.parse(target));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "failures",
                "function:audit",
                "event-bus:b",
                "bucket:records",
                "custom:c",
                "queue:a b",
                "arn:aws:s3:::records",
                "arn:aws:dynamodb:local-1:000000000000:table/t"
            })
    @Rule("DLQ-6")
    void anything_else_is_refused_when_it_is_deployed(String target) {
        Refusal refusal = wrongForm(
                "deadLetterConfig.targetArn",
                target,
                "Member must be the ARN of a queue or topic, or queue: or topic: and its name");
        try (TestFaas faas = TestFaas.create()) {
            FunctionRegistry functions = faas.faas().functions();

            assertThat(Refusal.of(() -> functions.deploy(function(target)))).isEqualTo(refusal);
            assertThat(functions.list()).isEmpty();

            functions.deploy(function("queue:q"));
            assertThat(Refusal.of(() -> functions.update(function(target)))).isEqualTo(refusal);
            assertThat(Refusal.of(() -> functions.dryRunUpdate(function(target))))
                    .isEqualTo(refusal);
            assertThat(functions.deadLetterTarget("fn", "$LATEST")).isEqualTo(DestinationRef.queue("q"));
        }
    }

    @Test
    @Rule("DLQ-5")
    void a_version_has_the_target_it_was_published_with() {
        try (TestFaas faas = TestFaas.create()) {
            FunctionRegistry functions = publishThenChange(faas);

            assertThat(functions.deadLetterTarget("fn", "1")).isEqualTo(DestinationRef.queue("old"));
            assertThat(functions.deadLetterTarget("fn", "2")).isNull();
            assertThat(functions.deadLetterTarget("fn", "$LATEST")).isEqualTo(DestinationRef.topic("new"));
        }
    }

    @Test
    @Rule("DLQ-5")
    void versions_have_the_target_of_latest_if_the_runtime_is_set_so() {
        try (TestFaas faas =
                TestFaas.with(builder -> builder.configure(settings -> settings.deadLetterTargetOfLatest(true)))) {
            FunctionRegistry functions = publishThenChange(faas);

            assertThat(functions.deadLetterTarget("fn", "1")).isEqualTo(DestinationRef.topic("new"));
            assertThat(functions.deadLetterTarget("fn", "2")).isEqualTo(DestinationRef.topic("new"));

            functions.deploy(function(null));
            assertThat(functions.deadLetterTarget("fn", "1")).isNull();
        }
    }

    private static FunctionRegistry publishThenChange(TestFaas faas) {
        FunctionRegistry functions = faas.faas().functions();
        functions.deployAndPublish(function("queue:old"));
        functions.deployAndPublish(function(null));
        functions.deploy(function("topic:new"));
        return functions;
    }

    @Test
    void what_is_not_there_has_none() {
        try (TestFaas faas = TestFaas.create()) {
            FunctionRegistry functions = faas.faas().functions();
            functions.deploy(function("queue:q"));

            assertThat(functions.deadLetterTarget("fn", "7")).isNull();
            assertThat(functions.deadLetterTarget("missing", "$LATEST")).isNull();
        }
    }
}
