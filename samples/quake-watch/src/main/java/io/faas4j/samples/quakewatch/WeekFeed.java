package io.faas4j.samples.quakewatch;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.List;

/**
 * A week of events, as the U.S. Geological Survey published it.
 *
 * @param title the feed's own
 * @param generated when the feed was made: the week's end
 * @param events newest first
 */
record WeekFeed(String title, Instant generated, List<SeismicEvent> events) {

    private static final String RESOURCE = "earthquakes-week.geojson";

    private static final ObjectReader GEO_JSON = JsonMapper.builder()
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .build()
            .readerFor(GeoJson.class);

    WeekFeed {
        events = List.copyOf(events);
    }

    /** The week that comes with this program. */
    static WeekFeed bundled() throws IOException {
        try (InputStream json = WeekFeed.class.getResourceAsStream(RESOURCE)) {
            if (json == null) {
                throw new FileNotFoundException(RESOURCE);
            }
            return read(json);
        }
    }

    /**
     * Reads a feed.
     *
     * @param json GeoJSON in UTF-8; the caller closes it
     */
    static WeekFeed read(InputStream json) throws IOException {
        GeoJson feed = GEO_JSON.readValue(json);
        return new WeekFeed(
                feed.metadata().title(),
                Instant.ofEpochMilli(feed.metadata().generated()),
                feed.features().stream().map(GeoJson.Feature::toEvent).toList());
    }
}
