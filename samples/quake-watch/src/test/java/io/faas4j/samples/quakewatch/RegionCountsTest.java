package io.faas4j.samples.quakewatch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import com.fasterxml.jackson.databind.json.JsonMapper;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RegionCountsTest {

    private static final RegionCounts SOME = RegionCounts.NONE.plus(List.of(
            event(2.0, "4km W of Castaic, CA"), event(null, "Nowhere, CA"), event(1.0, "Alaska"), event(null, null)));

    private static SeismicEvent event(Double magnitude, String place) {
        return new SeismicEvent("us1", "earthquake", magnitude, 10.0, place, Instant.EPOCH);
    }

    @Test
    void earthquakes_are_counted_by_the_region_that_their_place_ends_with() {
        assertThat(SOME.regions())
                .containsExactly(
                        entry("", new RegionCount(1, null)),
                        entry("Alaska", new RegionCount(1, 1.0)),
                        entry("CA", new RegionCount(2, 2.0)));
        assertThat(SOME.earthquakes()).isEqualTo(4);
        assertThat(SOME.strongest()).contains(entry("CA", new RegionCount(2, 2.0)));
        assertThat(SOME.mostFirst()).extracting(Map.Entry::getKey).containsExactly("CA", "", "Alaska");
    }

    @Test
    void two_of_them_add_up() {
        assertThat(SOME.plus(RegionCounts.NONE.plus(List.of(event(3.0, "Alaska"))))
                        .regions())
                .containsEntry("Alaska", new RegionCount(2, 3.0))
                .hasSize(3);
    }

    @Test
    void they_survive_json_and_an_empty_object_is_none() throws Exception {
        JsonMapper json = new JsonMapper();

        assertThat(json.readValue(json.writeValueAsBytes(SOME), RegionCounts.class))
                .isEqualTo(SOME);
        assertThat(json.readValue("{}", RegionCounts.class)).isEqualTo(RegionCounts.NONE);
        assertThat(RegionCounts.NONE.strongest()).isEmpty();
    }
}
