package io.faas4j.samples.quakewatch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PagerTest {

    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2018-02-01T00:00:00Z"));
    private final Pager pager = new Pager(now::get);

    private static SeismicEvent event(String id) {
        return new SeismicEvent(id, "earthquake", 5.0, 10.0, "Nowhere", Instant.EPOCH);
    }

    @ParameterizedTest
    @CsvSource({"us1000cda3, 3", "us1000cdbe, 2", "us1000cdgu, 1", "us1000cdn5, 0", "us2000crl8, 0"})
    void its_line_is_busy_as_often_as_the_events_id_says_and_free_from_then_on(String id, int times) throws Exception {
        for (int call = 1; call <= times; call++) {
            assertThatThrownBy(() -> pager.page(event(id)))
                    .isInstanceOf(LineBusyException.class)
                    .hasMessage("busy at call " + call);
        }

        pager.page(event(id));
        pager.page(event(id));
    }

    @Test
    void its_line_is_busy_for_about_three_in_ten_events() throws IOException {
        var events = WeekFeed.bundled().events();

        long[] byCalls = IntStream.rangeClosed(0, 3)
                .mapToLong(calls -> events.stream()
                        .filter(event -> Pager.busyCalls(event.id()) == calls)
                        .count())
                .toArray();

        assertThat(byCalls[0]).isBetween(1_100L, 1_290L);
        for (int calls = 1; calls <= 3; calls++) {
            assertThat(byCalls[calls]).isBetween(120L, 220L);
        }
    }

    @Test
    void it_is_down_from_when_it_breaks_until_it_is_repaired() {
        now.set(Pager.BREAKS);
        assertThatThrownBy(() -> pager.page(event("us2000crl8"))).isInstanceOf(PagerDownException.class);

        now.set(Pager.REPAIRED.minusNanos(1));
        assertThatThrownBy(() -> pager.page(event("us2000crl8"))).isInstanceOf(PagerDownException.class);

        now.set(Pager.REPAIRED);
        assertThatCode(() -> pager.page(event("us2000crl8"))).doesNotThrowAnyException();
    }
}
