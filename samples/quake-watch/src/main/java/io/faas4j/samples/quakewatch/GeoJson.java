package io.faas4j.samples.quakewatch;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The shape of the feed, as far as this program reads it; the feed's names, so that Jackson finds them. */
record GeoJson(Metadata metadata, List<Feature> features) {

    record Metadata(String title, long generated) {}

    record Feature(
            String id, Properties properties, @Nullable Geometry geometry) {

        SeismicEvent toEvent() {
            return new SeismicEvent(
                    id,
                    properties.type() == null ? "unknown" : properties.type(),
                    properties.mag(),
                    geometry == null ? null : geometry.depthInKm(),
                    properties.place(),
                    Instant.ofEpochMilli(properties.time()));
        }
    }

    record Properties(
            @Nullable String type,
            @Nullable Double mag,
            @Nullable String place,
            long time) {}

    /** @param coordinates longitude, latitude, depth in km; the depth may be null or absent */
    record Geometry(@Nullable List<@Nullable Double> coordinates) {

        @Nullable
        Double depthInKm() {
            return coordinates == null || coordinates.size() < 3 ? null : coordinates.get(2);
        }
    }
}
