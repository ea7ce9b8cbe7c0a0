package io.faas4j.samples.quakewatch;

import io.faas4j.event.Destination;
import io.faas4j.event.DestinationMessage;
import io.faas4j.event.StreamBatchInfo;
import io.faas4j.event.StreamFailureRecord;
import java.util.ArrayList;
import java.util.List;

/** Another destination of this program's own: it is told where the records are that a mapping gave up. */
final class GivenUp implements Destination {

    private final List<StreamBatchInfo> batches = new ArrayList<>();

    @Override
    public synchronized void deliver(DestinationMessage message) {
        if (message instanceof StreamFailureRecord failure) {
            batches.add(failure.batch());
        }
    }

    /** One for each failure record, in the order they came. */
    synchronized List<StreamBatchInfo> batches() {
        return List.copyOf(batches);
    }
}
