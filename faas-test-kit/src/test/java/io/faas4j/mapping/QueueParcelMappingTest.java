package io.faas4j.mapping;

import static org.assertj.core.api.Assertions.assertThat;

import io.faas4j.queue.NewMessage;
import io.faas4j.rules.Rule;
import io.faas4j.source.BatchResponse;
import io.faas4j.testkit.FaasTest;
import io.faas4j.testkit.FaasTestRuntime;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Messages that were sent together reach a function as others do, and each has its own fate. */
@FaasTest
class QueueParcelMappingTest extends MappedQueue {

    private void send(String... texts) {
        queue.sendAll(Arrays.stream(texts).map(NewMessage::of).toList());
    }

    @Test
    @Rule({"ESM-SQS-1", "ESM-15", "ESM-16"})
    void they_are_handled_in_batches_of_another_size_and_then_deleted(FaasTestRuntime runtime) {
        String[] texts = IntStream.range(0, 25).mapToObj(Integer::toString).toArray(String[]::new);
        send(texts);

        EventSourceMapping mapping = map(runtime).batchSize(7).start();
        runtime.time().runUntilIdle();

        assertThat(seen.all()).containsExactlyInAnyOrder(texts);
        assertThat(seen.batches()).allSatisfy(batch -> assertThat(batch).hasSizeLessThanOrEqualTo(7));
        assertThat(left()).isZero();
        assertThat(mapping.status().counts().deleted()).isEqualTo(25);
    }

    @Test
    @Rule({"ESM-15", "ESM-17"})
    void with_a_window_they_are_gathered_with_those_of_other_receives(FaasTestRuntime runtime) {
        map(runtime).batchSize(30).batchingWindow(Duration.ofSeconds(10)).start();
        runtime.time().advance(Duration.ofSeconds(1));
        send("a", "b");
        runtime.time().advance(Duration.ofSeconds(1));
        send("c", "d");
        runtime.time().advance(Duration.ofSeconds(10));

        assertThat(seen.batches()).containsExactly(List.of("a", "b", "c", "d"));
        assertThat(left()).isZero();
    }

    @Test
    @Rule({"ESM-18", "FILT-1", "FILT-9"})
    void those_that_no_filter_lets_pass_are_deleted_at_once_and_the_others_are_not(FaasTestRuntime runtime) {
        seen.answers(batch -> {
            throw new IllegalStateException("down");
        });
        send("{\"kind\":\"test\"}", "{\"kind\":\"sale\"}", "plain");

        map(runtime).filter("{\"body\":{\"kind\":[\"sale\"]}}").start();
        runtime.time().advance(Duration.ofSeconds(1));

        assertThat(seen.batches()).containsExactly(List.of("{\"kind\":\"sale\"}"));
        assertThat(left()).isEqualTo(1);
    }

    @Test
    @Rule({"ESM-SQS-10", "ESM-SQS-12"})
    void those_that_are_reported_stay_and_the_others_are_deleted(FaasTestRuntime runtime) {
        AtomicInteger calls = new AtomicInteger();
        seen.answers(batch -> calls.getAndIncrement() > 0
                ? BatchResponse.success()
                : BatchResponse.failed(List.of(batch.items().get(1).messageId())));
        send("a", "b", "c");

        map(runtime).reportBatchItemFailures(true).start();
        runtime.time().advance(Duration.ofSeconds(1));
        assertThat(left()).isEqualTo(1);
        runtime.time().runUntilIdle();

        assertThat(seen.batches()).containsExactly(List.of("a", "b", "c"), List.of("b"));
        assertThat(left()).isZero();
    }

    @Test
    @Rule("ESM-SQS-1")
    void after_a_failure_all_of_them_come_again(FaasTestRuntime runtime) {
        AtomicInteger calls = new AtomicInteger();
        seen.answers(batch -> {
            if (calls.getAndIncrement() == 0) {
                throw new IllegalStateException("down");
            }
            return null;
        });
        send("a", "b", "c");

        map(runtime).start();
        runtime.time().runUntilIdle();

        assertThat(seen.batches()).containsExactly(List.of("a", "b", "c"), List.of("a", "b", "c"));
        assertThat(seen.events().get(1).items())
                .allSatisfy(item -> assertThat(item.message().receiveCount()).isEqualTo(2));
        assertThat(left()).isZero();
    }

    @Test
    @Rule("ESM-15")
    void those_that_do_not_fit_in_one_event_follow_in_the_next(FaasTestRuntime runtime) {
        String large = "x".repeat(900_000);
        String[] texts = IntStream.range(0, 10).mapToObj(i -> large + i).toArray(String[]::new);
        send(texts);

        map(runtime).start();
        runtime.time().runUntilIdle();

        assertThat(seen.batches()).hasSizeGreaterThan(1);
        assertThat(seen.all()).containsExactly(texts);
        assertThat(left()).isZero();
    }

    @Test
    @Rule({"REC-1", "REC-2"})
    void those_that_a_handler_sends_together_carry_its_chain(FaasTestRuntime runtime) {
        seen.answers(batch -> {
            send("a", "b");
            return null;
        });
        send("a", "b");

        EventSourceMapping mapping = map(runtime).start();
        runtime.time().advance(Duration.ofSeconds(20));

        assertThat(seen.batches()).hasSize(16);
        assertThat(mapping.status().lastResult()).isEqualTo("PROBLEM: Messages went in a circle");
    }

    @Test
    @Rule("ESM-13")
    void a_disabled_mapping_gives_all_of_them_back_that_wait_for_another_try(FaasTestRuntime runtime) {
        runtime.faas().functions().putConcurrency("ship", 0);
        send("a", "b", "c");
        EventSourceMapping mapping = map(runtime).start();
        runtime.time().advance(Duration.ofSeconds(1));
        assertThat(queue.approximateNumberOfMessagesNotVisible()).isEqualTo(3);

        mapping.disable();
        runtime.time().advance(Duration.ofSeconds(1));

        assertThat(queue.approximateNumberOfMessages()).isEqualTo(3);
    }
}
