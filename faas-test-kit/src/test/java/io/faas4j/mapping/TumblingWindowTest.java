package io.faas4j.mapping;

import static org.assertj.core.api.Assertions.assertThat;

import io.faas4j.event.DestinationRef;
import io.faas4j.function.FunctionDefinition;
import io.faas4j.function.TypeRef;
import io.faas4j.rules.Rule;
import io.faas4j.source.BatchItemFailure;
import io.faas4j.source.BatchResponse;
import io.faas4j.source.StreamBatch;
import io.faas4j.source.StreamPosition;
import io.faas4j.source.WindowState;
import io.faas4j.stream.DataStream;
import io.faas4j.stream.StreamSettings;
import io.faas4j.testkit.FaasTest;
import io.faas4j.testkit.FaasTestRuntime;
import io.faas4j.testkit.RecordingDestination;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Counting within windows of time. */
@FaasTest
class TumblingWindowTest {

    private static final Duration MINUTE = Duration.ofMinutes(1);

    /** What is counted so far. */
    record Count(int records) {}

    private final List<String> log = Collections.synchronizedList(new ArrayList<>());
    private final AtomicInteger failuresLeft = new AtomicInteger();
    private boolean forgetsState;
    private DataStream stream;

    @BeforeEach
    void a_counting_function(FaasTestRuntime runtime) {
        stream = runtime.faas().streams().create("quakes", StreamSettings.DEFAULT.shards(1));
        runtime.deploy(FunctionDefinition.builder(
                        "count", new TypeRef<StreamBatch<String>>() {}, TypeRef.of(BatchResponse.class))
                .handler((batch, context) -> count(batch)));
        int toNextMinute = 60 - Math.floorMod(runtime.time().now().getEpochSecond(), 60);
        runtime.time().advance(Duration.ofSeconds(toNextMinute));
    }

    private BatchResponse count(StreamBatch<String> batch) {
        WindowState window = batch.window().orElseThrow();
        int sum = window.state(Count.class).records() + batch.size();
        log.add("%s%d of %s%s"
                .formatted(
                        window.isFinalInvokeForWindow() ? "final " : "",
                        sum,
                        window.window().start().toString().substring(14, 16),
                        window.isWindowTerminatedEarly() ? " early" : ""));
        if (failuresLeft.getAndDecrement() > 0) {
            throw new IllegalStateException("down");
        }
        return forgetsState ? BatchResponse.success() : BatchResponse.ofState(new Count(sum));
    }

    private void put(int records) {
        for (int i = 0; i < records; i++) {
            stream.put("k", "x".getBytes(StandardCharsets.UTF_8));
        }
    }

    private MappingBuilder map(FaasTestRuntime runtime) {
        return runtime.faas()
                .map(stream)
                .to("count")
                .startingPosition(StreamPosition.trimHorizon())
                .tumblingWindow(MINUTE);
    }

    private String minute(FaasTestRuntime runtime) {
        return runtime.time().now().toString().substring(14, 16);
    }

    @Test
    @Rule({"ESM-STREAM-18", "ESM-STREAM-19", "ESM-STREAM-20"})
    void state_goes_from_batch_to_batch_of_a_window_and_is_dropped_at_its_end(FaasTestRuntime runtime) {
        String first = minute(runtime);
        map(runtime).batchSize(2).start();
        put(3);
        runtime.time().advance(Duration.ofSeconds(30));
        put(1);
        runtime.time().advance(Duration.ofSeconds(40));
        String second = minute(runtime);
        put(1);
        runtime.time().runUntilIdle();

        assertThat(log)
                .containsExactly(
                        "2 of " + first,
                        "3 of " + first,
                        "4 of " + first,
                        "final 4 of " + first,
                        "1 of " + second,
                        "final 1 of " + second);
    }

    @Test
    @Rule("ESM-STREAM-18")
    void a_batch_never_holds_records_of_two_windows(FaasTestRuntime runtime) {
        String first = minute(runtime);
        put(2);
        runtime.time().advance(MINUTE);
        String second = minute(runtime);
        put(2);

        map(runtime).start();
        runtime.time().runUntilIdle();

        assertThat(log)
                .containsExactly("2 of " + first, "final 2 of " + first, "2 of " + second, "final 2 of " + second);
    }

    @Test
    @Rule("ESM-STREAM-19")
    void an_answer_without_a_state_is_a_failed_invocation(FaasTestRuntime runtime) {
        forgetsState = true;
        put(1);

        EventSourceMapping mapping = map(runtime).maximumRetryAttempts(1).start();
        runtime.time().advance(Duration.ofSeconds(10));

        assertThat(log).hasSize(2);
        assertThat(mapping.status().counts().dropped()).isEqualTo(1);
        forgetsState = false;
    }

    @Test
    @Rule("ESM-STREAM-20")
    void a_failure_at_the_end_of_a_window_holds_up_the_shard_until_it_succeeds(FaasTestRuntime runtime) {
        String first = minute(runtime);
        map(runtime).start();
        put(1);
        runtime.time().advance(Duration.ofSeconds(10));
        failuresLeft.set(2);
        runtime.time().advance(Duration.ofSeconds(50));
        put(1);
        runtime.time().runUntilIdle();

        assertThat(log.subList(0, 4))
                .containsExactly("1 of " + first, "final 1 of " + first, "final 1 of " + first, "final 1 of " + first);
        assertThat(log).hasSize(6);
    }

    @Test
    @Rule({"ESM-STREAM-13", "ESM-STREAM-20", "ESM-13"})
    void a_window_is_not_closed_before_its_failure_was_told(FaasTestRuntime runtime) {
        String first = minute(runtime);
        RecordingDestination failures = new RecordingDestination().failsAlways(() -> new IOException("full"));
        runtime.faas().destinations().register(DestinationRef.custom("failures"), failures);
        EventSourceMapping mapping = map(runtime)
                .maximumRetryAttempts(0)
                .onFailure(DestinationRef.custom("failures"))
                .start();
        put(1);
        runtime.time().advance(Duration.ofSeconds(10));
        failuresLeft.set(1);
        runtime.time().advance(Duration.ofSeconds(53));
        assertThat(failures.tries()).isPositive();

        mapping.disable();
        runtime.time().advance(Duration.ofSeconds(10));
        failures.recovers();
        mapping.enable();
        runtime.time().runUntilIdle();

        assertThat(log).containsExactly("1 of " + first, "final 1 of " + first, "final 1 of " + first);
    }

    @Test
    @Rule({"ESM-STREAM-13", "ESM-STREAM-20"})
    void a_window_whose_failure_was_told_is_closed(FaasTestRuntime runtime) {
        String first = minute(runtime);
        RecordingDestination failures = new RecordingDestination().failsNext(2, () -> new IOException("full"));
        runtime.faas().destinations().register(DestinationRef.custom("failures"), failures);
        map(runtime)
                .maximumRetryAttempts(0)
                .onFailure(DestinationRef.custom("failures"))
                .start();
        put(1);
        runtime.time().advance(Duration.ofSeconds(10));
        failuresLeft.set(1);
        runtime.time().advance(MINUTE);
        assertThat(failures.messages()).hasSize(1);
        String second = minute(runtime);
        put(1);
        runtime.time().runUntilIdle();

        assertThat(log)
                .containsExactly("1 of " + first, "final 1 of " + first, "1 of " + second, "final 1 of " + second);
    }

    @Test
    @Rule({"ESM-STREAM-20", "ESM-13"})
    void an_open_window_goes_on_where_it_was_after_a_pause(FaasTestRuntime runtime) {
        String first = minute(runtime);
        EventSourceMapping mapping = map(runtime).start();
        put(2);
        runtime.time().advance(Duration.ofSeconds(10));
        mapping.disable();
        runtime.time().advance(Duration.ofSeconds(10));
        mapping.enable();
        put(1);
        runtime.time().runUntilIdle();

        assertThat(log).containsExactly("2 of " + first, "3 of " + first, "final 3 of " + first);
    }

    @Test
    @Rule("ESM-STREAM-20")
    void a_window_that_is_open_when_windows_are_turned_off_ends_at_once_with_its_state(FaasTestRuntime runtime) {
        String first = minute(runtime);
        EventSourceMapping mapping = map(runtime).start();
        put(2);
        runtime.time().advance(Duration.ofSeconds(10));
        deployPlain(runtime);
        mapping.disable();
        runtime.time().advance(Duration.ZERO);
        put(1);
        mapping.retarget("plain");
        runtime.time().advance(Duration.ZERO);
        mapping.update(settings ->
                settings.tumblingWindow(Duration.ZERO).parallelizationFactor(4).enabled(true));
        runtime.time().advance(Duration.ofSeconds(10));

        assertThat(log).containsExactly("2 of " + first, "final 2 of " + first + " early", "plain 1");
        put(1);
        runtime.time().advance(Duration.ofMinutes(2));
        assertThat(log).hasSize(4).last().isEqualTo("plain 1");
    }

    @Test
    @Rule("ESM-STREAM-20")
    void the_last_invocation_of_a_window_that_nobody_wants_any_more_comes_before_all_else(FaasTestRuntime runtime) {
        String first = minute(runtime);
        EventSourceMapping mapping = map(runtime).start();
        put(2);
        runtime.time().advance(Duration.ofSeconds(10));
        deployPlain(runtime);
        mapping.retarget("plain");
        runtime.time().advance(Duration.ZERO);
        failuresLeft.set(3);

        mapping.update(settings -> settings.tumblingWindow(Duration.ZERO).parallelizationFactor(4));
        for (int key = 0; key < 8; key++) {
            stream.put("key" + key, "x".getBytes(StandardCharsets.UTF_8));
        }
        runtime.time().advance(Duration.ofMinutes(1));

        String last = "final 2 of " + first + " early";
        assertThat(log.subList(0, 5)).containsExactly("2 of " + first, last, last, last, last);
        assertThat(log.subList(5, log.size())).isNotEmpty().allMatch(each -> each.startsWith("plain"));
    }

    @Test
    @Rule({"ESM-STREAM-19", "ESM-STREAM-8"})
    void what_is_left_of_a_batch_whose_state_has_become_too_large_belongs_to_the_next_window(FaasTestRuntime runtime) {
        runtime.deploy(FunctionDefinition.builder(
                        "full", new TypeRef<StreamBatch<String>>() {}, TypeRef.of(BatchResponse.class))
                .handler((batch, context) -> {
                    WindowState window = batch.window().orElseThrow();
                    int stateSize = window.state(Map.class).toString().length();
                    log.add("%d, %s, early %s"
                            .formatted(
                                    batch.size(),
                                    stateSize > 1_000 ? "full" : "empty",
                                    window.isWindowTerminatedEarly()));
                    return batch.size() == 2
                            ? new BatchResponse(
                                    List.of(new BatchItemFailure(
                                            batch.items().get(1).sequenceNumber())),
                                    Map.of("padding", "x".repeat(1 << 20)))
                            : BatchResponse.ofState(Map.of());
                }));
        put(2);
        map(runtime).to("full").reportBatchItemFailures(true).start();
        runtime.time().advance(Duration.ofSeconds(10));

        assertThat(log).containsExactly("2, empty, early false", "0, full, early true", "1, empty, early false");
    }

    /** A function that also handles batches without a window. */
    private void deployPlain(FaasTestRuntime runtime) {
        runtime.deploy(FunctionDefinition.builder(
                        "plain", new TypeRef<StreamBatch<String>>() {}, TypeRef.of(BatchResponse.class))
                .handler((batch, context) -> batch.window().isPresent() ? count(batch) : plain(batch)));
    }

    private BatchResponse plain(StreamBatch<String> batch) {
        log.add("plain " + batch.size());
        return BatchResponse.success();
    }

    @Test
    @Rule("ESM-STREAM-21")
    void a_shard_that_is_closed_ends_its_window_and_its_children_begin_with_none(FaasTestRuntime runtime) {
        String first = minute(runtime);
        map(runtime).start();
        put(2);
        runtime.time().advance(Duration.ofSeconds(10));
        stream.updateShardCount(2);
        put(1);
        runtime.time().advance(Duration.ofSeconds(10));

        assertThat(log).containsExactly("2 of " + first, "final 2 of " + first, "1 of " + first);
        runtime.time().runUntilIdle();
        assertThat(log).hasSize(4).last().isEqualTo("final 1 of " + first);
    }
}
