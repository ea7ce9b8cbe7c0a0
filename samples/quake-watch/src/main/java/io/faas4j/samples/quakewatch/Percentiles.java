package io.faas4j.samples.quakewatch;

import java.time.Duration;
import java.util.List;

/**
 * Durations, and how long the slowest of a share of them took.
 *
 * @param sorted shortest first
 */
record Percentiles(List<Duration> sorted) {

    Percentiles {
        sorted = sorted.stream().sorted().toList();
    }

    /**
     * The shortest duration that at least this share did not exceed (the nearest rank).
     *
     * @param percent over 0, up to 100
     * @return zero if there are no durations
     */
    Duration at(double percent) {
        if (sorted.isEmpty()) {
            return Duration.ZERO;
        }
        int rank = (int) Math.ceil(percent / 100 * sorted.size());
        return sorted.get(Math.max(1, rank) - 1);
    }
}
