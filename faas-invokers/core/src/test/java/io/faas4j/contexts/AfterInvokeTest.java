package io.faas4j.contexts;

import static org.assertj.core.api.Assertions.assertThat;

import io.faas4j.fixture.TestFaas;
import io.faas4j.function.FunctionDefinition;
import io.faas4j.function.Handler;
import io.faas4j.invocation.FunctionErrorException;
import io.faas4j.invocation.FunctionHandle;
import io.faas4j.rules.Rule;
import java.util.ArrayList;
import java.util.List;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

@Rule("LIB-2")
class AfterInvokeTest {

    private final TestFaas faas = TestFaas.create();
    private final List<String> steps = new ArrayList<>();

    @AfterEach
    void close() {
        faas.close();
    }

    private FunctionHandle<String, String> deploy(Handler<String, String> handler) {
        return faas.deploy(FunctionDefinition.builder("hooked", String.class, String.class)
                .handlerFactory(init -> {
                    init.afterInvoke(context -> steps.add("first " + context.requestId()));
                    init.afterInvoke(context -> {
                        throw new IllegalStateException("a hook that fails");
                    });
                    init.afterInvoke(context -> steps.add("last"));
                    return handler;
                }));
    }

    @Test
    void hooks_run_after_each_invocation_in_their_order_though_one_fails() {
        var function = deploy((event, context) -> event);

        var first = function.call("a");
        var second = function.call("b");

        assertThat(steps).containsExactly("first " + first.requestId(), "last", "first " + second.requestId(), "last");
        assertThat(first.payload()).isEqualTo("a");
        assertThat(second.payload()).isEqualTo("b");
    }

    @Test
    void hooks_run_also_after_a_handler_that_threw_and_leave_its_error_as_it_is() {
        var function = deploy((event, context) -> {
            throw new IllegalArgumentException("no");
        });

        Throwable thrown = Assertions.catchThrowable(() -> function.invoke("a"));

        assertThat(thrown).isInstanceOf(FunctionErrorException.class).hasRootCauseMessage("no");
        assertThat(steps).hasSize(2).last().isEqualTo("last");
    }
}
