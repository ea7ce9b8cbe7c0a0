package io.faas4j.samples.quakewatch;

/** What {@code classify} throws at events that shook the ground in another way. */
final class NotAnEarthquakeException extends Exception {

    private static final long serialVersionUID = 1L;

    NotAnEarthquakeException(SeismicEvent event) {
        super("not an earthquake but: " + event.type());
    }
}
