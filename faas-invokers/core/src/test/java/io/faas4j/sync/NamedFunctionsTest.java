package io.faas4j.sync;

import static org.assertj.core.api.Assertions.assertThat;

import io.faas4j.function.FunctionDefinition;
import io.faas4j.runtime.FunctionRuntime;
import io.faas4j.runtime.RuntimeSettings;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Handles that are kept by name, and what they keep alive. */
class NamedFunctionsTest {

    private final FunctionRuntime runtime =
            new FunctionRuntime(RuntimeSettings.builder().build());
    private final NamedFunctions named = new NamedFunctions(runtime);

    @AfterEach
    void close() {
        runtime.close();
    }

    private void deploy(String name) {
        runtime.functions().deploy(FunctionDefinition.of(name, String.class, String.class, (event, context) -> event));
    }

    @Test
    void functions_that_come_and_go_are_forgotten() {
        for (int i = 0; i < 5_000; i++) {
            deploy("passing-" + i);
            named.handle("passing-" + i, "event", String.class).invoke("event");
            runtime.functions().delete("passing-" + i);
        }

        assertThat(named.size()).isLessThan(500);
    }

    @Test
    void functions_that_stay_are_found_once_however_many_go() {
        deploy("stays");
        var first = named.handle("stays", "event", String.class);
        for (int i = 0; i < 1_000; i++) {
            deploy("passing-" + i);
            named.handle("passing-" + i, "event", String.class);
            runtime.functions().delete("passing-" + i);
        }

        assertThat(named.handle("stays", "event", String.class)).isSameAs(first);
    }

    @Test
    void many_functions_that_stay_are_all_kept() {
        for (int i = 0; i < 2_000; i++) {
            deploy("function-" + i);
            named.handle("function-" + i, "event", String.class);
        }

        assertThat(named.size()).isEqualTo(2_000);
    }
}
