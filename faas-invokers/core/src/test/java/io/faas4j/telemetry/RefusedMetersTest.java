package io.faas4j.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import io.faas4j.fixture.TestFaas;
import io.faas4j.function.AliasSpec;
import io.faas4j.function.FunctionDefinition;
import io.faas4j.functions.Gate;
import io.faas4j.invocation.FunctionHandle;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.function.ToDoubleFunction;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A meter registry that throws, errors too, costs an invocation nothing. */
class RefusedMetersTest {

    private final RefusingRegistry registry = new RefusingRegistry();
    private final TestFaas faas = TestFaas.with(builder -> builder.meterRegistry(registry));

    @AfterEach
    void close() {
        faas.close();
    }

    private static final class RefusingRegistry extends SimpleMeterRegistry {
        private boolean refusesCounters = true;

        @Override
        protected <T> FunctionCounter newFunctionCounter(Meter.Id id, T counted, ToDoubleFunction<T> value) {
            if (refusesCounters) {
                throw new LinkageError("(thrown by a test)");
            }
            return super.newFunctionCounter(id, counted, value);
        }
    }

    @Test
    void function_whose_meters_are_refused_with_an_error_is_invoked_as_ever() {
        FunctionHandle<String, String> function =
                faas.deploy(FunctionDefinition.builder("fn", String.class, String.class)
                        .reservedConcurrency(1)
                        .handler((event, context) -> event));

        assertThat(function.invoke("cold")).isEqualTo("cold");
        assertThat(function.invoke("warm")).isEqualTo("warm");
        assertThat(faas.faas().concurrentExecutions()).isZero();
    }

    @Test
    void meters_of_a_version_stay_for_a_qualifier_that_is_left_though_those_of_another_were_refused() {
        faas.faas().deploy(Gate.answering("fn", "1"));
        faas.faas().publish("fn");
        faas.faas().alias("fn", AliasSpec.of("live").version("1"));
        faas.faas().invoke("fn:live", "event", String.class);
        registry.refusesCounters = false;
        faas.faas().invoke("fn:1", "event", String.class);

        faas.faas().functions().aliases().delete("fn", "live");

        assertThat(registry.find("faas.contexts").tag("version", "1").gauges()).isNotEmpty();
        assertThat(registry.find("faas.invocations").tag("qualifier", "1").meters())
                .isNotEmpty();
    }
}
