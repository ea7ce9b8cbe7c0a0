package io.faas4j.mapping;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.faas4j.error.InvalidParameterValueException;
import io.faas4j.error.ResourceConflictException;
import io.faas4j.function.FunctionDefinition;
import io.faas4j.mapping.fixture.ForwardingQueue;
import io.faas4j.queue.MessageQueue;
import io.faas4j.queue.NewMessage;
import io.faas4j.queue.QueueAttributes;
import io.faas4j.rules.Rule;
import io.faas4j.source.BatchResponse;
import io.faas4j.source.QueueBatch;
import io.faas4j.source.QueueMessage;
import io.faas4j.source.QueueSource;
import io.faas4j.testkit.FaasTest;
import io.faas4j.testkit.FaasTestRuntime;
import io.faas4j.testkit.Gate;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** How the messages of a standard queue reach a function, and what becomes of those that fail. */
@FaasTest
class QueueMappingTest extends MappedQueue {

    private void send(String... texts) {
        for (String text : texts) {
            queue.send(NewMessage.of(text));
        }
    }

    /** The queue, until it cannot be reached any more. */
    private static final class Unreliable extends ForwardingQueue {

        private boolean isDown;
        private boolean keepsTimeouts;
        private int refused;

        Unreliable(QueueSource queue) {
            super(queue);
        }

        @Override
        public List<QueueMessage> receive(int max, Duration visibilityTimeout) throws Exception {
            if (isDown) {
                refused++;
                throw new IOException("down");
            }
            return queue.receive(max, visibilityTimeout);
        }

        @Override
        public void changeVisibility(List<QueueMessage> messages, Duration visibilityTimeout) throws Exception {
            if (keepsTimeouts) {
                throw new IOException("down");
            }
            queue.changeVisibility(messages, visibilityTimeout);
        }
    }

    // ---- receiving -------------------------------------------------------------------------------------------------

    @Test
    @Rule({"ESM-SQS-1", "ESM-11", "ESM-15", "ESM-16", "EVT-7"})
    void messages_are_handled_as_soon_as_they_are_there_and_then_deleted(FaasTestRuntime runtime) {
        send("a", "b", "c");

        EventSourceMapping mapping = map(runtime).batchSize(2).start();
        runtime.time().runUntilIdle();
        send("d");
        runtime.time().runUntilIdle();

        assertThat(seen.all()).containsExactlyInAnyOrder("a", "b", "c", "d");
        assertThat(seen.batches()).allSatisfy(batch -> assertThat(batch).hasSizeLessThanOrEqualTo(2));
        assertThat(left()).isZero();
        assertThat(mapping.status().counts().deleted()).isEqualTo(4);
        assertThat(mapping.status().lastResult()).isEqualTo("OK");
        assertThat(mapping.stateTransitionReason()).isEqualTo("USER_INITIATED");
    }

    @Test
    @Rule({"ESM-15", "ESM-17"})
    void what_is_gathered_is_handled_in_time_though_the_queue_cannot_be_reached(FaasTestRuntime runtime) {
        Unreliable source = new Unreliable(queue);
        runtime.faas()
                .map(source)
                .to("ship")
                .batchSize(25)
                .batchingWindow(Duration.ofSeconds(30))
                .start();
        runtime.time().advance(Duration.ofSeconds(1));
        send("a");
        runtime.time().advance(Duration.ZERO);

        source.isDown = true;
        send("b");
        runtime.time().advance(Duration.ofSeconds(30));

        assertThat(seen.batches()).containsExactly(List.of("a"));
        assertThat(source.refused).isLessThan(20);
    }

    @Test
    @Rule({"ESM-15", "ESM-17", "ESM-19"})
    void with_a_window_messages_are_gathered_into_a_larger_batch(FaasTestRuntime runtime) {
        map(runtime).batchSize(25).batchingWindow(Duration.ofSeconds(10)).start();
        runtime.time().runUntilIdle();
        for (int i = 0; i < 30; i++) {
            send("m" + i);
        }
        runtime.time().advance(Duration.ofSeconds(9));
        assertThat(seen.batches())
                .singleElement()
                .satisfies(batch -> assertThat(batch).hasSize(25));

        runtime.time().runUntilIdle();
        assertThat(seen.batches()).hasSize(2);
        assertThat(seen.all()).hasSize(30).doesNotHaveDuplicates();
        assertThat(left()).isZero();
    }

    @Test
    @Rule({"EVT-1", "EVT-7", "EVT-8"})
    void a_function_that_takes_json_gets_lambdas_event(FaasTestRuntime runtime) {
        List<String> events = Collections.synchronizedList(new ArrayList<>());
        runtime.deploy(FunctionDefinition.builder("json", com.fasterxml.jackson.databind.JsonNode.class, Void.class)
                .handler((event, context) -> {
                    events.add(event.toString());
                    return null;
                })
                .timeout(Duration.ofSeconds(10)));
        send("{\"a\": 1}");

        runtime.faas().map(queue).to("json").start();
        runtime.time().runUntilIdle();

        assertThat(events)
                .singleElement()
                .satisfies(event -> assertThat(event)
                        .startsWith("{\"Records\":[{\"messageId\":\"")
                        .contains("\"body\":\"{\\\"a\\\": 1}\"")
                        .contains("\"eventSource\":\"aws:sqs\"")
                        .contains("\"ApproximateReceiveCount\":\"1\""));
        assertThat(left()).isZero();
    }

    @Test
    @Rule({"ESM-18", "FILT-1", "FILT-9"})
    void what_no_filter_lets_pass_is_deleted_at_once(FaasTestRuntime runtime) {
        send("{\"kind\":\"sale\"}", "{\"kind\":\"test\"}", "plain");

        EventSourceMapping mapping =
                map(runtime).filter("{\"body\":{\"kind\":[\"sale\"]}}").start();
        runtime.time().runUntilIdle();

        assertThat(seen.all()).containsExactly("{\"kind\":\"sale\"}");
        assertThat(left()).isZero();
        assertThat(mapping.status().counts().filteredOut()).isEqualTo(2);
    }

    // ---- failing ---------------------------------------------------------------------------------------------------

    @Test
    @Rule("ESM-SQS-1")
    void after_a_failure_messages_come_again_when_their_visibility_timeout_ends(FaasTestRuntime runtime) {
        AtomicInteger left = new AtomicInteger(2);
        seen.answers(batch -> {
            if (left.getAndDecrement() > 0) {
                throw new IllegalStateException("down");
            }
            return null;
        });
        send("a");

        map(runtime).start();
        runtime.time().advance(VISIBILITY.minusSeconds(1));
        assertThat(seen.batches()).hasSize(1);
        runtime.time().runUntilIdle();

        assertThat(seen.batches()).hasSize(3);
        assertThat(seen.events().get(2).items().get(0).message().receiveCount()).isEqualTo(3);
        assertThat(left()).isZero();
    }

    @Test
    @Rule("ESM-SQS-4")
    void with_a_window_messages_stay_hidden_for_the_window_the_timeout_and_half_a_minute_more(FaasTestRuntime runtime) {
        AtomicInteger left = new AtomicInteger(1);
        seen.answers(batch -> {
            if (left.getAndDecrement() > 0) {
                throw new IllegalStateException("down");
            }
            return null;
        });
        map(runtime).batchSize(100).batchingWindow(Duration.ofSeconds(55)).start();
        runtime.time().advance(Duration.ZERO);
        send("a");

        runtime.time().advance(Duration.ofSeconds(94));
        assertThat(seen.batches()).hasSize(1);
        assertThat(queue.approximateNumberOfMessagesNotVisible()).isEqualTo(1);
        runtime.time().runUntilIdle();
        assertThat(seen.batches()).hasSize(2);
        assertThat(left()).isZero();
    }

    @Test
    @Rule("ESM-6")
    void what_was_not_set_shows_as_its_default(FaasTestRuntime runtime) {
        MappingConfig config = map(runtime).start().config();

        assertThat(config.batchSize()).hasValue(10);
        assertThat(config.batchingWindow()).isZero();
        assertThat(config.reportsBatchItemFailures()).isFalse();
        assertThat(config.filters()).isEmpty();
    }

    @Test
    @Rule("ESM-SQS-2")
    void the_queues_redrive_policy_gives_a_message_up(FaasTestRuntime runtime) {
        MessageQueue letters = runtime.faas().queues().create("letters", QueueAttributes.NONE);
        MessageQueue strict = runtime.faas()
                .queues()
                .create(
                        "strict",
                        QueueAttributes.NONE.visibilityTimeout(VISIBILITY).deadLetterQueue("letters", 2));
        seen.answers(batch -> {
            throw new IllegalStateException("poison");
        });
        strict.send(NewMessage.of("a"));

        runtime.faas().map(strict).to("ship").start();
        runtime.time().runUntilIdle();

        assertThat(seen.batches()).hasSize(2);
        assertThat(letters.approximateNumberOfMessages()).isEqualTo(1);
    }

    @Test
    @Rule({"ESM-SQS-10", "ESM-SQS-12"})
    void reported_messages_stay_and_the_others_are_deleted(FaasTestRuntime runtime) {
        AtomicInteger calls = new AtomicInteger();
        seen.answers(batch -> calls.getAndIncrement() > 0
                ? BatchResponse.success()
                : BatchResponse.failed(List.of(
                        batch.items().get(1).messageId(), batch.items().get(1).messageId())));
        send("a", "b", "c");

        EventSourceMapping mapping = map(runtime).reportBatchItemFailures(true).start();
        runtime.time().advance(Duration.ofSeconds(1));
        assertThat(left()).isEqualTo(1);
        assertThat(mapping.status().counts().failed()).isEqualTo(1);

        runtime.time().runUntilIdle();
        assertThat(seen.batches()).containsExactly(List.of("a", "b", "c"), List.of("b"));
        assertThat(left()).isZero();
    }

    @Test
    @Rule("ESM-SQS-10")
    void without_reports_asked_for_the_answer_means_nothing(FaasTestRuntime runtime) {
        seen.answers(batch -> BatchResponse.failed(List.of(batch.items().get(0).messageId())));
        send("a", "b");

        map(runtime).start();
        runtime.time().runUntilIdle();

        assertThat(seen.batches()).hasSize(1);
        assertThat(left()).isZero();
    }

    @Test
    @Rule("ESM-SQS-3")
    void a_throttled_batch_is_tried_again_without_another_receive(FaasTestRuntime runtime) {
        runtime.faas().functions().putConcurrency("ship", 0);
        send("a");

        map(runtime).start();
        runtime.time().advance(Duration.ofSeconds(5));
        runtime.faas().functions().deleteConcurrency("ship");
        runtime.time().runUntilIdle();

        assertThat(seen.events())
                .singleElement()
                .satisfies(batch -> assertThat(batch.items().get(0).message().receiveCount())
                        .isEqualTo(1));
        assertThat(left()).isZero();
    }

    @Test
    @Rule("ESM-SQS-3")
    void a_throttled_batch_does_not_begin_so_late_that_others_may_receive_it_meanwhile(FaasTestRuntime runtime) {
        queue.setAttributes(QueueAttributes.NONE.visibilityTimeout(Duration.ofSeconds(12)));
        runtime.script("ship").takes(Duration.ofSeconds(9));
        runtime.faas().functions().putConcurrency("ship", 0);
        send("a");

        map(runtime).start();
        runtime.time().advance(Duration.ofSeconds(4));
        runtime.faas().functions().deleteConcurrency("ship");
        runtime.time().runUntilIdle();

        assertThat(seen.batches()).containsExactly(List.of("a"));
        assertThat(seen.events().get(0).items().get(0).message().receiveCount()).isEqualTo(2);
    }

    @Test
    @Rule("ESM-SQS-3")
    void a_batch_that_is_throttled_for_too_long_comes_again_by_itself(FaasTestRuntime runtime) {
        runtime.faas().functions().putConcurrency("ship", 0);
        send("a");

        map(runtime).start();
        runtime.time().advance(VISIBILITY.plusSeconds(5));
        runtime.faas().functions().deleteConcurrency("ship");
        runtime.time().runUntilIdle();

        assertThat(seen.events())
                .singleElement()
                .satisfies(batch -> assertThat(batch.items().get(0).message().receiveCount())
                        .isEqualTo(2));
        assertThat(left()).isZero();
    }

    @Test
    @Rule("ESM-SQS-3")
    void a_function_that_is_throttled_has_only_a_few_batches_waiting_for_it(FaasTestRuntime runtime) {
        runtime.faas().functions().putConcurrency("ship", 0);
        for (int i = 0; i < 200; i++) {
            send("m" + i);
        }

        EventSourceMapping mapping = map(runtime).batchSize(1).start();
        runtime.time().advance(Duration.ofSeconds(20));
        assertThat(mapping.status().inFlight()).isLessThanOrEqualTo(30);
        assertThat(queue.approximateNumberOfMessages()).isGreaterThan(150);

        runtime.faas().functions().deleteConcurrency("ship");
        runtime.time().runUntilIdle();
        assertThat(left()).isZero();
        assertThat(seen.all()).hasSize(200);
    }

    @Test
    void new_messages_are_handled_while_a_batch_that_was_throttled_is(FaasTestRuntime runtime) {
        Gate gate = runtime.script("ship").gate();
        runtime.faas().functions().putConcurrency("ship", 0);
        send("a");
        map(runtime).start();
        runtime.time().advance(Duration.ofMillis(100));
        runtime.faas().functions().deleteConcurrency("ship");
        runtime.time().advance(Duration.ofSeconds(3));
        assertThat(gate.waiting()).isEqualTo(1);

        send("b");
        runtime.time().advance(Duration.ofMillis(100));
        assertThat(gate.waiting()).isEqualTo(2);
        gate.open();
        runtime.time().runUntilIdle();
        assertThat(left()).isZero();
    }

    // ---- how many at once ------------------------------------------------------------------------------------------

    @Test
    @Rule("ESM-SQS-5")
    void five_batches_are_handled_at_once_at_first_and_more_as_time_goes_on(FaasTestRuntime runtime) {
        Gate gate = runtime.script("ship").gate();
        for (int i = 0; i < 40; i++) {
            send("m" + i);
        }
        map(runtime).batchSize(1).start();
        runtime.time().advance(Duration.ZERO);
        assertThat(gate.waiting()).isEqualTo(5);

        runtime.time().advance(Duration.ofSeconds(1));
        send("one more");
        runtime.time().advance(Duration.ZERO);
        assertThat(gate.waiting()).isBetween(6, 10);
        gate.open();
        runtime.time().runUntilIdle();
        assertThat(left()).isZero();
    }

    @Test
    @Rule("ESM-SQS-6")
    void maximum_concurrency_bounds_them(FaasTestRuntime runtime) {
        Gate gate = runtime.script("ship").gate();
        send("a", "b", "c", "d");

        map(runtime).batchSize(1).maximumConcurrency(2).start();
        runtime.time().advance(Duration.ofSeconds(2));
        assertThat(gate.waiting()).isEqualTo(2);

        gate.open();
        runtime.time().runUntilIdle();
        assertThat(left()).isZero();
    }

    @Test
    void with_adaptive_concurrency_batches_that_stand_in_each_others_way_are_handled_fewer_at_once(
            FaasTestRuntime runtime) {
        int adaptive = mostAtOnce(runtime, "adaptive", true);
        int other = mostAtOnce(runtime, "other", false);

        assertThat(adaptive).isBetween(6, other / 2);
        assertThat(other).isGreaterThan(30);
    }

    /** Of a function whose batches take the longer the more of them there are beyond eight. */
    private static int mostAtOnce(FaasTestRuntime runtime, String name, boolean isAdaptive) {
        AtomicInteger running = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        Seen<QueueBatch<String>> crowded = Seen.messages();
        crowded.answers(batch -> {
            int now = running.incrementAndGet();
            most.accumulateAndGet(now, Math::max);
            try {
                long millis = now <= 8 ? 100 : 100L * now;
                runtime.time().source().await(new CompletableFuture<>(), Duration.ofMillis(millis));
            } catch (InterruptedException ended) {
                Thread.currentThread().interrupt();
            } finally {
                running.decrementAndGet();
            }
            return null;
        });
        runtime.deploy(Seen.ofMessages(name, crowded));
        MessageQueue crowd = runtime.faas().queues().create(name);
        for (int i = 0; i < 800; i++) {
            crowd.send("m" + i);
        }
        EventSourceMapping mapping = runtime.faas()
                .map(crowd)
                .to(name)
                .batchSize(1)
                .adaptiveConcurrency(isAdaptive)
                .start();
        runtime.time().advance(Duration.ofSeconds(12));
        mapping.disable();
        runtime.time().advance(Duration.ofMinutes(1));
        return most.get();
    }

    @Test
    void a_function_that_fails_too_often_is_left_alone_for_a_while_and_messages_keep_their_receives(
            FaasTestRuntime runtime) {
        boolean[] isDown = {true};
        seen.answers(batch -> {
            if (isDown[0]) {
                throw new IllegalStateException("down");
            }
            return null;
        });
        for (int i = 0; i < 20; i++) {
            send("m" + i);
        }

        EventSourceMapping mapping = map(runtime)
                .batchSize(1)
                .maximumConcurrency(2)
                .circuitBreaking(CircuitBreaking.DEFAULT.failureRate(50, 4).pause(Duration.ofMinutes(10)))
                .start();
        runtime.time().advance(Duration.ofMinutes(9));
        int tried = seen.batches().size();
        assertThat(tried).isBetween(4, 6);
        assertThat(mapping.status().isResting()).isTrue();

        isDown[0] = false;
        runtime.time().advance(Duration.ofMinutes(3));
        runtime.time().runUntilIdle();
        assertThat(left()).isZero();
        assertThat(mapping.status().isResting()).isFalse();
        assertThat(seen.batches()).hasSize(20 + tried);
    }

    @Test
    @Rule("ESM-15")
    void what_cannot_be_handled_behind_a_trial_does_not_use_one_up(FaasTestRuntime runtime) {
        Unreliable source = new Unreliable(queue);
        source.keepsTimeouts = true;
        boolean[] isDown = {true};
        seen.answers(batch -> {
            if (isDown[0]) {
                throw new IllegalStateException("down");
            }
            return null;
        });
        send("a");
        EventSourceMapping mapping = runtime.faas()
                .map(source)
                .to("ship")
                .circuitBreaking(
                        CircuitBreaking.DEFAULT.failureRate(100, 2).trials(2).pause(Duration.ofMinutes(10)))
                .start();
        runtime.time().advance(VISIBILITY.plusSeconds(1));
        assertThat(mapping.status().isResting()).isTrue();

        isDown[0] = false;
        for (int i = 0; i < 7; i++) {
            send(i + "x".repeat(1_000_000));
        }
        runtime.time().advance(Duration.ofMinutes(15));

        assertThat(left()).isZero();
        assertThat(mapping.status().lastResult()).isEqualTo("OK");
    }

    @Test
    void a_batch_that_is_handled_in_part_is_no_reason_to_pause_and_one_of_which_nothing_is_handled_is(
            FaasTestRuntime runtime) {
        boolean[] isDown = {false};
        seen.answers(batch -> {
            List<String> all = batch.items().stream()
                    .map(item -> item.message().messageId())
                    .toList();
            return BatchResponse.failed(isDown[0] ? all : all.subList(0, 1));
        });
        for (int i = 0; i < 20; i++) {
            send("m" + i);
        }
        EventSourceMapping mapping = map(runtime)
                .batchSize(4)
                .reportBatchItemFailures(true)
                .circuitBreaking(CircuitBreaking.DEFAULT.failureRate(100, 3).pause(Duration.ofMinutes(10)))
                .start();
        runtime.time().advance(Duration.ofSeconds(1));
        assertThat(mapping.status().counts().failed()).isEqualTo(5);
        assertThat(mapping.status().isResting()).isFalse();

        isDown[0] = true;
        for (int i = 0; i < 20; i++) {
            send("n" + i);
        }
        runtime.time().advance(Duration.ofSeconds(1));
        assertThat(mapping.status().isResting()).isTrue();
    }

    @Test
    @Rule({"ESM-SQS-1", "ESM-SQS-4"})
    void a_visibility_timeout_that_is_changed_holds_from_the_next_receive_on(FaasTestRuntime runtime) {
        seen.answers(batch -> {
            throw new IllegalStateException("down");
        });
        map(runtime).batchSize(1).start();
        send("a");
        runtime.time().advance(VISIBILITY.minusSeconds(1));
        assertThat(seen.batches()).hasSize(1);
        queue.setAttributes(QueueAttributes.NONE.visibilityTimeout(Duration.ofMinutes(5)));
        runtime.time().advance(Duration.ofSeconds(2));
        assertThat(seen.batches()).hasSize(2);

        runtime.time().advance(Duration.ofMinutes(4));
        assertThat(seen.batches()).hasSize(2);
        runtime.time().advance(Duration.ofMinutes(1));
        assertThat(seen.batches()).hasSize(3);
    }

    @Test
    @Rule({"ESM-14", "ESM-SQS-1"})
    void messages_stay_hidden_while_a_handler_may_have_them_though_the_queue_was_set_to_less(FaasTestRuntime runtime) {
        runtime.script("ship").takes(Duration.ofSeconds(8));
        EventSourceMapping mapping = map(runtime).batchSize(1).start();
        runtime.time().advance(Duration.ZERO);
        queue.setAttributes(QueueAttributes.NONE.visibilityTimeout(Duration.ofSeconds(2)));
        send("a");
        runtime.time().advance(Duration.ofSeconds(20));

        assertThat(seen.all()).containsExactly("a");
        assertThat(left()).isZero();
        assertThat(mapping.status().counts().deleted()).isEqualTo(1);
    }

    // ---- making one ------------------------------------------------------------------------------------------------

    @Test
    @Rule({"ESM-7", "ESM-8", "ESM-9", "ESM-14"})
    void what_does_not_fit_a_queue_is_refused(FaasTestRuntime runtime) {
        assertThatThrownBy(() -> map(runtime).batchSize(11).start())
                .isInstanceOf(InvalidParameterValueException.class)
                .hasMessage("Maximum batch window in seconds must be greater than 0 if maximum batch size is greater "
                        + "than 10");
        assertThatThrownBy(() -> map(runtime)
                        .onFailure(io.faas4j.event.DestinationRef.custom("x"))
                        .start())
                .hasMessage("Unsupported DestinationConfig parameter for given event source mapping type.");
        MessageQueue hasty =
                runtime.faas().queues().create("hasty", QueueAttributes.NONE.visibilityTimeout(Duration.ofSeconds(5)));
        assertThatThrownBy(() -> runtime.faas().map(hasty).to("ship").start())
                .hasMessage("Queue visibility timeout: 5 seconds is less than Function timeout: 10 seconds");

        EventSourceMapping mapping = map(runtime).start();
        assertThatThrownBy(() -> map(runtime).start())
                .isInstanceOf(ResourceConflictException.class)
                .hasMessageStartingWith("An event source mapping with SQS arn (\" " + queue.arn() + " \")")
                .hasMessageContaining(mapping.uuid().toString());
    }

    @Test
    @Rule("ESM-13")
    void a_disabled_mapping_gives_back_what_no_handler_had(FaasTestRuntime runtime) {
        EventSourceMapping mapping = map(runtime)
                .batchSize(20)
                .batchingWindow(Duration.ofSeconds(30))
                .start();
        runtime.time().advance(Duration.ZERO);
        send("a");
        runtime.time().advance(Duration.ofSeconds(1));
        assertThat(queue.approximateNumberOfMessagesNotVisible()).isEqualTo(1);

        mapping.disable();
        runtime.time().advance(Duration.ZERO);

        assertThat(mapping.state()).isEqualTo(MappingState.DISABLED);
        assertThat(queue.approximateNumberOfMessages()).isEqualTo(1);
    }
}
