package io.faas4j.samples.quakewatch;

import io.faas4j.function.Context;
import io.faas4j.function.Handler;
import io.faas4j.source.BatchResponse;
import io.faas4j.source.StreamBatch;
import io.faas4j.source.WindowState;
import java.util.ArrayList;
import java.util.List;

/**
 * The function {@code count}: adds up the earthquakes of each region within a window, and hands in the sum at the window's end. One
 * record that is no earthquake fails its batch.
 */
final class Count implements Handler<StreamBatch<SeismicEvent>, BatchResponse> {

    private final WindowSums sums;

    Count(WindowSums sums) {
        this.sums = sums;
    }

    @Override
    public BatchResponse handle(StreamBatch<SeismicEvent> batch, Context context) throws NotAnEarthquakeException {
        WindowState window = batch.window().orElseThrow();
        RegionCounts sum = window.state(RegionCounts.class).plus(earthquakes(batch));
        if (window.isFinalInvokeForWindow()) {
            sums.put(batch.shardId(), window.window().start(), sum);
        }
        return BatchResponse.ofState(sum);
    }

    private static List<SeismicEvent> earthquakes(StreamBatch<SeismicEvent> batch) throws NotAnEarthquakeException {
        List<SeismicEvent> earthquakes = new ArrayList<>(batch.size());
        for (StreamBatch.Item<SeismicEvent> item : batch) {
            SeismicEvent event = item.value();
            if (!event.isEarthquake()) {
                throw new NotAnEarthquakeException(event);
            }
            earthquakes.add(event);
        }
        return earthquakes;
    }
}
