package io.faas4j.functions.provisioned;

import static org.assertj.core.api.Assertions.assertThat;

import io.faas4j.fixture.TestFaas;
import io.faas4j.fixture.Threads;
import io.faas4j.function.ExecutionMode;
import io.faas4j.function.FunctionDefinition;
import io.faas4j.rules.Rule;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.slf4j.MDC;

/** What an init phase ahead of traffic leaves on its thread is not there for whatever runs on it next. */
class InitThreadTest {

    private static final String KEY = "left by an init phase";

    private final TestFaas faas = TestFaas.create();
    private final List<@Nullable String> seen = new CopyOnWriteArrayList<>();

    @AfterEach
    void close() {
        faas.close();
    }

    @ParameterizedTest
    @EnumSource(ExecutionMode.class)
    @Rule("CTX-15")
    void mdc_of_an_init_phase_ends_with_it(ExecutionMode mode) {
        faas.deploy(FunctionDefinition.builder("f", String.class, String.class)
                .executionMode(mode)
                .handlerFactory(init -> {
                    seen.add(MDC.get(KEY));
                    MDC.put(KEY, init.functionName());
                    return (event, context) -> {
                        seen.add(MDC.get(KEY));
                        return event;
                    };
                }));
        faas.faas().publish("f");

        Provisioned.put(faas.faas(), "f:1", 40);
        faas.faas().invoke("f:1", "", String.class);

        assertThat(seen).hasSize(41).containsOnlyNulls();
    }

    @ParameterizedTest
    @EnumSource(ExecutionMode.class)
    @Rule("CONC-9")
    void threads_of_contexts_that_cannot_be_initialised_end_with_the_request(ExecutionMode mode) {
        faas.deploy(FunctionDefinition.builder("unmakeable", String.class, String.class)
                .executionMode(mode)
                .handlerFactory(init -> {
                    throw new IllegalStateException("never");
                }));
        faas.faas().publish("unmakeable");

        faas.faas().functions().provisioned().put("unmakeable:1", 200);

        Provisioned.await(faas.faas(), "unmakeable:1", Provisioned.failed(200));
        Threads.until(() -> Thread.getAllStackTraces().keySet().stream()
                .noneMatch(thread -> thread.getName().startsWith("faas-unmakeable")));
    }
}
