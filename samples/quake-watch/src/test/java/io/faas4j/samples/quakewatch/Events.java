package io.faas4j.samples.quakewatch;

import java.time.Instant;

/** Events for tests. */
final class Events {

    private Events() {}

    static SeismicEvent earthquake(Double magnitude, Double depthInKm) {
        return new SeismicEvent("us1", "earthquake", magnitude, depthInKm, "Nowhere", Instant.EPOCH);
    }

    static SeismicEvent explosion() {
        return new SeismicEvent("us2", "explosion", 1.2, 0.0, "Nowhere", Instant.EPOCH);
    }
}
