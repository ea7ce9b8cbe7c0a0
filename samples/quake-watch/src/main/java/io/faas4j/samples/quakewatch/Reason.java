package io.faas4j.samples.quakewatch;

import static java.util.Comparator.comparing;

import java.util.Comparator;

/**
 * Why an event became a dead letter.
 *
 * @param condition by which rule its journey ended
 * @param errorType what its last attempt failed with
 */
record Reason(String condition, String errorType) {

    static final Comparator<Reason> ORDER = comparing(Reason::condition).thenComparing(Reason::errorType);
}
