package io.faas4j.testkit;

import static io.faas4j.testkit.FaasAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.faas4j.function.AliasSpec;
import io.faas4j.function.FunctionDefinition;
import io.faas4j.function.Routing;
import io.faas4j.rules.Rule;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What runs, waits and is throttled is asserted without a sleep, and a draw is laid down without luck. */
@FaasTest
class FunctionAssertTest {

    @BeforeEach
    void deploy(FaasTestRuntime runtime) {
        runtime.deploy(FunctionDefinition.builder("pay", String.class, String.class)
                .handler((order, context) -> context.functionVersion())
                .timeout(Duration.ofMinutes(1))
                .reservedConcurrency(2)
                .build());
    }

    @Test
    @Rule("CONC-3")
    void calls_at_a_gate_run_and_those_beyond_the_reservation_are_throttled(FaasTestRuntime runtime) {
        Gate gate = runtime.script("pay").gate();
        for (int i = 0; i < 5; i++) {
            runtime.faas().invokeAsync("pay", "o-" + i);
        }
        runtime.time().advance(Duration.ZERO);

        assertThat(runtime.function("pay"))
                .isRunning(2)
                .isThrottled(3)
                .hasOpenEvents(5)
                .hasContexts(2);

        gate.open();
        runtime.time().runUntilIdle();
        assertThat(runtime.function("pay"))
                .isRunning(0)
                .hasOpenEvents(0)
                .hasInvocations(5)
                .hasErrors(0)
                .hasColdStarts(2)
                .hasIdleContexts(2);
    }

    @Test
    void what_is_not_so_is_said_with_all_that_is(FaasTestRuntime runtime) {
        assertThatThrownBy(() -> assertThat(runtime.function("pay")).isRunning(1))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining(
                        "Expected function 'pay' to have 1 running invocations, but there were 0: 0 run,");
        assertThatThrownBy(() -> runtime.function("nobody"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("there is no function 'nobody', deploy it first");
    }

    @Test
    @Rule("ALIAS-5")
    void a_weighted_alias_goes_where_the_dice_say(FaasTestRuntime runtime) {
        runtime.faas().publish("pay");
        runtime.deploy(FunctionDefinition.builder("pay", String.class, String.class)
                .handler((order, context) -> context.functionVersion())
                .reservedConcurrency(2)
                .build());
        runtime.faas().publish("pay");
        runtime.faas().alias("pay", AliasSpec.of("live").version("1").routing(Routing.to("2", 0.1)));

        runtime.dice().rolls(0.05, 0.5, 0.0999, 0.1);

        assertThat(runtime.faas().invoke("pay:live", "o", String.class)).isEqualTo("2");
        assertThat(runtime.faas().invoke("pay:live", "o", String.class)).isEqualTo("1");
        assertThat(runtime.faas().invoke("pay:live", "o", String.class)).isEqualTo("2");
        assertThat(runtime.faas().invoke("pay:live", "o", String.class)).isEqualTo("1");
        assertThatThrownBy(() -> runtime.dice().rolls(0.5, 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a draw must be 0.0 to below 1.0, was 1.0");
    }
}
