package io.faas4j.samples.quakewatch;

import io.faas4j.Faas;
import io.faas4j.event.DestinationRef;
import io.faas4j.event.StreamBatchInfo;
import io.faas4j.function.FunctionDefinition;
import io.faas4j.function.TypeRef;
import io.faas4j.mapping.EventSourceMapping;
import io.faas4j.runtime.tally.Counts;
import io.faas4j.source.BatchResponse;
import io.faas4j.source.StreamBatch;
import io.faas4j.source.StreamPosition;
import io.faas4j.source.StreamRecord;
import io.faas4j.stream.DataStream;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/** A function that counts the earthquakes of a stream, and the mapping that gives them to it, from the oldest one on. */
final class Counting {

    /** The longest that Lambda has. */
    static final Duration WINDOW = Duration.ofMinutes(15);

    /** The longest that Lambda has, too. */
    private static final Duration BATCHING_WINDOW = Duration.ofMinutes(5);

    private final Faas faas;
    private final String name;
    private final DataStream quakes;
    private final WindowSums sums = new WindowSums();
    private final GivenUp givenUp = new GivenUp();
    private final EventSourceMapping mapping;

    /** Begins to count. */
    Counting(Faas faas, String name, DataStream quakes) {
        this.faas = faas;
        this.name = name;
        this.quakes = quakes;
        faas.deploy(FunctionDefinition.builder(
                        name, new TypeRef<StreamBatch<SeismicEvent>>() {}, TypeRef.of(BatchResponse.class))
                .handler(new Count(sums))
                .build());
        DestinationRef failures = DestinationRef.custom(name + "-given-up");
        faas.destinations().register(failures, givenUp);
        this.mapping = faas.map(quakes)
                .to(name)
                .startingPosition(StreamPosition.trimHorizon())
                .batchingWindow(BATCHING_WINDOW)
                .tumblingWindow(WINDOW)
                .bisectBatchOnFunctionError(true)
                .maximumRetryAttempts(0)
                .onFailure(failures)
                .start();
    }

    /** What was counted until now. */
    WindowSums sums() {
        return sums;
    }

    /** What it took. */
    CountingSummary summary() {
        Counts invocations = faas.snapshot().function(name).orElseThrow().counts();
        return new CountingSummary(
                mapping.status().counts().polled(),
                sums.windows(),
                invocations.invocations(),
                invocations.errors(),
                givenUp.batches().size(),
                poison());
    }

    /** A failure record tells where the records are: they are read again, as long as the stream keeps them. */
    private Map<String, Long> poison() {
        Map<String, Long> types = new TreeMap<>();
        for (StreamBatchInfo batch : givenUp.batches()) {
            StreamPosition first = StreamPosition.at(Objects.requireNonNull(batch.startSequenceNumber()));
            for (StreamRecord record :
                    quakes.read(batch.shardId(), first, batch.batchSize()).records()) {
                types.merge(EventJson.read(record.data()).type(), 1L, Long::sum);
            }
        }
        return types;
    }
}
