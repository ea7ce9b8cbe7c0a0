package io.faas4j.samples.quakewatch;

import io.faas4j.function.Context;
import io.faas4j.function.Handler;

/** Version 1 of {@code classify}: the magnitude decides. */
final class ByMagnitude implements Handler<SeismicEvent, Severity> {

    @Override
    public Severity handle(SeismicEvent event, Context context) throws NotAnEarthquakeException {
        if (!event.isEarthquake()) {
            throw new NotAnEarthquakeException(event);
        }
        return Severity.ofMagnitude(event.magnitude());
    }
}
