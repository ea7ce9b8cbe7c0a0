package io.faas4j.mapping;

import static org.assertj.core.api.Assertions.assertThat;

import io.faas4j.event.DestinationRef;
import io.faas4j.event.StreamFailureCondition;
import io.faas4j.event.StreamFailureRecord;
import io.faas4j.rules.Rule;
import io.faas4j.source.BatchResponse;
import io.faas4j.source.StreamBatch;
import io.faas4j.source.StreamPosition;
import io.faas4j.stream.DataStream;
import io.faas4j.stream.StreamSettings;
import io.faas4j.testkit.FaasTest;
import io.faas4j.testkit.FaasTestRuntime;
import io.faas4j.testkit.RecordingDestination;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** How the records of a stream reach a function, and what becomes of those that fail. */
@FaasTest
class StreamMappingTest {

    private static final DestinationRef FAILURES = DestinationRef.custom("failures");
    private static final Duration MINUTE = Duration.ofMinutes(1);

    private final Seen<StreamBatch<String>> seen = Seen.records();
    private DataStream stream;

    @BeforeEach
    void one_shard(FaasTestRuntime runtime) {
        stream = runtime.faas().streams().create("quakes", StreamSettings.DEFAULT.shards(1));
        runtime.deploy(Seen.ofRecords("count", seen));
    }

    private void put(String... texts) {
        for (String text : texts) {
            stream.put(text, text.getBytes(StandardCharsets.UTF_8));
        }
    }

    private MappingBuilder map(FaasTestRuntime runtime) {
        return runtime.faas().map(stream).to("count").startingPosition(StreamPosition.trimHorizon());
    }

    // ---- reading ---------------------------------------------------------------------------------------------------

    @Test
    @Rule({"ESM-STREAM-1", "ESM-STREAM-3", "ESM-15", "ESM-16", "ESM-11"})
    void records_come_in_their_order_as_many_at_once_as_a_batch_holds(FaasTestRuntime runtime) {
        put("a", "b", "c", "d", "e");

        map(runtime).batchSize(2).start();
        runtime.time().runUntilIdle();

        assertThat(seen.batches()).containsExactly(List.of("a", "b"), List.of("c", "d"), List.of("e"));
    }

    @Test
    @Rule("ESM-16")
    void without_a_window_a_record_is_handled_as_soon_as_it_is_there(FaasTestRuntime runtime) {
        map(runtime).start();
        runtime.time().runUntilIdle();

        put("a");
        runtime.time().advance(Duration.ZERO);
        put("b");
        runtime.time().advance(Duration.ZERO);

        assertThat(seen.batches()).containsExactly(List.of("a"), List.of("b"));
    }

    @Test
    @Timeout(30)
    @Rule({"ESM-15", "ESM-STREAM-2"})
    void lanes_that_gather_do_not_keep_each_other_awake(FaasTestRuntime runtime) {
        map(runtime)
                .batchingWindow(Duration.ofSeconds(10))
                .parallelizationFactor(4)
                .start();
        runtime.time().advance(Duration.ofSeconds(2));

        for (int key = 0; key < 20; key++) {
            stream.put("key" + key, new byte[] {'x'});
        }
        runtime.time().advance(Duration.ofSeconds(7));
        assertThat(seen.batches()).isEmpty();
        runtime.time().advance(Duration.ofSeconds(1));

        assertThat(seen.all()).hasSize(20);
        assertThat(seen.batches()).hasSizeLessThanOrEqualTo(4);
    }

    @Test
    @Rule({"ESM-15", "ESM-17"})
    void with_a_window_records_are_gathered_from_the_end_of_the_last_invocation_on(FaasTestRuntime runtime) {
        map(runtime).batchingWindow(Duration.ofSeconds(10)).batchSize(3).start();
        runtime.time().advance(Duration.ofSeconds(2));

        put("a", "b");
        runtime.time().advance(Duration.ofSeconds(7));
        assertThat(seen.batches()).isEmpty();
        runtime.time().advance(Duration.ofSeconds(1));
        assertThat(seen.batches()).containsExactly(List.of("a", "b"));

        put("c", "d", "e", "f");
        runtime.time().advance(Duration.ZERO);
        assertThat(seen.batches()).containsExactly(List.of("a", "b"), List.of("c", "d", "e"));
        runtime.time().advance(Duration.ofSeconds(10));
        assertThat(seen.all()).containsExactly("a", "b", "c", "d", "e", "f");
    }

    @Test
    @Rule("ESM-STREAM-3")
    void latest_begins_behind_what_is_there_and_at_timestamp_at_the_first_record_of_then(FaasTestRuntime runtime) {
        put("old");
        runtime.time().advance(MINUTE);
        put("newer");
        Seen<StreamBatch<String>> later = Seen.records();
        runtime.deploy(Seen.ofRecords("later", later));

        map(runtime).startingPosition(StreamPosition.latest()).start();
        runtime.faas()
                .map(stream)
                .to("later")
                .startingPosition(
                        StreamPosition.atTimestamp(runtime.time().now().minusSeconds(1)))
                .start();
        runtime.time().runUntilIdle();
        put("newest");
        runtime.time().runUntilIdle();

        assertThat(seen.all()).containsExactly("newest");
        assertThat(later.all()).containsExactly("newer", "newest");
    }

    @Test
    @Rule({"ESM-18", "FILT-1", "FILT-9"})
    void what_no_filter_lets_pass_fills_no_batch_and_is_passed_over_for_good(FaasTestRuntime runtime) {
        put("{\"m\":1}", "{\"m\":5}", "{\"m\":2}", "{\"m\":6}");

        EventSourceMapping mapping = map(runtime)
                .batchSize(2)
                .filter("{\"data\":{\"m\":[{\"numeric\":[\">\",4]}]}}")
                .start();
        runtime.time().runUntilIdle();
        mapping.update(settings -> settings.filters(List.of()));
        runtime.time().runUntilIdle();

        assertThat(seen.batches()).containsExactly(List.of("{\"m\":5}", "{\"m\":6}"));
        assertThat(mapping.status().counts().polled()).isEqualTo(4);
        assertThat(mapping.status().counts().filteredOut()).isEqualTo(2);
    }

    @Test
    @Rule("ESM-STREAM-2")
    void several_batches_of_a_shard_are_handled_at_once_and_each_key_keeps_its_order(FaasTestRuntime runtime) {
        for (int i = 0; i < 200; i++) {
            stream.put("key" + i % 7, ("key" + i % 7 + " " + i).getBytes(StandardCharsets.UTF_8));
        }
        runtime.script("count").takes(Duration.ofSeconds(1));

        map(runtime).batchSize(5).parallelizationFactor(4).start();
        runtime.time().runUntilIdle();

        assertThat(seen.all()).hasSize(200);
        for (int key = 0; key < 7; key++) {
            String prefix = "key" + key + " ";
            assertThat(seen.all().stream()
                            .filter(text -> text.startsWith(prefix))
                            .map(text -> Integer.parseInt(text.substring(prefix.length()))))
                    .isSorted();
        }
        assertThat(runtime.time().now())
                .isBefore(runtime.timeline().calls().get(0).at().plusSeconds(40));
    }

    @Test
    @Rule("ESM-STREAM-2")
    void a_key_whose_batch_fails_holds_up_no_key_of_another_lane(FaasTestRuntime runtime) {
        seen.answers(batch -> {
            if (batch.items().get(0).value().equals("bad")) {
                throw new IllegalStateException("poison");
            }
            return null;
        });
        map(runtime).batchSize(1).parallelizationFactor(10).start();
        put("bad", "bad", "bad");
        runtime.time().advance(Duration.ofSeconds(10));

        for (int i = 0; i < 30; i++) {
            put("good" + i);
            runtime.time().advance(Duration.ofMillis(1));
        }
        runtime.time().advance(Duration.ofMillis(1));

        assertThat(seen.all().stream().filter(text -> text.startsWith("good"))).hasSizeGreaterThan(20);
    }

    // ---- failing ---------------------------------------------------------------------------------------------------

    @Test
    @Rule({"ESM-STREAM-4", "ESM-STREAM-5", "ESM-STREAM-14"})
    void a_failed_batch_holds_up_its_shard_and_is_tried_again_until_it_succeeds(FaasTestRuntime runtime) {
        AtomicInteger left = new AtomicInteger(3);
        seen.answers(batch -> {
            if (left.getAndDecrement() > 0) {
                throw new IllegalStateException("down");
            }
            return null;
        });
        put("a", "b", "c");

        EventSourceMapping mapping = map(runtime).batchSize(2).start();
        runtime.time().runUntilIdle();

        assertThat(seen.batches())
                .containsExactly(
                        List.of("a", "b"), List.of("a", "b"), List.of("a", "b"), List.of("a", "b"), List.of("c"));
        assertThat(mapping.status().lastResult()).isEqualTo("OK");
    }

    @Test
    @Rule({"ESM-4", "ESM-STREAM-7", "ESM-STREAM-13", "ESM-STREAM-15"})
    void after_its_last_retry_a_batch_is_reported_and_passed_over(FaasTestRuntime runtime) {
        RecordingDestination failures = new RecordingDestination();
        runtime.faas().destinations().register(FAILURES, failures);
        seen.answers(batch -> {
            if (batch.items().get(0).value().equals("a")) {
                throw new IllegalStateException("poison");
            }
            return null;
        });
        put("a", "b", "c");

        EventSourceMapping mapping = map(runtime)
                .batchSize(2)
                .maximumRetryAttempts(2)
                .onFailure(FAILURES)
                .start();
        assertThat(mapping.status().lastResult()).isEqualTo("No records processed");
        runtime.time().runUntilIdle();

        assertThat(seen.batches())
                .containsExactly(List.of("a", "b"), List.of("a", "b"), List.of("a", "b"), List.of("c"));
        assertThat(failures.messages()).singleElement().isInstanceOfSatisfying(StreamFailureRecord.class, record -> {
            assertThat(record.condition()).isEqualTo(StreamFailureCondition.RETRY_ATTEMPTS_EXHAUSTED);
            assertThat(record.approximateInvokeCount()).isEqualTo(3);
            assertThat(record.bodyAsText())
                    .contains("\"shardId\":\"shardId-000000000000\"")
                    .contains("\"batchSize\":2")
                    .contains("\"functionError\":\"Unhandled\"");
        });
        assertThat(mapping.status().counts().dropped()).isEqualTo(2);
        assertThat(mapping.status().counts().delivered()).isEqualTo(2);
    }

    @Test
    @Rule("ESM-STREAM-13")
    void without_a_destination_a_batch_that_is_given_up_is_only_counted(FaasTestRuntime runtime) {
        seen.answers(batch -> {
            throw new IllegalStateException("poison");
        });
        put("a");

        EventSourceMapping mapping = map(runtime).maximumRetryAttempts(0).start();
        runtime.time().runUntilIdle();

        assertThat(seen.batches()).containsExactly(List.of("a"));
        assertThat(mapping.status().counts().dropped()).isEqualTo(1);
        assertThat(mapping.status().counts().delivered()).isZero();
        assertThat(mapping.status().lastResult()).isEqualTo("PROBLEM: Function call failed");
    }

    @Test
    @Rule("ESM-STREAM-6")
    void a_throttle_uses_up_no_attempt(FaasTestRuntime runtime) {
        runtime.faas().functions().putConcurrency("count", 0);
        put("a");

        EventSourceMapping mapping = map(runtime).maximumRetryAttempts(0).start();
        runtime.time().advance(Duration.ofMinutes(5));
        assertThat(seen.batches()).isEmpty();
        runtime.faas().functions().deleteConcurrency("count");
        runtime.time().runUntilIdle();

        assertThat(seen.batches()).containsExactly(List.of("a"));
        assertThat(mapping.status().counts().dropped()).isZero();
    }

    @Test
    @Rule({"ESM-STREAM-8", "ESM-STREAM-17"})
    void behind_a_reported_record_a_new_batch_begins_with_attempts_of_its_own(FaasTestRuntime runtime) {
        seen.answers(batch -> {
            int poison =
                    batch.items().stream().map(StreamBatch.Item::value).toList().indexOf("c");
            return poison < 0
                    ? BatchResponse.success()
                    : BatchResponse.failed(List.of(batch.items().get(poison).sequenceNumber()));
        });
        put("a", "b", "c", "d");

        EventSourceMapping mapping = map(runtime)
                .maximumRetryAttempts(1)
                .reportBatchItemFailures(true)
                .start();
        runtime.time().runUntilIdle();

        assertThat(seen.batches()).containsExactly(List.of("a", "b", "c", "d"), List.of("c", "d"), List.of("c", "d"));
        assertThat(mapping.status().counts().dropped()).isEqualTo(2);
    }

    @Test
    @Rule({"ESM-STREAM-11", "ESM-STREAM-12"})
    void halving_finds_the_one_record_that_fails_and_loses_none_of_the_others(FaasTestRuntime runtime) {
        seen.answers(batch -> {
            if (batch.items().stream().anyMatch(item -> item.value().equals("c"))) {
                throw new IllegalStateException("poison");
            }
            return null;
        });
        put("a", "b", "c", "d", "e");

        EventSourceMapping mapping = map(runtime)
                .bisectBatchOnFunctionError(true)
                .maximumRetryAttempts(1)
                .start();
        runtime.time().runUntilIdle();

        assertThat(seen.batches())
                .containsExactly(
                        List.of("a", "b", "c", "d", "e"),
                        List.of("a", "b", "c"),
                        List.of("a", "b"),
                        List.of("c"),
                        List.of("c"),
                        List.of("d", "e"));
        assertThat(mapping.status().counts().dropped()).isEqualTo(1);
    }

    @Test
    @Rule({"ESM-STREAM-9", "ESM-STREAM-10"})
    void records_that_have_become_too_old_are_cut_out_and_reported(FaasTestRuntime runtime) {
        RecordingDestination failures = new RecordingDestination();
        runtime.faas().destinations().register(FAILURES, failures);
        put("old", "old too");
        runtime.time().advance(Duration.ofMinutes(2));
        put("young");

        map(runtime).maximumRecordAge(MINUTE).onFailure(FAILURES).start();
        runtime.time().runUntilIdle();

        assertThat(seen.batches()).containsExactly(List.of("young"));
        assertThat(failures.messages()).singleElement().isInstanceOfSatisfying(StreamFailureRecord.class, record -> {
            assertThat(record.condition()).isEqualTo(StreamFailureCondition.RECORD_AGE_EXCEEDED);
            assertThat(record.approximateInvokeCount()).isEqualTo(1);
            assertThat(record.bodyAsText()).contains("\"batchSize\":2").doesNotContain("responseContext");
        });
    }

    @Test
    @Rule("ESM-STREAM-13")
    void a_failure_record_that_is_not_taken_is_sent_again_before_the_shard_goes_on(FaasTestRuntime runtime) {
        RecordingDestination failures = new RecordingDestination();
        failures.failsNext(2, () -> new IllegalStateException("full"));
        runtime.faas().destinations().register(FAILURES, failures);
        seen.answers(batch -> {
            if (batch.items().get(0).value().equals("a")) {
                throw new IllegalStateException("poison");
            }
            return null;
        });
        put("a", "b");

        EventSourceMapping mapping = map(runtime)
                .batchSize(1)
                .maximumRetryAttempts(0)
                .onFailure(FAILURES)
                .start();
        runtime.time().runUntilIdle();

        assertThat(failures.messages()).hasSize(1);
        assertThat(seen.all()).containsExactly("a", "b");
        assertThat(mapping.status().counts().delivered()).isEqualTo(1);
    }

    @Test
    void a_batch_that_is_handled_in_part_is_no_reason_to_pause_and_one_of_which_nothing_is_handled_is(
            FaasTestRuntime runtime) {
        seen.answers(batch -> batch.size() == 1
                ? BatchResponse.failed(List.of(batch.items().get(0).sequenceNumber()))
                : BatchResponse.failed(
                        List.of(batch.items().get(batch.size() - 1).sequenceNumber())));
        put("a", "b", "c", "d", "e");

        EventSourceMapping mapping = map(runtime)
                .batchSize(2)
                .reportBatchItemFailures(true)
                .circuitBreaking(CircuitBreaking.DEFAULT.failureRate(100, 3).pause(Duration.ofMinutes(10)))
                .start();
        runtime.time().advance(Duration.ofSeconds(1));
        assertThat(mapping.status().counts().failed()).isPositive();
        assertThat(mapping.status().isResting()).isFalse();

        runtime.time().advance(Duration.ofMinutes(1));
        assertThat(mapping.status().isResting()).isTrue();
    }

    @Test
    @Rule("ESM-STREAM-5")
    void a_handler_that_overruns_its_timeout_fails_its_batch_on_time(FaasTestRuntime runtime) {
        runtime.script("count").takesUninterruptibly(Duration.ofMinutes(3));
        put("a");

        map(runtime).maximumRetryAttempts(0).start();
        runtime.time().advance(Duration.ofSeconds(11));
        put("b");
        runtime.time().advance(Duration.ofSeconds(1));

        assertThat(runtime.timeline().calls()).hasSize(2);
        runtime.time().runUntilIdle();
    }
}
