package io.faas4j.mapping;

import static org.assertj.core.api.Assertions.assertThat;

import io.faas4j.async.AsyncSettings;
import io.faas4j.event.DestinationRef;
import io.faas4j.event.EventInvokeConfig;
import io.faas4j.function.FunctionDefinition;
import io.faas4j.function.RecursiveLoop;
import io.faas4j.queue.MessageQueue;
import io.faas4j.queue.MoveOptions;
import io.faas4j.queue.NewMessage;
import io.faas4j.queue.QueueAttributes;
import io.faas4j.rules.Rule;
import io.faas4j.source.QueueBatch;
import io.faas4j.source.QueueMessage;
import io.faas4j.testkit.FaasTest;
import io.faas4j.testkit.FaasTestRuntime;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Functions that send to the queues they are mapped to. */
@FaasTest
class MappedLoopTest {

    private final Seen<QueueBatch<String>> seen = Seen.messages();
    private MessageQueue dead;
    private MessageQueue orders;

    @BeforeEach
    void a_queue_with_a_dead_letter_queue(FaasTestRuntime runtime) {
        dead = runtime.faas().queues().create("dead");
        orders = runtime.faas().queues().create("orders", QueueAttributes.NONE.deadLetterQueue("dead", 2));
    }

    private void forwards(FaasTestRuntime runtime, String function, MessageQueue to) {
        runtime.deploy(Seen.ofMessages(function, seen));
        seen.answers(batch -> {
            for (QueueBatch.Item<String> item : batch) {
                if (item.value().startsWith("round")) {
                    to.send(NewMessage.of(item.value()).traceHeader("Root=1-a;Lineage=forged:3;Sampled=0"));
                }
            }
            return null;
        });
    }

    private QueueMessage onlyDead() {
        List<QueueMessage> letters = dead.receive(10);
        assertThat(letters).hasSize(1);
        return letters.get(0);
    }

    @Test
    @Rule({"REC-1", "REC-2", "REC-3"})
    void a_message_goes_round_sixteen_times_and_then_to_the_dead_letter_queue(FaasTestRuntime runtime) {
        forwards(runtime, "ship", orders);
        orders.send("round");

        EventSourceMapping mapping = runtime.faas().map(orders).to("ship").start();
        runtime.time().advance(Duration.ofSeconds(20));
        assertThat(seen.all()).hasSize(16);
        assertThat(mapping.status().lastResult()).isEqualTo("PROBLEM: Messages went in a circle");

        runtime.time().advance(Duration.ofMinutes(5));
        assertThat(seen.all()).hasSize(16);
        QueueMessage stopped = onlyDead();
        assertThat(stopped.systemAttributes()).containsEntry("AWSTraceHeader", "Root=1-a;Sampled=0;Lineage=ship:16");
        assertThat(runtime.faas()
                        .snapshot()
                        .function("ship")
                        .orElseThrow()
                        .qualifiers()
                        .get(0)
                        .stoppedLoops())
                .isEqualTo(2);
    }

    @Test
    @Rule("REC-2")
    void other_messages_of_the_same_batch_are_handled(FaasTestRuntime runtime) {
        forwards(runtime, "ship", orders);
        orders.send(NewMessage.of("stopped").traceHeader("Lineage=ship:16"));
        orders.send("fine");

        runtime.faas().map(orders).to("ship").start();
        runtime.time().advance(Duration.ofSeconds(1));

        assertThat(seen.batches()).containsExactly(List.of("fine"));
        assertThat(orders.approximateNumberOfMessagesNotVisible()).isEqualTo(1);
    }

    @Test
    @Rule({"REC-2", "ESM-SQS-8"})
    void what_stands_behind_a_stopped_message_of_its_group_stays_with_it(FaasTestRuntime runtime) {
        MessageQueue moves =
                runtime.faas().queues().create("moves.fifo", QueueAttributes.FIFO.contentBasedDeduplication(true));
        runtime.deploy(Seen.ofMessages("ship", seen));
        moves.send(NewMessage.of("before").groupId("a"));
        moves.send(NewMessage.of("stopped").groupId("a").traceHeader("Lineage=ship:16"));
        moves.send(NewMessage.of("behind").groupId("a"));
        moves.send(NewMessage.of("other").groupId("b"));

        runtime.faas().map(moves).to("ship").start();
        runtime.time().advance(Duration.ofSeconds(1));

        assertThat(seen.all()).containsExactlyInAnyOrder("before", "other");
        assertThat(moves.approximateNumberOfMessagesNotVisible()).isEqualTo(2);
    }

    @Test
    @Rule({"REC-2", "ESM-15", "ESM-SQS-8"})
    void what_stands_behind_it_and_found_no_room_in_its_batch_stays_with_it_too(FaasTestRuntime runtime) {
        MessageQueue moves =
                runtime.faas().queues().create("moves.fifo", QueueAttributes.FIFO.contentBasedDeduplication(true));
        runtime.deploy(Seen.ofMessages("ship", seen));
        moves.send(NewMessage.of("stopped").groupId("a").traceHeader("Lineage=ship:16"));
        for (int i = 0; i < 7; i++) {
            moves.send(NewMessage.of(i + "x".repeat(1_000_000)).groupId("b"));
        }
        moves.send(NewMessage.of("behind").groupId("a"));

        runtime.faas().map(moves).to("ship").start();
        runtime.time().advance(Duration.ofSeconds(1));

        assertThat(seen.all()).hasSize(6).noneMatch("behind"::equals);
        runtime.time().advance(Duration.ofMinutes(1));
        assertThat(seen.all()).hasSize(7).noneMatch("behind"::equals);
    }

    @Test
    @Rule({"REC-2", "ESM-15"})
    void what_found_no_room_beside_messages_that_are_stopped_is_handled_at_once(FaasTestRuntime runtime) {
        runtime.deploy(Seen.ofMessages("ship", seen));
        for (int i = 0; i < 6; i++) {
            orders.send(NewMessage.of("x".repeat(1_000_000)).traceHeader("Lineage=ship:16"));
        }
        orders.send("y".repeat(1_000_000));

        runtime.faas().map(orders).to("ship").start();
        runtime.time().advance(Duration.ofSeconds(1));

        assertThat(seen.batches()).containsExactly(List.of("y".repeat(1_000_000)));
    }

    @Test
    @Rule("REC-1")
    void a_function_that_may_go_in_circles_does(FaasTestRuntime runtime) {
        forwards(runtime, "ship", orders);
        runtime.faas().functions().putRecursionConfig("ship", RecursiveLoop.ALLOW);
        orders.send("round");
        runtime.script("ship").takes(Duration.ofSeconds(1));

        runtime.faas().map(orders).to("ship").start();
        runtime.time().advance(Duration.ofSeconds(30));

        assertThat(seen.all()).hasSizeGreaterThan(20);
    }

    @Test
    @Rule("REC-3")
    void a_circle_through_other_functions_and_asynchronous_events_is_one_too(FaasTestRuntime runtime) {
        runtime.deploy(Seen.ofMessages("ship", seen));
        seen.answers(batch -> {
            runtime.faas().invokeAsync("bill", batch.items().get(0).value());
            return null;
        });
        AtomicInteger bills = new AtomicInteger();
        runtime.deploy(FunctionDefinition.of("bill", String.class, String.class, (order, context) -> {
            bills.incrementAndGet();
            return orders.send(order).messageId();
        }));
        orders.send("round");

        runtime.faas().map(orders).to("ship").start();
        runtime.time().advance(Duration.ofMinutes(5));

        assertThat(seen.all()).hasSize(16);
        assertThat(bills).hasValue(16);
        assertThat(onlyDead().systemAttributes().get("AWSTraceHeader")).isEqualTo("Lineage=ship:16|bill:16");
    }

    @Test
    @Rule({"REC-3", "DEST-9"})
    void a_circle_through_the_destination_of_an_event_is_one_too() {
        try (FaasTestRuntime runtime = FaasTestRuntime.builder()
                .configure(builder -> builder.async(AsyncSettings.defaults()))
                .build()) {
            a_queue_with_a_dead_letter_queue(runtime);
            runtime.deploy(FunctionDefinition.of("bill", String.class, String.class, (order, context) -> "billed"));
            runtime.faas()
                    .eventInvokeConfigs()
                    .put("bill", EventInvokeConfig.create().onSuccess(DestinationRef.queue("orders")));
            runtime.deploy(Seen.ofMessages("ship", seen));
            seen.answers(batch -> {
                runtime.faas().invokeAsync("bill", "again");
                return null;
            });
            orders.send("round");

            runtime.faas().map(orders).to("ship").start();
            runtime.time().advance(Duration.ofMinutes(5));

            assertThat(seen.all()).hasSize(16);
        }
    }

    @Test
    @Rule({"REC-2", "QUEUE-79"})
    void a_stopped_message_that_is_moved_back_has_another_sixteen_rounds(FaasTestRuntime runtime) {
        forwards(runtime, "ship", orders);
        orders.send("round");
        runtime.faas().map(orders).to("ship").start();
        runtime.time().advance(Duration.ofMinutes(5));

        runtime.faas().queues().startMoveTask("dead", MoveOptions.toSources());
        runtime.time().advance(Duration.ofMinutes(5));

        assertThat(seen.all()).hasSize(32);
    }
}
