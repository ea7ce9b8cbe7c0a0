package io.faas4j.samples.quakewatch;

import static java.util.Comparator.comparing;
import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;

import java.time.Duration;
import java.util.Collections;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The numbers of one run.
 *
 * @param events how many were invoked
 * @param bySeverity how many were given each class; classes without events are absent
 * @param strongest the strongest earthquakes, strongest first
 * @param byVersion how many ran on each version, by its number
 * @param rejected how many were function errors, for each event type and error type
 * @param coldStarts how many waited for a handler to be made
 * @param durations of the handlers
 * @param disagreements on which the versions differ, strongest first
 */
record Summary(
        int events,
        Map<Severity, Long> bySeverity,
        List<SeismicEvent> strongest,
        Map<String, Long> byVersion,
        Map<Rejection, Long> rejected,
        long coldStarts,
        Percentiles durations,
        List<Disagreement> disagreements) {

    private static final int STRONGEST = 5;

    private static final Comparator<Rejection> COMMON_ORDER =
            comparing(Rejection::errorType).thenComparing(Rejection::eventType);

    Summary {
        bySeverity = Collections.unmodifiableMap(bySeverity);
        strongest = List.copyOf(strongest);
        byVersion = Collections.unmodifiableMap(byVersion);
        rejected = Collections.unmodifiableMap(rejected);
        disagreements = List.copyOf(disagreements);
    }

    /**
     * Counts.
     *
     * @param outcomes of the events that went through the alias
     * @param disagreements of the versions behind it
     */
    static Summary of(List<Outcome> outcomes, List<Disagreement> disagreements) {
        return new Summary(
                outcomes.size(),
                bySeverity(outcomes),
                strongest(outcomes),
                byVersion(outcomes),
                rejected(outcomes),
                coldStarts(outcomes),
                new Percentiles(durations(outcomes)),
                disagreements.stream()
                        .sorted(comparing(Disagreement::event, SeismicEvent.STRONGEST_FIRST))
                        .toList());
    }

    long classified() {
        return sum(bySeverity);
    }

    long rejections() {
        return sum(rejected);
    }

    long warmStarts() {
        return events - coldStarts;
    }

    private static Map<Severity, Long> bySeverity(List<Outcome> outcomes) {
        return outcomes.stream()
                .flatMap(outcome -> outcome.severity().stream())
                .collect(groupingBy(severity -> severity, () -> new EnumMap<>(Severity.class), counting()));
    }

    private static List<SeismicEvent> strongest(List<Outcome> outcomes) {
        return outcomes.stream()
                .filter(outcome -> outcome.severity().isPresent())
                .map(Outcome::event)
                .sorted(SeismicEvent.STRONGEST_FIRST)
                .limit(STRONGEST)
                .toList();
    }

    private static Map<String, Long> byVersion(List<Outcome> outcomes) {
        return outcomes.stream()
                .collect(groupingBy(outcome -> outcome.result().executedVersion(), TreeMap::new, counting()));
    }

    private static Map<Rejection, Long> rejected(List<Outcome> outcomes) {
        Map<Rejection, Long> rejected = new TreeMap<>(COMMON_ORDER);
        for (Outcome outcome : outcomes) {
            outcome.result()
                    .error()
                    .map(error -> new Rejection(outcome.event().type(), error.errorType()))
                    .ifPresent(rejection -> rejected.merge(rejection, 1L, Long::sum));
        }
        return rejected;
    }

    private static long coldStarts(List<Outcome> outcomes) {
        return outcomes.stream()
                .filter(outcome -> outcome.result().report().coldStart())
                .count();
    }

    private static List<Duration> durations(List<Outcome> outcomes) {
        return outcomes.stream()
                .map(outcome -> outcome.result().report().duration())
                .toList();
    }

    private static long sum(Map<?, Long> counts) {
        return counts.values().stream().mapToLong(Long::longValue).sum();
    }
}
