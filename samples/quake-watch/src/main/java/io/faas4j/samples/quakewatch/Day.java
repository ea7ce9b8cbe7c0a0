package io.faas4j.samples.quakewatch;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * Twenty-four hours of earthquakes.
 *
 * @param start when they begin
 * @param counts of all of them
 * @param hourly how many in each hour
 */
record Day(Instant start, RegionCounts counts, List<Long> hourly) {

    static final Duration HOUR = Duration.ofHours(1);
    static final int HOURS = 24;

    Day {
        hourly = List.copyOf(hourly);
    }
}
