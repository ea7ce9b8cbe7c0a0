package io.faas4j.samples.quakewatch;

import java.util.Optional;

/**
 * One event on which the two versions differ.
 *
 * @param event what both received
 * @param first what version 1 says
 * @param second what version 2 says
 */
record Disagreement(SeismicEvent event, Severity first, Severity second) {

    /**
     * Holds two outcomes of the same event against each other.
     *
     * @return empty if they agree, or if either version rejected the event
     */
    static Optional<Disagreement> between(Outcome first, Outcome second) {
        return first.severity()
                .flatMap(one -> second.severity()
                        .filter(two -> one != two)
                        .map(two -> new Disagreement(first.event(), one, two)));
    }
}
