package io.faas4j.samples.quakewatch;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;

/** Adds up windows, which are no longer than a quarter of an hour, to hours and days. Not safe for use by many threads. */
final class Days {

    private final Instant start;
    private final Map<Long, RegionCounts> hours = new TreeMap<>();

    /** @param start when the first hour of the first day begins */
    Days(Instant start) {
        this.start = start;
    }

    /** Adds what was counted in a window. */
    void add(Instant windowStart, RegionCounts counts) {
        long hour = Duration.between(start, windowStart).dividedBy(Day.HOUR);
        hours.merge(hour, counts, RegionCounts::plus);
    }

    /** All days, those between others that had none too. */
    List<Day> days() {
        long last = hours.keySet().stream().mapToLong(Long::longValue).max().orElse(-1);
        List<Day> days = new ArrayList<>();
        for (long first = 0; first <= last; first += Day.HOURS) {
            days.add(day(first));
        }
        return days;
    }

    private Day day(long firstHour) {
        List<RegionCounts> hourly = IntStream.range(0, Day.HOURS)
                .mapToObj(hour -> hours.getOrDefault(firstHour + hour, RegionCounts.NONE))
                .toList();
        return new Day(
                start.plus(Day.HOUR.multipliedBy(firstHour)),
                hourly.stream().reduce(RegionCounts.NONE, RegionCounts::plus),
                hourly.stream().map(RegionCounts::earthquakes).toList());
    }
}
