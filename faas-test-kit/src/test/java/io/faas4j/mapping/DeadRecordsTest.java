package io.faas4j.mapping;

import static io.faas4j.testkit.FaasAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.faas4j.async.AsyncSettings;
import io.faas4j.async.DeadLetterFilter;
import io.faas4j.async.RedriveOptions;
import io.faas4j.async.queue.QueueSettings;
import io.faas4j.error.InvalidParameterValueException;
import io.faas4j.error.ValidationException;
import io.faas4j.event.DeadLetter;
import io.faas4j.event.DestinationRef;
import io.faas4j.event.EventCondition;
import io.faas4j.event.EventInvokeConfig;
import io.faas4j.event.EventState;
import io.faas4j.event.StreamFailureCondition;
import io.faas4j.function.AliasSpec;
import io.faas4j.function.FunctionDefinition;
import io.faas4j.function.TypeRef;
import io.faas4j.invocation.FunctionError;
import io.faas4j.invocation.InvocationRequest;
import io.faas4j.rules.Rule;
import io.faas4j.source.BatchResponse;
import io.faas4j.source.Change;
import io.faas4j.source.QueueBatch;
import io.faas4j.source.StreamBatch;
import io.faas4j.source.StreamPosition;
import io.faas4j.stream.ChangeLog;
import io.faas4j.stream.DataStream;
import io.faas4j.stream.StreamSettings;
import io.faas4j.stream.StreamViewType;
import io.faas4j.testkit.FaasTest;
import io.faas4j.testkit.FaasTestRuntime;
import io.faas4j.testkit.RecordingDestination;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Records that a mapping gave up, in the dead-letter area of asynchronous events. */
@FaasTest
class DeadRecordsTest {

    private static final DestinationRef FAILURES = DestinationRef.custom("failures");

    private final Seen<StreamBatch<String>> seen = Seen.records();
    private volatile boolean isDown = true;
    private DataStream stream;

    @BeforeEach
    void a_function_that_is_down(FaasTestRuntime runtime) {
        stream = runtime.faas().streams().create("quakes", StreamSettings.DEFAULT.shards(1));
        seen.answers(batch -> {
            if (isDown) {
                throw new IllegalStateException("down");
            }
            return null;
        });
        runtime.deploy(Seen.ofRecords("count", seen));
    }

    private void put(String... texts) {
        for (String text : texts) {
            stream.put(text, text.getBytes(StandardCharsets.UTF_8));
        }
    }

    private MappingBuilder map(FaasTestRuntime runtime) {
        return runtime.faas()
                .map(stream)
                .to("count")
                .startingPosition(StreamPosition.trimHorizon())
                .maximumRetryAttempts(1)
                .onFailure(DestinationRef.deadLetters());
    }

    private static DeadLetter only(FaasTestRuntime runtime) {
        List<DeadLetter> all = runtime.faas().deadLetters().list(DeadLetterFilter.ALL);
        assertThat(all).hasSize(1);
        return all.get(0);
    }

    // ---- what is kept ----------------------------------------------------------------------------------------------

    @Test
    @Rule("ESM-STREAM-13")
    void a_batch_that_is_given_up_is_kept_as_the_event_that_its_function_did_not_handle(FaasTestRuntime runtime) {
        runtime.faas().publish("count");
        runtime.faas().alias("count", AliasSpec.of("live").version("1"));
        Instant arrived = runtime.time().now();
        put("a", "b");
        runtime.time().advance(Duration.ofSeconds(3));

        EventSourceMapping mapping = map(runtime).to("count:live").start();
        runtime.time().runUntilIdle();

        DeadLetter letter = only(runtime);
        assertThat(letter)
                .isOf("count:live")
                .hasCondition(EventCondition.RETRIES_EXHAUSTED)
                .wasNotDeliveredTo();
        assertThat(letter.acceptedAt()).isEqualTo(arrived);
        assertThat(letter.diedAt()).isAfter(arrived.plusSeconds(3));
        assertThat(letter.payloadAsText())
                .startsWith("{\"Records\":[{\"kinesis\":")
                .contains("\"data\":\"YQ==\"", "\"data\":\"Yg==\"", "\"eventSourceARN\":\"" + stream.arn() + "\"");
        assertThat(letter.attempts()).singleElement().satisfies(last -> {
            assertThat(last.errorType()).isEqualTo("java.lang.IllegalStateException");
            assertThat(last.errorMessage()).isEqualTo("down");
            assertThat(last.version()).isEqualTo("1");
        });
        assertThat(letter.streamFailure()).hasValueSatisfying(record -> {
            assertThat(record.condition()).isEqualTo(StreamFailureCondition.RETRY_ATTEMPTS_EXHAUSTED);
            assertThat(record.approximateInvokeCount()).isEqualTo(2);
            assertThat(record.batch().batchSize()).isEqualTo(2);
            assertThat(record.requestId()).isEqualTo(letter.requestId());
        });
        assertThat(runtime.faas().ledger("count"))
                .isBalanced()
                .hasAccepted(1)
                .has(EventState.DEAD, 1)
                .keeps(1);
        assertThat(runtime.faas().snapshot().health().deadLetters()).containsEntry("count", 1L);
        assertThat(mapping.status().counts().dropped()).isEqualTo(2);
        assertThat(mapping.status().counts().delivered()).isEqualTo(2);
    }

    @Test
    @Rule({"ESM-STREAM-9", "ESM-STREAM-13"})
    void records_that_are_too_old_are_kept_as_expired_without_an_attempt(FaasTestRuntime runtime) {
        put("old");
        runtime.time().advance(Duration.ofMinutes(2));
        isDown = false;
        put("young");

        map(runtime).maximumRecordAge(Duration.ofMinutes(1)).start();
        runtime.time().runUntilIdle();

        assertThat(seen.all()).containsExactly("young");
        assertThat(only(runtime))
                .hasCondition(EventCondition.EVENT_AGE_EXCEEDED)
                .hasAttempts(0);
        assertThat(runtime.faas().ledger())
                .isBalanced()
                .has(EventState.EXPIRED, 1)
                .keeps(1);
    }

    @Test
    @Rule("ESM-STREAM-13")
    void a_full_area_refuses_as_any_destination_may_and_the_shard_goes_on_after_six_tries() {
        try (FaasTestRuntime runtime = FaasTestRuntime.builder()
                .configure(builder -> builder.async(AsyncSettings.builder()
                        .queue(QueueSettings.DEFAULT.maxDeadLetters(1))
                        .build()))
                .build()) {
            a_function_that_is_down(runtime);
            put("a", "b", "c");

            EventSourceMapping mapping =
                    map(runtime).batchSize(1).maximumRetryAttempts(0).start();
            runtime.time().advance(Duration.ofSeconds(10));
            assertThat(seen.all()).containsExactly("a", "b");
            assertThat(mapping.status().lastError())
                    .hasValueSatisfying(error -> assertThat(error).contains("dead-letters"));

            // Room is made, in time for b.
            runtime.faas().deadLetters().purge(DeadLetterFilter.ALL);
            runtime.time().runUntilIdle();

            assertThat(seen.all()).containsExactly("a", "b", "c");
            assertThat(only(runtime).payloadAsText()).contains("\"Yg==\"");
            assertThat(mapping.status().counts().delivered()).isEqualTo(2);
            assertThat(mapping.progress().tally().deliveryFailures()).isEqualTo(1);
        }
    }

    @Test
    @Rule({"ESM-STREAM-13", "DEST-7"})
    void what_a_destination_has_refused_too_often_is_kept_if_the_mapping_asks_for_it(FaasTestRuntime runtime) {
        RecordingDestination failures = new RecordingDestination();
        failures.failsNext(6, () -> new IllegalStateException("full"));
        runtime.faas().destinations().register(FAILURES, failures);
        put("a", "b");

        EventSourceMapping mapping = map(runtime)
                .batchSize(1)
                .maximumRetryAttempts(0)
                .onFailure(FAILURES)
                .keepUndelivered(true)
                .start();
        runtime.time().runUntilIdle();

        assertThat(only(runtime)).wasNotDeliveredTo(FAILURES);
        assertThat(only(runtime).payloadAsText()).contains("\"YQ==\"");
        assertThat(only(runtime).lastDeliveryError())
                .hasValueSatisfying(error -> assertThat(error).contains("full"));
        assertThat(failures.messages()).hasSize(1);
        assertThat(mapping.progress().tally().deliveryFailures()).isEqualTo(1);
    }

    // ---- what can be done with it ----------------------------------------------------------------------------------

    @Test
    void a_redriven_batch_is_understood_by_its_typed_handler(FaasTestRuntime runtime) {
        put("a", "b");
        map(runtime).start();
        runtime.time().runUntilIdle();
        StreamBatch<String> mapped = seen.events().get(0);
        isDown = false;

        assertThat(runtime.faas().deadLetters().redrive(only(runtime).requestId()))
                .isTrue();
        runtime.time().runUntilIdle();

        assertThat(seen.batches()).containsExactly(List.of("a", "b"), List.of("a", "b"), List.of("a", "b"));
        StreamBatch<String> redriven = seen.events().get(2);
        assertThat(redriven.shardId()).isEqualTo(mapped.shardId());
        assertThat(redriven.eventSourceArn()).isEqualTo(mapped.eventSourceArn());
        assertThat(redriven.items().stream().map(StreamBatch.Item::record).toList())
                .usingRecursiveComparison()
                .isEqualTo(mapped.items().stream().map(StreamBatch.Item::record).toList());
        assertThat(runtime.faas().ledger())
                .isBalanced()
                .hasAllIn(EventState.SUCCEEDED)
                .keeps(0);
    }

    @Test
    @Rule("ESM-STREAM-17")
    void a_redriven_batch_fails_while_its_handler_reports_a_record_as_failed(FaasTestRuntime runtime) {
        List<String> handled = new CopyOnWriteArrayList<>();
        runtime.deploy(FunctionDefinition.builder(
                        "each", new TypeRef<StreamBatch<String>>() {}, TypeRef.of(BatchResponse.class))
                .handler(StreamBatch.each((text, context) -> {
                    if (isDown && text.equals("b")) {
                        throw new IllegalStateException("down");
                    }
                    return handled.add(text);
                }))
                .build());
        runtime.faas()
                .eventInvokeConfigs()
                .put("each", EventInvokeConfig.create().maximumRetryAttempts(0));
        put("a", "b", "c");
        map(runtime).to("each").reportBatchItemFailures(true).start();
        runtime.time().runUntilIdle();
        DeadLetter letter = only(runtime);
        assertThat(handled).containsExactly("a");
        assertThat(letter.payloadAsText()).contains("\"Yg==\"", "\"Yw==\"").doesNotContain("\"YQ==\"");
        assertThat(letter.attempts()).singleElement().satisfies(last -> {
            assertThat(last.errorType()).isEqualTo(FunctionError.ITEMS_REPORTED);
            assertThat(last.errorMessage()).isEqualTo("reported from record 0 on");
        });

        runtime.faas().deadLetters().redrive(letter.requestId());
        runtime.time().runUntilIdle();
        assertThat(only(runtime)).hasAttempts(1).hasCondition(EventCondition.RETRIES_EXHAUSTED);
        assertThat(only(runtime).attempts().get(0).errorType()).isEqualTo(FunctionError.ITEMS_REPORTED);
        assertThat(only(runtime).streamFailure()).isEqualTo(letter.streamFailure());

        isDown = false;
        runtime.faas().deadLetters().redrive(letter.requestId());
        runtime.time().runUntilIdle();
        assertThat(handled).containsExactly("a", "b", "c");
        assertThat(runtime.faas().ledger())
                .isBalanced()
                .hasAllIn(EventState.SUCCEEDED)
                .keeps(0);
    }

    record Order(String id, int items) {}

    @Test
    @Rule("CHANGE-1")
    void changes_are_changes_again_when_they_are_redriven(FaasTestRuntime runtime) {
        List<Change<Order>> changes = new CopyOnWriteArrayList<>();
        runtime.deploy(FunctionDefinition.builder(
                        "follow", new TypeRef<StreamBatch<Change<Order>>>() {}, TypeRef.of(BatchResponse.class))
                .handler(StreamBatch.each((change, context) -> {
                    if (isDown) {
                        throw new IllegalStateException("down");
                    }
                    return changes.add(change);
                }))
                .build());
        ChangeLog<Order> log =
                runtime.faas().changeLogs().create("orders", Order.class, StreamViewType.NEW_AND_OLD_IMAGES);
        log.changed(Map.of("id", "7"), new Order("7", 1), new Order("7", 2));
        runtime.faas()
                .map(log.stream())
                .to("follow")
                .startingPosition(StreamPosition.trimHorizon())
                .reportBatchItemFailures(true)
                .maximumRetryAttempts(0)
                .onFailure(DestinationRef.deadLetters())
                .start();
        runtime.time().runUntilIdle();
        isDown = false;

        runtime.faas().deadLetters().redrive(DeadLetterFilter.ALL, RedriveOptions.AT_ONCE);
        runtime.time().runUntilIdle();

        assertThat(changes).singleElement().satisfies(change -> {
            assertThat(change.type()).isEqualTo(Change.Type.MODIFY);
            assertThat(change.keys()).containsExactly(Map.entry("id", "7"));
            assertThat(change.oldImage()).hasValue(new Order("7", 1));
            assertThat(change.newImage()).hasValue(new Order("7", 2));
        });
    }

    @Test
    void kept_batches_are_edited_given_up_and_purged_as_events_are(FaasTestRuntime runtime) {
        put("a", "b", "c");
        map(runtime).batchSize(1).maximumRetryAttempts(0).start();
        runtime.time().runUntilIdle();
        List<DeadLetter> letters = runtime.faas().deadLetters().list(DeadLetterFilter.of("count"));
        assertThat(letters).hasSize(3);
        isDown = false;

        DeadLetter first = letters.get(0);
        String repaired = first.payloadAsText().replace("\"YQ==\"", "\"" + "QUFB".repeat(400_000) + "\"");
        assertThat(runtime.faas().deadLetters().edit(first.requestId(), repaired))
                .isTrue();
        runtime.faas().deadLetters().redrive(first.requestId());
        runtime.faas().deadLetters().giveUp(letters.get(1).requestId());
        assertThat(runtime.faas().deadLetters().purge(DeadLetterFilter.of("count")))
                .isEqualTo(1);
        runtime.time().runUntilIdle();

        assertThat(seen.all()).hasSize(4).endsWith("AAA".repeat(400_000));
        assertThat(runtime.faas().ledger())
                .isBalanced()
                .has(EventState.SUCCEEDED, 1)
                .has(EventState.GIVEN_UP, 1)
                .has(EventState.PURGED, 1)
                .keeps(0);
    }

    @Test
    @Rule({"EVT-1", "EVT-2"})
    void a_function_of_typed_batches_takes_an_event_as_json_from_anybody(FaasTestRuntime runtime) {
        isDown = false;
        Seen<QueueBatch<String>> messages = Seen.messages();
        runtime.deploy(Seen.ofMessages("ship", messages));

        runtime.faas().invoke(InvocationRequest.of("ship", "{\"Records\":[{\"messageId\":\"1\",\"body\":\"seven\"}]}"));
        runtime.faas()
                .invoke(
                        InvocationRequest.of(
                                "count",
                                "{\"Records\":[{\"kinesis\":{\"sequenceNumber\":\"1\",\"partitionKey\":\"k\",\"data\":\"YQ==\"}}]}"));
        var other = runtime.faas().invoke(InvocationRequest.of("count", "{\"no\":\"event\"}"));

        assertThat(messages.all()).containsExactly("seven");
        assertThat(seen.all()).containsExactly("a");
        assertThat(other.functionError()).isPresent();
    }

    // ---- where it makes no sense -----------------------------------------------------------------------------------

    @Test
    @Rule({"ESM-8", "DLQ-6"})
    void the_area_is_a_destination_of_mapped_streams_only(FaasTestRuntime runtime) {
        var configs = runtime.faas().eventInvokeConfigs();
        for (EventInvokeConfig config : List.of(
                EventInvokeConfig.create().onFailure(DestinationRef.deadLetters()),
                EventInvokeConfig.create().onSuccess(DestinationRef.deadLetters()))) {
            assertThatThrownBy(() -> configs.put("count", config))
                    .isInstanceOf(ValidationException.class)
                    .hasMessageContaining("Value 'dead-letters' at 'destinationConfig.on");
        }
        assertThatThrownBy(() -> runtime.faas()
                        .map(runtime.faas().queues().create("orders"))
                        .to("count")
                        .onFailure(DestinationRef.deadLetters())
                        .start())
                .isInstanceOf(ValidationException.class)
                .hasMessageContaining("Value 'dead-letters' at 'destinationConfig.onFailure.destination'");
        assertThatThrownBy(() -> runtime.faas().destinations().register(DestinationRef.deadLetters(), message -> {}))
                .isInstanceOf(InvalidParameterValueException.class)
                .hasMessageContaining("dead-letters");
        for (MappingBuilder wrong : List.of(
                map(runtime).keepUndelivered(true),
                runtime.faas()
                        .map(stream)
                        .to("count")
                        .startingPosition(StreamPosition.trimHorizon())
                        .keepUndelivered(true))) {
            assertThatThrownBy(wrong::start)
                    .isInstanceOf(InvalidParameterValueException.class)
                    .hasMessageContaining("keepUndelivered");
        }
    }
}
