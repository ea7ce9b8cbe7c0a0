package io.faas4j.testkit;

import static io.faas4j.testkit.Faults.times;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.faas4j.function.FunctionDefinition;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** What happened in a test, to be seen at a glance. */
@FaasTest
class PictureTest {

    private static void deploy(FaasTestRuntime runtime, String name, Function<String, String> code) {
        runtime.deploy(FunctionDefinition.builder(name, String.class, String.class)
                .handler((event, context) -> code.apply(event))
                .timeout(Duration.ofMinutes(1))
                .build());
    }

    private static String end(Object requestId) {
        return requestId.toString().substring(28);
    }

    @Test
    void each_event_has_a_lane_with_its_attempts(FaasTestRuntime runtime) {
        deploy(runtime, "pay", event -> event);
        deploy(runtime, "ship", event -> event);
        runtime.script("pay").fails(times(2, () -> new IllegalStateException("down")));
        runtime.script("ship").takes(Duration.ofSeconds(2));

        String pay = end(runtime.faas().invokeAsync("pay", "a").requestId());
        runtime.time().advance(Duration.ofSeconds(59));
        String ship = end(runtime.faas().invokeAsync("ship", "b").requestId());
        runtime.time().runUntilIdle();

        assertThat(runtime.timeline().picture()).isEqualToNormalizingNewlines("""
                              0s  59s 1m  3m
                pay %s  1x      2x  3+
                ship %s     1+======
                attempt and outcome: + succeeded, x failed, t timed out, ~ running; = while it ran""".formatted(pay, ship));
    }

    @Test
    void a_long_story_goes_on_below_and_stays_within_100_columns(FaasTestRuntime runtime) {
        deploy(runtime, "a-function-with-a-name-of-many-letters", event -> event);
        for (int i = 0; i < 60; i++) {
            runtime.faas().invoke("a-function-with-a-name-of-many-letters", "a", String.class);
            runtime.time().advance(Duration.ofMillis(1_500));
        }

        List<String> lines = runtime.timeline().picture().lines().toList();

        assertThat(lines).allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(100));
        assertThat(lines)
                .filteredOn(line -> line.startsWith("a-function-with-a-name-."))
                .hasSize(60);
        assertThat(lines.get(0)).contains("0s").contains("1500ms");
        assertThat(lines).filteredOn(line -> line.startsWith(" ")).hasSizeGreaterThan(5);
    }

    @Test
    void more_lanes_than_one_can_read_are_counted(FaasTestRuntime runtime) {
        deploy(runtime, "pay", event -> event);
        for (int i = 0; i < 50; i++) {
            runtime.faas().invoke("pay", "a", String.class);
        }

        assertThat(runtime.timeline().picture().lines()).hasSize(43).contains("(10 more)");
    }

    @Test
    void a_call_that_is_timed_out_and_one_that_runs_have_marks_of_their_own(FaasTestRuntime runtime) {
        deploy(runtime, "slow", event -> event);
        deploy(runtime, "held", event -> event);
        runtime.script("slow").takes(Duration.ofMinutes(2));
        runtime.script("held").gate();
        assertThatThrownBy(() -> runtime.faas().invoke("slow", "a", String.class))
                .hasMessageContaining("timed out");
        runtime.faas().invokeAsync("held", "a");
        runtime.time().advance(Duration.ofSeconds(1));

        assertThat(runtime.timeline().picture())
                .containsPattern("slow [0-9a-f]{8} 1t=+")
                .containsPattern("1~");
    }

    @Test
    void without_calls_there_is_no_picture(FaasTestRuntime runtime) {
        assertThat(runtime.timeline().picture()).isEmpty();
    }
}
