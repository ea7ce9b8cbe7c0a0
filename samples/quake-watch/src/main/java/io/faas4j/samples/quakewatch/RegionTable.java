package io.faas4j.samples.quakewatch;

import static java.util.stream.Collectors.averagingDouble;
import static java.util.stream.Collectors.groupingBy;

import java.io.IOException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How strong the earthquakes of each region usually are. Made from the feed, which takes some ten milliseconds: a cold
 * start's price.
 *
 * @param usual the mean magnitude, by region
 */
record RegionTable(Map<String, Double> usual) {

    RegionTable {
        usual = Map.copyOf(usual);
    }

    static RegionTable load() throws IOException {
        return new RegionTable(WeekFeed.bundled().events().stream()
                .filter(event -> event.magnitude() != null)
                .collect(groupingBy(SeismicEvent::region, averagingDouble(event -> orZero(event.magnitude())))));
    }

    /** How much stronger an event is than its region's usual ones; zero if nobody knows. */
    double above(SeismicEvent event) {
        Double mean = usual.get(event.region());
        return mean == null || event.magnitude() == null ? 0 : event.magnitude() - mean;
    }

    private static double orZero(@Nullable Double magnitude) {
        return magnitude == null ? 0 : magnitude;
    }
}
