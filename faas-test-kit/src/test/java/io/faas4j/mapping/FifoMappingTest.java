package io.faas4j.mapping;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.faas4j.error.InvalidParameterValueException;
import io.faas4j.error.ValidationException;
import io.faas4j.queue.MessageQueue;
import io.faas4j.queue.NewMessage;
import io.faas4j.queue.QueueAttributes;
import io.faas4j.rules.Rule;
import io.faas4j.source.BatchResponse;
import io.faas4j.source.QueueBatch;
import io.faas4j.source.QueueMessage;
import io.faas4j.testkit.FaasTest;
import io.faas4j.testkit.FaasTestRuntime;
import io.faas4j.testkit.Gate;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** How the messages of a FIFO queue reach a function. */
@FaasTest
class FifoMappingTest {

    private final Seen<QueueBatch<String>> seen = Seen.messages();
    private MessageQueue queue;

    @BeforeEach
    void a_queue(FaasTestRuntime runtime) {
        queue = runtime.faas()
                .queues()
                .create(
                        "orders.fifo",
                        QueueAttributes.FIFO.contentBasedDeduplication(true).visibilityTimeout(Duration.ofSeconds(60)));
        runtime.deploy(Seen.ofMessages("ship", seen));
    }

    private void send(String group, String... texts) {
        for (String text : texts) {
            queue.send(NewMessage.of(text).groupId(group));
        }
    }

    private MappingBuilder map(FaasTestRuntime runtime) {
        return runtime.faas().map(queue).to("ship");
    }

    @Test
    @Rule({"ESM-SQS-8", "ESM-SQS-9"})
    void groups_are_handled_side_by_side_and_each_one_in_its_order(FaasTestRuntime runtime) {
        Gate gate = runtime.script("ship").gate();
        send("g1", "1a", "1b", "1c");
        send("g2", "2a", "2b", "2c");

        map(runtime).batchSize(2).start();
        runtime.time().advance(Duration.ZERO);
        assertThat(gate.waiting()).isEqualTo(2);

        gate.open();
        runtime.time().runUntilIdle();
        assertThat(seen.all().stream().filter(text -> text.startsWith("1"))).containsExactly("1a", "1b", "1c");
        assertThat(seen.all().stream().filter(text -> text.startsWith("2"))).containsExactly("2a", "2b", "2c");
        QueueMessage first = seen.events().get(0).items().get(0).message();
        assertThat(first.groupId()).isPresent();
        assertThat(first.sequenceNumber()).isPresent();
        assertThat(first.deduplicationId()).isPresent();
    }

    @Test
    @Rule("ESM-SQS-8")
    void a_failure_blocks_its_group_and_no_other(FaasTestRuntime runtime) {
        AtomicInteger left = new AtomicInteger(1);
        seen.answers(batch -> {
            if (batch.items().get(0).value().equals("1a") && left.getAndDecrement() > 0) {
                throw new IllegalStateException("down");
            }
            return null;
        });
        send("g1", "1a", "1b");
        send("g2", "2a", "2b");

        map(runtime).batchSize(1).start();
        runtime.time().advance(Duration.ofSeconds(30));
        assertThat(seen.all()).containsExactlyInAnyOrder("1a", "2a", "2b");
        runtime.time().runUntilIdle();

        assertThat(seen.all().stream().filter(text -> text.startsWith("1"))).containsExactly("1a", "1a", "1b");
    }

    @Test
    @Rule("ESM-SQS-11")
    void a_handler_that_reports_only_the_first_failure_loses_the_order_unless_the_mapping_stops_there(
            FaasTestRuntime runtime) {
        AtomicInteger left = new AtomicInteger(1);
        seen.answers(batch -> left.getAndDecrement() > 0
                ? BatchResponse.failed(List.of(batch.items().get(1).messageId()))
                : BatchResponse.success());
        send("g1", "a", "b", "c");

        map(runtime).reportBatchItemFailures(true).stopAtFirstFailure(true).start();
        runtime.time().runUntilIdle();

        assertThat(seen.batches()).containsExactly(List.of("a", "b", "c"), List.of("b", "c"));
    }

    @Test
    @Rule("ESM-SQS-11")
    void what_was_not_reported_is_deleted_even_behind_a_reported_message(FaasTestRuntime runtime) {
        AtomicInteger left = new AtomicInteger(1);
        seen.answers(batch -> left.getAndDecrement() > 0
                ? BatchResponse.failed(List.of(batch.items().get(1).messageId()))
                : BatchResponse.success());
        send("g1", "a", "b", "c");

        map(runtime).reportBatchItemFailures(true).start();
        runtime.time().runUntilIdle();

        assertThat(seen.batches()).containsExactly(List.of("a", "b", "c"), List.of("b"));
    }

    @Test
    @Rule("ESM-SQS-8")
    void batches_of_more_than_ten_and_windows_are_refused(FaasTestRuntime runtime) {
        assertThatThrownBy(() -> map(runtime).batchSize(11).start()).isInstanceOf(ValidationException.class);
        assertThatThrownBy(
                        () -> map(runtime).batchingWindow(Duration.ofSeconds(1)).start())
                .isInstanceOf(InvalidParameterValueException.class);
    }

    @Test
    void the_adapter_handles_each_message_and_reports_those_that_failed_with_what_stands_behind_them(
            FaasTestRuntime runtime) {
        AtomicInteger left = new AtomicInteger(1);
        List<String> handled = java.util.Collections.synchronizedList(new java.util.ArrayList<>());
        runtime.deploy(io.faas4j.function.FunctionDefinition.builder(
                        "each",
                        new io.faas4j.function.TypeRef<QueueBatch<String>>() {},
                        io.faas4j.function.TypeRef.of(BatchResponse.class))
                .handler(QueueBatch.each((text, context) -> {
                    if (text.equals("b") && left.getAndDecrement() > 0) {
                        throw new IllegalStateException("down");
                    }
                    handled.add(text);
                    return null;
                }))
                .timeout(Duration.ofSeconds(10)));
        send("g1", "a", "b", "c");
        send("g2", "x");

        runtime.faas().map(queue).to("each").reportBatchItemFailures(true).start();
        runtime.time().runUntilIdle();

        assertThat(handled).containsExactlyInAnyOrder("a", "x", "b", "c");
        assertThat(handled.stream().filter(text -> !text.equals("x"))).containsExactly("a", "b", "c");
    }
}
