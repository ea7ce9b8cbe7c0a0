package io.faas4j.mapping;

import static org.assertj.core.api.Assertions.assertThat;

import io.faas4j.event.DestinationRef;
import io.faas4j.event.StreamFailureRecord;
import io.faas4j.function.FunctionDefinition;
import io.faas4j.function.TypeRef;
import io.faas4j.rules.Rule;
import io.faas4j.source.BatchResponse;
import io.faas4j.source.Change;
import io.faas4j.source.StreamBatch;
import io.faas4j.source.StreamPosition;
import io.faas4j.stream.ChangeLog;
import io.faas4j.stream.StreamSettings;
import io.faas4j.stream.StreamViewType;
import io.faas4j.testkit.FaasTest;
import io.faas4j.testkit.FaasTestRuntime;
import io.faas4j.testkit.RecordingDestination;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** From an application's change of an item to the function that is told of it. */
@FaasTest
class ChangeLogMappingTest {

    private static final DestinationRef FAILURES = DestinationRef.custom("failures");

    /** An item. */
    record Order(String id, int amount) {}

    private final List<Change<Order>> changes = Collections.synchronizedList(new ArrayList<>());
    private ChangeLog<Order> log;
    private boolean isDown;

    @BeforeEach
    void a_log_and_a_function(FaasTestRuntime runtime) {
        log = runtime.faas().changeLogs().create("orders", Order.class, StreamViewType.NEW_AND_OLD_IMAGES);
        runtime.deploy(FunctionDefinition.builder(
                        "bill", new TypeRef<StreamBatch<Change<Order>>>() {}, TypeRef.of(BatchResponse.class))
                .handler((batch, context) -> {
                    if (isDown) {
                        throw new IllegalStateException("down");
                    }
                    batch.items().forEach(item -> changes.add(item.value()));
                    return BatchResponse.success();
                }));
    }

    private MappingBuilder map(FaasTestRuntime runtime) {
        return runtime.faas().map(log.stream()).to("bill").startingPosition(StreamPosition.trimHorizon());
    }

    private void changed(@Nullable Order before, @Nullable Order after) {
        Order known = after == null ? before : after;
        log.changed(Map.of("id", known == null ? "" : known.id()), before, after);
    }

    @Test
    @Rule({"CHANGE-1", "CHANGE-2", "CHANGE-4", "CHANGE-5", "EVT-3"})
    void a_function_is_given_each_change_of_an_item_with_what_it_was_and_what_it_is(FaasTestRuntime runtime) {
        map(runtime).start();
        Order small = new Order("7", 1);
        Order large = new Order("7", 100);
        changed(null, small);
        changed(small, small);
        changed(small, large);
        changed(large, null);
        log.expired(Map.of("id", "8"), new Order("8", 5));
        runtime.time().runUntilIdle();

        assertThat(changes).hasSize(4);
        List<Change<Order>> ofSeven = changes.stream()
                .filter(change -> change.keys().equals(Map.of("id", "7")))
                .toList();
        assertThat(ofSeven.stream().map(Change::type))
                .containsExactly(Change.Type.INSERT, Change.Type.MODIFY, Change.Type.REMOVE);
        assertThat(ofSeven.stream().map(Change::oldImage))
                .containsExactly(Optional.empty(), Optional.of(small), Optional.of(large));
        assertThat(ofSeven.stream().map(Change::newImage))
                .containsExactly(Optional.of(small), Optional.of(large), Optional.empty());
        assertThat(changes)
                .filteredOn(Change::isExpiry)
                .singleElement()
                .satisfies(change -> assertThat(change.oldImage()).contains(new Order("8", 5)));
    }

    @Test
    @Rule({"CHANGE-4", "ESM-STREAM-2", "STREAM-27"})
    void changes_of_one_item_keep_their_order_over_lanes_and_new_shards(FaasTestRuntime runtime) {
        map(runtime).batchSize(3).parallelizationFactor(4).start();
        for (int amount = 1; amount <= 40; amount++) {
            for (int item = 0; item < 6; item++) {
                Order before = amount == 1 ? null : new Order("item" + item, amount - 1);
                changed(before, new Order("item" + item, amount));
            }
            if (amount == 20) {
                log.stream().updateShardCount(8);
                runtime.time().advance(Duration.ofSeconds(1));
            }
        }
        runtime.time().runUntilIdle();

        for (int item = 0; item < 6; item++) {
            String id = "item" + item;
            List<Integer> amounts = changes.stream()
                    .filter(change -> change.keys().containsValue(id))
                    .map(change -> change.newImage().orElseThrow().amount())
                    .toList();
            assertThat(amounts).hasSize(40).isSorted();
        }
    }

    @Test
    @Rule({"FILT-7", "CHANGE-3"})
    void a_filter_looks_at_the_typed_image(FaasTestRuntime runtime) {
        map(runtime)
                .filter("{\"eventName\":[\"INSERT\"],\"dynamodb\":{\"NewImage\":{\"amount\":{\"N\":[\"2\"]}}}}")
                .start();
        changed(null, new Order("1", 1));
        changed(null, new Order("2", 2));
        changed(new Order("3", 1), new Order("3", 2));
        runtime.time().runUntilIdle();

        assertThat(changes)
                .singleElement()
                .satisfies(change -> assertThat(change.keys()).isEqualTo(Map.of("id", "2")));
    }

    @Test
    @Rule({"CHANGE-6", "ESM-STREAM-5", "ESM-STREAM-15"})
    void changes_that_nobody_could_be_told_of_for_a_day_are_given_up(FaasTestRuntime runtime) {
        ChangeLog<Order> single = runtime.faas()
                .changeLogs()
                .create("single", Order.class, StreamViewType.KEYS_ONLY, StreamSettings.DEFAULT.shards(1));
        RecordingDestination failures = new RecordingDestination();
        runtime.faas().destinations().register(FAILURES, failures);
        isDown = true;
        runtime.faas()
                .map(single.stream())
                .to("bill")
                .startingPosition(StreamPosition.trimHorizon())
                .onFailure(FAILURES)
                .start();
        single.changed(Map.of("id", "1"), null, new Order("1", 1));
        runtime.time().advance(Duration.ofHours(24).plusMinutes(2));

        assertThat(failures.messages())
                .singleElement()
                .isInstanceOfSatisfying(
                        StreamFailureRecord.class,
                        record -> assertThat(record.bodyAsText())
                                .contains("\"condition\":\"RecordAgeExceeded\"", "\"DDBStreamBatchInfo\":"));
    }
}
