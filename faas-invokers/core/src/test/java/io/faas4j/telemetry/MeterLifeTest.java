package io.faas4j.telemetry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.faas4j.error.TooManyRequestsException;
import io.faas4j.error.ValidationException;
import io.faas4j.fixture.TestFaas;
import io.faas4j.function.AliasSpec;
import io.faas4j.function.FunctionDefinition;
import io.faas4j.functions.Gate;
import io.faas4j.runtime.telemetry.DurationHistogram;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.distribution.CountAtBucket;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** When meters come and go, and what they cost who did not ask for them. */
class MeterLifeTest {

    private final Meters meters = new Meters();
    private final TestFaas faas = TestFaas.with(builder -> builder.meterRegistry(meters.registry())
            .configure(settings -> settings.durationHistogram(
                    "timed",
                    DurationHistogram.percentiles(0.5).withObjectives(Duration.ofMillis(20), Duration.ofMillis(100)))));

    @AfterEach
    void close() {
        faas.close();
    }

    private void deploy(String answer) {
        faas.faas().deploy(Gate.answering("fn", answer));
    }

    private void invoke(String function) {
        faas.faas().invoke(function, "event", String.class);
    }

    // ---- come and go -----------------------------------------------------------------------------------------------

    @Test
    void a_function_has_no_meters_before_its_first_invocation() {
        deploy("1");
        assertThat(meters.ofFunction("fn")).isEmpty();

        invoke("fn");

        assertThat(meters.ofFunction("fn")).isNotEmpty();
        assertThat(meters.count("faas.invocations", "outcome", "timeout")).isZero();
    }

    @Test
    void latest_goes_on_counting_over_updates() {
        deploy("1");
        invoke("fn");

        deploy("2");
        invoke("fn");

        assertThat(meters.count("faas.invocations", "qualifier", "$LATEST", "outcome", "success"))
                .isEqualTo(2);
        assertThat(meters.timedCount("faas.cold.starts")).isEqualTo(2);
    }

    @Test
    void counts_outlive_the_contexts_they_come_from() {
        deploy("1");
        invoke("fn");

        faas.advance(Duration.ofHours(1));

        assertThat(meters.gauge("faas.contexts")).isZero();
        assertThat(meters.count("faas.invocations")).isEqualTo(1);
        assertThat(meters.timedCount("faas.duration")).isEqualTo(1);
    }

    @Test
    void a_context_that_serves_several_qualifiers_counts_each() {
        deploy("1");
        faas.faas().publish("fn");
        faas.faas().alias("fn", AliasSpec.of("live").version("1"));
        faas.faas().alias("fn", AliasSpec.of("next").version("1"));

        for (String qualifier : new String[] {"live", "next", "1", "next", "live", "next"}) {
            invoke("fn:" + qualifier);
        }

        assertThat(meters.gauge("faas.contexts", "version", "1")).isEqualTo(1);
        assertThat(meters.count("faas.invocations", "qualifier", "live")).isEqualTo(2);
        assertThat(meters.count("faas.invocations", "qualifier", "next")).isEqualTo(3);
        assertThat(meters.count("faas.invocations", "qualifier", "1")).isEqualTo(1);

        faas.advance(Duration.ofHours(1));

        assertThat(meters.count("faas.invocations", "qualifier", "next")).isEqualTo(3);
    }

    @Test
    void meters_of_a_version_go_with_it() {
        deploy("1");
        faas.faas().publish("fn");
        faas.faas().alias("fn", AliasSpec.of("live").version("1"));
        invoke("fn:1");
        invoke("fn:live");
        deploy("2");
        faas.faas().publish("fn");
        faas.faas().alias("fn", AliasSpec.of("live").version("2"));
        invoke("fn:live");

        faas.faas().functions().delete("fn:1");

        assertThat(meters.tagsOf("fn", "version")).containsExactly("2");
        assertThat(meters.tagsOf("fn", "qualifier")).containsExactly("live");
        assertThat(meters.count("faas.invocations")).isEqualTo(1);
    }

    @Test
    void a_version_that_is_deleted_while_it_runs_does_not_come_back() {
        Gate gate = new Gate("1");
        faas.faas().deploy(gate.as("fn"));
        faas.faas().publish("fn");
        faas.faas().alias("fn", AliasSpec.of("live").version("1"));
        Gate.Held running = gate.hold(faas.faas(), "fn:live");
        deploy("2");
        faas.faas().publish("fn");
        faas.faas().alias("fn", AliasSpec.of("live").version("2"));

        faas.faas().functions().delete("fn:1");
        running.letGo();
        invoke("fn:live");

        assertThat(meters.tagsOf("fn", "version")).containsExactly("2");
    }

    @Test
    void meters_of_an_alias_go_with_it_and_those_of_its_version_stay() {
        deploy("1");
        faas.faas().publish("fn");
        faas.faas().alias("fn", AliasSpec.of("live").version("1"));
        invoke("fn:1");
        invoke("fn:live");

        faas.faas().functions().aliases().delete("fn", "live");

        assertThat(meters.tagsOf("fn", "qualifier")).containsExactly("1");
        assertThat(meters.gauge("faas.contexts", "version", "1")).isEqualTo(1);
    }

    @Test
    void meters_of_a_function_go_with_it_and_begin_anew_with_the_next_of_its_name() {
        deploy("1");
        invoke("fn");
        faas.faas().functions().putConcurrency("fn", 0);
        assertThatThrownBy(() -> invoke("fn")).isInstanceOf(TooManyRequestsException.class);

        faas.faas().functions().delete("fn");
        assertThat(meters.ofFunction("fn")).isEmpty();

        deploy("2");
        invoke("fn");
        assertThat(meters.count("faas.invocations")).isEqualTo(1);
        assertThat(meters.count("faas.throttles")).isZero();
    }

    @Test
    void no_meter_is_left_after_close() {
        deploy("1");
        invoke("fn");

        faas.close();

        assertThat(meters.registry().getMeters()).isEmpty();
    }

    @Test
    void an_invocation_does_not_fail_for_a_registry_that_refuses_its_meters() {
        Gauge.builder("faas.duration", () -> 1)
                .tags(Tags.of("function", "fn", "qualifier", "$LATEST", "version", "$LATEST"))
                .register(meters.registry());
        deploy("1");

        invoke("fn");
        invoke("fn");

        assertThat(meters.count("faas.invocations")).isEqualTo(2);
    }

    // ---- histograms ------------------------------------------------------------------------------------------------

    @Test
    void durations_are_recorded_only_where_a_histogram_was_asked_for() {
        deploy("1");
        faas.faas().deploy(Gate.answering("timed", "1"));

        invoke("fn");
        invoke("timed");

        assertThat(meters.registry().find("faas.duration.histogram").timers())
                .extracting(timer -> timer.getId().getTag("function"))
                .containsExactly("timed");
    }

    @Test
    void a_histogram_has_every_invocation_by_its_duration() {
        faas.deploy(FunctionDefinition.builder("timed", Integer.class, Integer.class)
                .handler((millis, context) -> {
                    faas.advanceMillis(millis);
                    if (millis == 50) {
                        throw new IllegalStateException("failing");
                    }
                    return millis;
                }));

        for (int millis : new int[] {10, 50, 90, 4_000}) {
            faas.faas().call("timed", millis, Integer.class);
        }

        Timer timer = meters.registry()
                .get("faas.duration.histogram")
                .tags("function", "timed", "qualifier", "$LATEST", "version", "$LATEST")
                .timer();
        assertThat(timer.count()).isEqualTo(4);
        assertThat(timer.totalTime(TimeUnit.MILLISECONDS)).isEqualTo(4_150);
        assertThat(Arrays.stream(timer.takeSnapshot().histogramCounts()).map(CountAtBucket::count))
                .containsExactly(1.0, 3.0);
        assertThat(meters.time("faas.duration", "function", "timed")).isEqualTo(Duration.ofMillis(4_150));
    }

    @Test
    void a_histogram_for_all_gives_way_to_the_one_of_a_function() {
        Meters own = new Meters();
        try (TestFaas all = TestFaas.with(builder -> builder.meterRegistry(own.registry())
                .configure(settings -> settings.durationHistogram(DurationHistogram.objectives(Duration.ofMillis(1)))
                        .durationHistogram("special", DurationHistogram.percentiles(0.9))))) {
            all.faas().deploy(Gate.answering("plain", "1"));
            all.faas().deploy(Gate.answering("special", "1"));
            all.faas().invoke("plain", "event", String.class);
            all.faas().invoke("special", "event", String.class);

            assertThat(own.registry()
                            .get("faas.duration.histogram")
                            .tag("function", "plain")
                            .timer()
                            .takeSnapshot()
                            .histogramCounts())
                    .hasSize(1);
            assertThat(own.registry()
                            .get("faas.duration.histogram")
                            .tag("function", "special")
                            .timer()
                            .takeSnapshot()
                            .percentileValues())
                    .hasSize(1);
        }
    }

    @Test
    void a_percentile_or_objective_out_of_range_is_refused() {
        assertThatThrownBy(() -> DurationHistogram.percentiles(1.5))
                .isInstanceOf(ValidationException.class)
                .hasMessageContaining("'1.5' at 'percentiles'")
                .hasMessageContaining("between 0.0 and 1.0");
        assertThatThrownBy(() -> DurationHistogram.percentiles(Double.NaN)).isInstanceOf(ValidationException.class);
        assertThatThrownBy(DurationHistogram::percentiles).isInstanceOf(ValidationException.class);
        assertThatThrownBy(() -> DurationHistogram.buckets().withObjectives(Duration.ZERO))
                .isInstanceOf(ValidationException.class)
                .hasMessageContaining("objectives");
    }
}
