package io.faas4j.mapping;

import static org.assertj.core.api.Assertions.assertThat;

import io.faas4j.Faas;
import io.faas4j.event.DestinationRef;
import io.faas4j.queue.MessageQueue;
import io.faas4j.queue.NewMessage;
import io.faas4j.rules.Rule;
import io.faas4j.source.QueueBatch;
import io.faas4j.source.StreamBatch;
import io.faas4j.source.StreamPosition;
import io.faas4j.stream.DataStream;
import io.faas4j.stream.StreamSettings;
import io.faas4j.testkit.FaasTest;
import io.faas4j.testkit.FaasTestRuntime;
import io.faas4j.testkit.FaasTestSetup;
import io.faas4j.testkit.RecordingDestination;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What is metered of mappings. */
@FaasTest
class MappingMetersTest implements FaasTestSetup {

    private static final DestinationRef FAILURES = DestinationRef.custom("failures");

    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();

    @Override
    public void configure(Faas.Builder builder) {
        builder.meterRegistry(meters);
    }

    private long count(String name) {
        return Math.round(meters.get("faas.mapping." + name).functionCounter().count());
    }

    @Test
    @Rule({
        "MET(PolledEventCount)",
        "MET(FilteredOutEventCount)",
        "MET(InvokedEventCount)",
        "MET(FailedInvokeEventCount)",
        "MET(DroppedEventCount)",
        "MET(OnFailureDestinationDeliveredEventCount)",
        "MET(IteratorAge)"
    })
    void records_of_a_stream_are_counted_by_what_became_of_them(FaasTestRuntime runtime) {
        DataStream stream = runtime.faas().streams().create("quakes", StreamSettings.DEFAULT.shards(1));
        Seen<StreamBatch<String>> seen = Seen.records();
        seen.answers(batch -> {
            if (batch.items().get(0).value().equals("{\"m\":6}")) {
                throw new IllegalStateException("poison");
            }
            return null;
        });
        runtime.deploy(Seen.ofRecords("count", seen));
        runtime.faas().destinations().register(FAILURES, new RecordingDestination());
        for (int m = 3; m <= 6; m++) {
            stream.put("k", "{\"m\":%d}".formatted(m).getBytes(StandardCharsets.UTF_8));
        }
        runtime.time().advance(Duration.ofSeconds(30));

        EventSourceMapping mapping = runtime.faas()
                .map(stream)
                .to("count")
                .startingPosition(StreamPosition.trimHorizon())
                .batchSize(1)
                .maximumRetryAttempts(1)
                .onFailure(FAILURES)
                .filter("{\"data\":{\"m\":[{\"numeric\":[\">\",3]}]}}")
                .start();
        runtime.time().advance(Duration.ofMillis(100));
        assertThat(meters.get("faas.mapping.iterator.age").gauge().value()).isEqualTo(30.0);
        runtime.time().runUntilIdle();

        assertThat(count("events.polled")).isEqualTo(4);
        assertThat(count("events.filtered.out")).isEqualTo(1);
        assertThat(count("events.invoked")).isEqualTo(4);
        assertThat(count("events.failed")).isEqualTo(2);
        assertThat(count("events.dropped")).isEqualTo(1);
        assertThat(count("events.delivered")).isEqualTo(1);

        mapping.delete();
        runtime.time().runUntilIdle();
        assertThat(meters.find("faas.mapping.events.polled").functionCounter()).isNull();
    }

    @Test
    @Rule("MET(DeletedEventCount)")
    void messages_that_were_deleted_are_counted_and_filtered_ones_among_them(FaasTestRuntime runtime) {
        MessageQueue queue = runtime.faas().queues().create("orders");
        Seen<QueueBatch<String>> seen = Seen.messages();
        runtime.deploy(Seen.ofMessages("ship", seen));
        for (String body : new String[] {"{\"m\":1}", "{\"m\":2}", "{\"m\":3}"}) {
            queue.send(NewMessage.of(body));
        }

        runtime.faas().map(queue).to("ship").filter("{\"body\":{\"m\":[1,2]}}").start();
        runtime.time().runUntilIdle();

        assertThat(count("events.polled")).isEqualTo(3);
        assertThat(count("events.deleted")).isEqualTo(3);
        assertThat(count("events.invoked")).isEqualTo(2);
    }
}
