package io.faas4j.contexts;

import static org.assertj.core.api.Assertions.assertThat;

import io.faas4j.fixture.TestFaas;
import io.faas4j.function.FunctionDefinition;
import io.faas4j.invocation.FunctionHandle;
import io.faas4j.invocation.InvocationResult;
import io.faas4j.rules.Rule;
import java.time.Duration;
import org.junit.jupiter.api.Test;

@Rule({"CTX-10", "LIB-8"})
class ContextAgeTest {

    @Test
    void idle_context_is_kept_for_ten_minutes_after_its_last_invocation() {
        try (TestFaas faas = TestFaas.create()) {
            FunctionHandle<String, String> function = deploy(faas, Duration.ZERO);
            function.invoke("");

            faas.advance(Duration.ofMinutes(10).minusMillis(1));
            assertThat(function.call("").report().coldStart()).isFalse();
            faas.advance(Duration.ofMinutes(10).minusMillis(1));
            assertThat(function.call("").report().coldStart()).isFalse();
            faas.advance(Duration.ofMinutes(10));
            assertThat(function.call("").report().coldStart()).isTrue();
        }
    }

    @Test
    void idle_timeout_is_a_setting() {
        try (TestFaas faas =
                TestFaas.with(builder -> builder.configure(settings -> settings.idleTimeout(Duration.ofSeconds(20))))) {
            FunctionHandle<String, String> function = deploy(faas, Duration.ZERO);
            function.invoke("");

            faas.advance(Duration.ofSeconds(19));
            assertThat(function.call("").report().coldStart()).isFalse();
            faas.advance(Duration.ofSeconds(20));
            assertThat(function.call("").report().coldStart()).isTrue();
        }
    }

    @Test
    void context_is_replaced_every_four_hours_even_under_load() {
        try (TestFaas faas = TestFaas.create()) {
            FunctionHandle<String, String> function = deploy(faas, Duration.ZERO);

            int coldStarts = 0;
            for (int minute = 0; minute < 8 * 60 + 5; minute++) {
                coldStarts += function.call("").report().coldStart() ? 1 : 0;
                faas.advance(Duration.ofMinutes(1));
            }

            assertThat(coldStarts).isEqualTo(3);
        }
    }

    @Test
    void busy_context_is_never_removed() {
        try (TestFaas faas = TestFaas.with(builder -> builder.configure(
                settings -> settings.idleTimeout(Duration.ofMinutes(1)).maxLifetime(Duration.ofMinutes(2))))) {
            FunctionHandle<String, String> function = deploy(faas, Duration.ofMinutes(10));

            InvocationResult<String> first = function.call("");
            InvocationResult<String> second = function.call("");

            assertThat(first.payload()).isEqualTo("done");
            assertThat(second.report().coldStart()).isTrue();
        }
    }

    private static FunctionHandle<String, String> deploy(TestFaas faas, Duration work) {
        return faas.deploy(FunctionDefinition.builder("f", String.class, String.class)
                .timeout(Duration.ofMinutes(15))
                .handler((event, context) -> {
                    faas.advance(work);
                    return "done";
                }));
    }
}
