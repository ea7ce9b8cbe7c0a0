package io.faas4j.samples.quakewatch;

import org.jspecify.annotations.Nullable;

/**
 * The earthquakes of one region.
 *
 * @param earthquakes how many
 * @param strongest the greatest magnitude; null if nobody measured any
 */
record RegionCount(long earthquakes, @Nullable Double strongest) {

    static RegionCount of(SeismicEvent event) {
        return new RegionCount(1, event.magnitude());
    }

    RegionCount plus(RegionCount other) {
        return new RegionCount(earthquakes + other.earthquakes, greater(strongest, other.strongest));
    }

    private static @Nullable Double greater(@Nullable Double one, @Nullable Double other) {
        if (one == null || other == null) {
            return one == null ? other : one;
        }
        return Math.max(one, other);
    }
}
