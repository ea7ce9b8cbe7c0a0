package io.faas4j.mapping;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.faas4j.Faas;
import io.faas4j.async.CloseReport;
import io.faas4j.queue.MessageQueue;
import io.faas4j.queue.QueueAttributes;
import io.faas4j.rules.Rule;
import io.faas4j.runtime.snapshot.Health;
import io.faas4j.runtime.snapshot.MappingSnapshot;
import io.faas4j.source.QueueBatch;
import io.faas4j.source.StreamBatch;
import io.faas4j.source.StreamPosition;
import io.faas4j.stream.DataStream;
import io.faas4j.stream.StreamSettings;
import io.faas4j.testkit.FaasTest;
import io.faas4j.testkit.FaasTestRuntime;
import io.faas4j.testkit.FaasTestSetup;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What operators are told of mappings: at any moment, and in the end. */
@FaasTest
class MappingOperationsTest implements FaasTestSetup {

    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final Seen<StreamBatch<String>> seen = Seen.records();
    private final Seen<QueueBatch<String>> messages = Seen.messages();
    private volatile boolean isDown = true;
    private DataStream stream;

    @Override
    public void configure(Faas.Builder builder) {
        builder.meterRegistry(meters).drainLimit(Duration.ofSeconds(5));
    }

    @BeforeEach
    void functions_that_are_down(FaasTestRuntime runtime) {
        stream = runtime.faas().streams().create("quakes", StreamSettings.DEFAULT.shards(1));
        seen.answers(batch -> {
            if (isDown) {
                throw new IllegalStateException("poison");
            }
            return null;
        });
        messages.answers(batch -> {
            if (isDown) {
                throw new IllegalStateException("poison");
            }
            return null;
        });
        runtime.deploy(Seen.ofRecords("count", seen));
        runtime.deploy(Seen.ofMessages("ship", messages));
    }

    private void put(String... texts) {
        for (String text : texts) {
            stream.put(text, text.getBytes(StandardCharsets.UTF_8));
        }
    }

    private MappingBuilder map(FaasTestRuntime runtime) {
        return runtime.faas().map(stream).to("count").startingPosition(StreamPosition.trimHorizon());
    }

    private static MappingSnapshot only(FaasTestRuntime runtime) {
        List<MappingSnapshot> all = runtime.faas().snapshot().mappings();
        assertThat(all).hasSize(1);
        return all.get(0);
    }

    private static Health health(FaasTestRuntime runtime) {
        return runtime.faas().snapshot().health();
    }

    @Test
    @Rule({"ESM-2", "ESM-4"})
    void a_snapshot_tells_what_each_mapping_does_and_health_which_fails(FaasTestRuntime runtime) {
        EventSourceMapping mapping = map(runtime).start();
        assertThat(only(runtime).state()).isEqualTo("Creating");
        assertThat(only(runtime).lastResult()).isEqualTo("No records processed");
        assertThat(health(runtime).isWell()).isTrue();

        put("a", "b");
        runtime.time().advance(Duration.ofSeconds(10));
        Instant failed = only(runtime).since();
        assertThat(only(runtime).uuid()).isEqualTo(mapping.uuid());
        assertThat(only(runtime).eventSourceArn()).isEqualTo(stream.arn());
        assertThat(only(runtime).function()).hasToString("count");
        assertThat(only(runtime).state()).isEqualTo("Enabled");
        assertThat(only(runtime).lastResult()).isEqualTo("PROBLEM: Function call failed");
        assertThat(only(runtime).lastError()).hasValue("poison");
        assertThat(only(runtime).inFlight()).isEqualTo(2);
        assertThat(only(runtime).isPaused()).isFalse();
        assertThat(only(runtime).iteratorAge()).isPositive();
        assertThat(failed).isBefore(runtime.time().now().minusSeconds(5));
        assertThat(health(runtime).isWell()).isFalse();
        assertThat(health(runtime).failingMappings())
                .containsExactly(Map.entry(mapping.name(), "PROBLEM: Function call failed (poison)"));

        isDown = false;
        runtime.time().runUntilIdle();
        assertThat(only(runtime).lastResult()).isEqualTo("OK");
        assertThat(only(runtime).inFlight()).isZero();
        assertThat(health(runtime).isWell()).isTrue();
    }

    @Test
    void health_tells_of_a_mapping_that_pauses_and_not_of_one_that_is_disabled(FaasTestRuntime runtime) {
        put("a");
        EventSourceMapping mapping = map(runtime)
                .circuitBreaking(CircuitBreaking.DEFAULT.failureRate(50, 2).pause(Duration.ofMinutes(5)))
                .start();
        runtime.time().advance(Duration.ofMinutes(1));

        assertThat(only(runtime).isPaused()).isTrue();
        assertThat(health(runtime).failingMappings().get(mapping.name()))
                .startsWith("paused, PROBLEM: ")
                .contains("poison");

        mapping.disable();
        runtime.time().advance(Duration.ofSeconds(1));
        assertThat(only(runtime).state()).isEqualTo("Disabled");
        assertThat(health(runtime).isWell()).isTrue();
        mapping.delete();
        runtime.time().advance(Duration.ofSeconds(1));
        assertThat(runtime.faas().snapshot().mappings()).isEmpty();
    }

    @Test
    @Rule("ESM-STREAM-4")
    void closing_reports_records_of_a_stream_that_wait_for_another_try(FaasTestRuntime runtime) {
        put("a", "b");
        EventSourceMapping mapping = map(runtime).start();
        runtime.time().advance(Duration.ofSeconds(10));

        CloseReport report = runtime.faas().shutdown();

        assertThat(report.recordsInFlight())
                .containsExactly(new CloseReport.RecordsInFlight(
                        mapping.uuid(), mapping.name(), stream.arn(), mapping.function(), 2));
    }

    @Test
    @Rule("ESM-SQS-1")
    void closing_reports_messages_that_handlers_still_have_or_that_were_given_back(FaasTestRuntime runtime) {
        isDown = false;
        MessageQueue orders =
                runtime.faas().queues().create("orders", QueueAttributes.NONE.visibilityTimeout(Duration.ofMinutes(2)));
        MessageQueue others = runtime.faas().queues().create("others");
        runtime.deploy(Seen.ofMessages("ship", messages).timeout(Duration.ofMinutes(1)));
        runtime.script("ship").takes(Duration.ofMinutes(1).minusSeconds(1));
        EventSourceMapping slow = runtime.faas().map(orders).to("ship").start();
        Seen<QueueBatch<String>> gathered = Seen.messages();
        runtime.deploy(Seen.ofMessages("gather", gathered));
        EventSourceMapping gathering = runtime.faas()
                .map(others)
                .to("gather")
                .batchingWindow(Duration.ofSeconds(20))
                .start();
        orders.send("a");
        orders.send("b");
        others.send("c");
        runtime.time().advance(Duration.ofSeconds(1));

        CloseReport report = runtime.faas().shutdown();

        assertThat(report.recordsInFlight())
                .extracting(CloseReport.RecordsInFlight::mapping, CloseReport.RecordsInFlight::records)
                .containsExactly(tuple(slow.uuid(), 2), tuple(gathering.uuid(), 1));
        assertThat(others.approximateNumberOfMessages()).isEqualTo(1);
        assertThat(gathered.all()).isEmpty();
    }

    @Test
    void closing_reports_nothing_of_mappings_that_have_finished_all(FaasTestRuntime runtime) {
        isDown = false;
        put("a");
        map(runtime).start();
        runtime.time().runUntilIdle();

        assertThat(runtime.faas().shutdown().recordsInFlight()).isEmpty();
    }

    @Test
    void a_meter_registry_is_never_called_while_mappings_are_locked(FaasTestRuntime runtime) {
        AtomicInteger registered = new AtomicInteger();
        AtomicInteger locked = new AtomicInteger();
        meters.config().onMeterAdded(meter -> {
            registered.incrementAndGet();
            locked.addAndGet(Thread.holdsLock(runtime.faas().mappings()) ? 1 : 0);
        });

        map(runtime).start();

        assertThat(registered).hasPositiveValue();
        assertThat(locked).hasValue(0);
    }
}
