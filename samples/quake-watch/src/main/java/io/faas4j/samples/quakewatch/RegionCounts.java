package io.faas4j.samples.quakewatch;

import static java.util.Comparator.comparing;
import static java.util.Comparator.naturalOrder;
import static java.util.Comparator.nullsFirst;

import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The earthquakes of some time, by region: the state of a window, so that the library writes it as JSON and reads it for the next
 * batch of the same window.
 *
 * @param regions by name, in that order
 */
record RegionCounts(Map<String, RegionCount> regions) {

    static final RegionCounts NONE = new RegionCounts(Map.of());

    private static final Comparator<Map.Entry<String, RegionCount>> BY_STRENGTH =
            comparing(region -> region.getValue().strongest(), nullsFirst(naturalOrder()));
    private static final Comparator<Map.Entry<String, RegionCount>> MOST_FIRST = comparing(
                    (Map.Entry<String, RegionCount> region) -> region.getValue().earthquakes())
            .reversed();

    /** @param regions null before a window's first batch, whose state is an empty object */
    RegionCounts(@Nullable Map<String, RegionCount> regions) {
        this.regions = regions == null ? Map.of() : Collections.unmodifiableMap(new TreeMap<>(regions));
    }

    RegionCounts plus(List<SeismicEvent> earthquakes) {
        Map<String, RegionCount> sum = new TreeMap<>(regions);
        earthquakes.forEach(event -> sum.merge(event.region(), RegionCount.of(event), RegionCount::plus));
        return new RegionCounts(sum);
    }

    RegionCounts plus(RegionCounts other) {
        Map<String, RegionCount> sum = new TreeMap<>(regions);
        other.regions.forEach((region, count) -> sum.merge(region, count, RegionCount::plus));
        return new RegionCounts(sum);
    }

    long earthquakes() {
        return regions.values().stream().mapToLong(RegionCount::earthquakes).sum();
    }

    /** The region with the strongest one, with what was counted there; empty if there are none. */
    Optional<Map.Entry<String, RegionCount>> strongest() {
        return regions.entrySet().stream().max(BY_STRENGTH);
    }

    /** All regions, those with the most earthquakes first. */
    List<Map.Entry<String, RegionCount>> mostFirst() {
        return regions.entrySet().stream().sorted(MOST_FIRST).toList();
    }
}
