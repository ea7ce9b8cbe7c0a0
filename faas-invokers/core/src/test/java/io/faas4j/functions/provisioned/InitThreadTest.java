package io.faas4j.functions.provisioned;

import static org.assertj.core.api.Assertions.assertThat;

import io.faas4j.fixture.TestFaas;
import io.faas4j.fixture.Threads;
import io.faas4j.function.ExecutionMode;
import io.faas4j.function.FunctionDefinition;
import io.faas4j.rules.Rule;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
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

    @Test
    @Rule("CONC-20")
    void init_phases_that_take_long_keep_nobody_from_getting_what_is_ready() {
        CountDownLatch open = new CountDownLatch(1);
        AtomicInteger begun = new AtomicInteger();
        faas.deploy(
                FunctionDefinition.builder("slow", String.class, String.class).handlerFactory(init -> {
                    begun.incrementAndGet();
                    Threads.await(open);
                    return (event, context) -> event;
                }));
        faas.faas().publish("slow");
        faas.deploy(FunctionDefinition.builder("own", String.class, String.class)
                .executionMode(ExecutionMode.WORKER)
                .handlerFactory(init -> (event, context) -> event));
        faas.faas().publish("own");

        faas.faas().functions().provisioned().put("slow:1", 300);
        Threads.until(() -> begun.get() == 256);
        Provisioned.put(faas.faas(), "own:1", 3);
        Provisioned.put(faas.faas(), "own:1", 1);

        assertThat(begun).hasValue(256);
        open.countDown();
        Provisioned.await(faas.faas(), "slow:1", Provisioned.ready(300));
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
