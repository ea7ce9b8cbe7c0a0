package io.faas4j.samples.quakewatch;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.faas4j.Faas;
import io.faas4j.function.InitializationType;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The load mode, small. */
class LoadTest {

    @Test
    void it_prints_both_runs_side_by_side() throws Exception {
        WeekFeed week = WeekFeed.bundled();
        WeekFeed some =
                new WeekFeed(week.title(), week.generated(), week.events().subList(0, 60));
        var bytes = new ByteArrayOutputStream();

        new Load(some, new LoadOptions(300_000, 4, 4, 2), new PrintStream(bytes, true, UTF_8)).run();

        assertThat(bytes.toString(UTF_8))
                .contains("60 events, 300,000 times as fast, from 4 threads", "4 at once reserved")
                .containsPattern("provisioned contexts +none +2")
                .contains("cold starts", "spillover", "throttled", "latency p50", "latency p99.9", "latency, longest");
    }

    @Test
    void every_event_is_answered_or_throttled() throws Exception {
        try (Faas faas = Faas.create()) {
            var assess = Assess.deployTo(faas, 2);

            LoadResult result = new Replay(assess, burst(40), new LoadOptions(1, 8, 2, 1)).run();

            assertThat(result.events()).isEqualTo(40);
            assertThat(result.cold()).isBetween(1, 2);
            assertThat(result.throttled()).isPositive();
            assertThat(result.provisioned()).isZero();
            assertThat(result.latencies().sorted()).hasSize(40 - result.throttled());
        }
    }

    @Test
    void a_latency_counts_from_the_moment_at_which_the_event_was_due() throws Exception {
        try (Faas faas = Faas.create()) {
            var assess = Assess.deployTo(faas, 2);

            LoadResult result = new Replay(assess, burst(5), new LoadOptions(1, 1, 2, 1)).run();

            // One caller: the fifth event waits for four others, which take 8 ms each.
            assertThat(result.latencies().at(100)).isGreaterThan(Duration.ofMillis(32));
        }
    }

    private static List<SeismicEvent> burst(int events) {
        return IntStream.range(0, events)
                .mapToObj(i -> new SeismicEvent("b" + i, "earthquake", 2.0, 5.0, "Nowhere", Instant.EPOCH))
                .toList();
    }

    @Test
    void what_ran_on_demand_while_contexts_were_provisioned_is_spillover() {
        var onProvisioned =
                new LoadResult.Answer(false, InitializationType.PROVISIONED_CONCURRENCY, Duration.ofMillis(1));
        var warm = new LoadResult.Answer(false, InitializationType.ON_DEMAND, Duration.ofMillis(1));
        var cold = new LoadResult.Answer(true, InitializationType.ON_DEMAND, Duration.ofMillis(1));

        assertThat(LoadResult.of(List.of(onProvisioned, warm, cold), 0).spillover())
                .isEqualTo(2);
        assertThat(LoadResult.of(List.of(warm, cold), 0).spillover()).isZero();
    }

    @Test
    void an_event_is_held_against_the_usual_ones_of_its_region() throws IOException {
        RegionTable regions = RegionTable.load();
        var strong = new SeismicEvent("s", "earthquake", 6.4, 10.0, "22km NNE of Hualian, Taiwan", Instant.EPOCH);
        var nowhere = new SeismicEvent("n", "earthquake", 6.4, 10.0, "Atlantis", Instant.EPOCH);

        assertThat(regions.above(strong)).isGreaterThan(1);
        assertThat(regions.above(nowhere)).isZero();
    }

    @Test
    void options_have_defaults_and_say_what_is_wrong() {
        assertThat(LoadOptions.parse("--load")).isEqualTo(LoadOptions.DEFAULT);
        assertThat(LoadOptions.parse("--load", "--speed=7", "--callers=2", "--reserved=5", "--provisioned=3"))
                .isEqualTo(new LoadOptions(7, 2, 5, 3));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> LoadOptions.parse("--speed=0"))
                .withMessage("--speed must be at least 1, was 0");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> LoadOptions.parse("--reserved=2", "--provisioned=3"))
                .withMessage("--provisioned must not be more than --reserved, 2, was 3");
    }
}
