package io.faas4j.samples.quakewatch;

import java.util.List;

/**
 * The numbers of a week in a stream.
 *
 * @param days what was counted as it happened
 * @param live what that took
 * @param daysAgain what was counted when the week was over
 * @param again what that took
 */
record StreamSummary(List<Day> days, CountingSummary live, List<Day> daysAgain, CountingSummary again) {

    StreamSummary {
        days = List.copyOf(days);
        daysAgain = List.copyOf(daysAgain);
    }

    /** The whole week. */
    RegionCounts counts() {
        return days.stream().map(Day::counts).reduce(RegionCounts.NONE, RegionCounts::plus);
    }

    /** The most earthquakes of any hour. */
    long mostInAnHour() {
        return days.stream()
                .flatMap(day -> day.hourly().stream())
                .mapToLong(Long::longValue)
                .max()
                .orElse(0);
    }
}
