package io.faas4j.samples.quakewatch;

import io.faas4j.Faas;
import io.faas4j.invocation.FunctionHandle;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** Sends events to {@code classify} and keeps what comes back. */
final class Watch {

    private final Faas faas;

    /** @param faas where {@code classify} is deployed */
    Watch(Faas faas) {
        this.faas = faas;
    }

    /** Every event through the alias, one after the other. */
    List<Outcome> classify(List<SeismicEvent> events) {
        return through(Classify.live(faas), events);
    }

    /** Every event through both versions by number; those on which they differ. */
    List<Disagreement> compare(List<SeismicEvent> events) {
        List<Outcome> first = through(Classify.first(faas), events);
        List<Outcome> second = through(Classify.second(faas), events);
        return IntStream.range(0, events.size())
                .mapToObj(event -> Disagreement.between(first.get(event), second.get(event)))
                .flatMap(Optional::stream)
                .toList();
    }

    private static List<Outcome> through(FunctionHandle<SeismicEvent, Severity> function, List<SeismicEvent> events) {
        return events.stream()
                .map(event -> new Outcome(event, function.call(event)))
                .toList();
    }
}
