package io.faas4j.samples.quakewatch;

import io.faas4j.function.Context;
import io.faas4j.function.Handler;
import org.jspecify.annotations.Nullable;

/** Version 2 of {@code classify}: as version 1, but what happens deep down is felt less at the surface. */
final class ByMagnitudeAndDepth implements Handler<SeismicEvent, Severity> {

    /** From here on seismology speaks of intermediate depth, and then of deep earthquakes. */
    private static final double INTERMEDIATE_KM = 70;

    private static final double DEEP_KM = 300;

    @Override
    public Severity handle(SeismicEvent event, Context context) throws NotAnEarthquakeException {
        if (!event.isEarthquake()) {
            throw new NotAnEarthquakeException(event);
        }
        return atTheSurface(Severity.ofMagnitude(event.magnitude()), event.depthInKm());
    }

    private static Severity atTheSurface(Severity severity, @Nullable Double depthInKm) {
        if (depthInKm == null || depthInKm < INTERMEDIATE_KM) {
            return severity;
        }
        return depthInKm < DEEP_KM ? severity.weaker() : severity.weaker().weaker();
    }
}
