package io.faas4j.samples.quakewatch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class WeekFeedTest {

    @Test
    void the_bundled_week_has_all_its_events_with_zero_and_negative_magnitudes() throws IOException {
        WeekFeed feed = WeekFeed.bundled();

        assertThat(feed.title()).isEqualTo("USGS All Earthquakes, Past Week");
        assertThat(feed.generated()).isEqualTo("2018-02-07T01:49:14Z");
        assertThat(feed.events()).hasSize(1707);
        assertThat(feed.events()).filteredOn(event -> event.magnitude() == 0.0).hasSize(12);
        assertThat(feed.events()).filteredOn(event -> event.magnitude() < 0).hasSize(44);
        assertThat(feed.events().get(0))
                .isEqualTo(new SeismicEvent(
                        "ci37868143",
                        "earthquake",
                        2.0,
                        26.49,
                        "4km W of Castaic, CA",
                        Instant.parse("2018-02-07T01:26:13.840Z")));
    }

    @Test
    void what_nobody_measured_or_named_is_null() throws IOException {
        WeekFeed feed = read("""
                {"metadata": {"title": "t", "generated": 0}, "features": [
                  {"id": "a", "properties": {"mag": null, "place": null, "time": 1, "type": null}, "geometry": null},
                  {"id": "b", "properties": {"time": 1, "type": "earthquake"}, "geometry": {"coordinates": [1, 2, null]}},
                  {"id": "c", "properties": {"time": 1, "type": "earthquake"}, "geometry": {"coordinates": [1, 2]}}]}
                """);

        Instant time = Instant.ofEpochMilli(1);
        assertThat(feed.events())
                .containsExactly(
                        new SeismicEvent("a", "unknown", null, null, null, time),
                        new SeismicEvent("b", "earthquake", null, null, null, time),
                        new SeismicEvent("c", "earthquake", null, null, null, time));
    }

    @Test
    void an_event_without_a_time_is_refused() {
        assertThatIOException().isThrownBy(() -> read("""
                        {"metadata": {"title": "t", "generated": 0},
                         "features": [{"id": "a", "properties": {"time": null, "type": "earthquake"}}]}
                        """)).withMessageContaining("time");
    }

    private static WeekFeed read(String json) throws IOException {
        return WeekFeed.read(new ByteArrayInputStream(json.getBytes(StandardCharsets.UTF_8)));
    }
}
