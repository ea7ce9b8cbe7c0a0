package io.faas4j.nesting;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.faas4j.error.InvalidParameterValueException;
import io.faas4j.error.RecursiveInvocationException;
import io.faas4j.error.ResourceNotFoundException;
import io.faas4j.fixture.TestFaas;
import io.faas4j.fixture.Threads;
import io.faas4j.function.ExecutionMode;
import io.faas4j.function.FunctionDefinition;
import io.faas4j.function.RecursiveLoop;
import io.faas4j.invocation.FunctionHandle;
import io.faas4j.rules.Rule;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RecursiveLoopTest {

    private final TestFaas faas = TestFaas.create();
    private final AtomicInteger runs = new AtomicInteger();
    private final AtomicReference<RuntimeException> refusal = new AtomicReference<>();

    @AfterEach
    void close() {
        faas.close();
    }

    /** Calls another function so many times in a chain, and keeps the first refusal. */
    private void deploy(String name, String next, ExecutionMode mode) {
        faas.deploy(FunctionDefinition.builder(name, Integer.class, Integer.class)
                .executionMode(mode)
                .handler((left, context) -> {
                    runs.incrementAndGet();
                    return left == 1 ? 1 : invoke(next, left - 1);
                }));
    }

    private Integer invoke(String function, int left) {
        try {
            return faas.faas().invoke(function, left, Integer.class);
        } catch (RecursiveInvocationException e) {
            refusal.compareAndSet(null, e);
            return 0;
        }
    }

    @ParameterizedTest
    @EnumSource(ExecutionMode.class)
    @Rule("REC-1")
    void sixteenth_invocation_of_a_function_in_a_chain_runs_and_the_next_is_stopped(ExecutionMode mode) {
        deploy("loop", "loop", mode);

        assertThat(invoke("loop", 16)).isEqualTo(1);
        assertThat(refusal).hasValue(null);
        assertThat(runs.getAndSet(0)).isEqualTo(16);

        assertThat(invoke("loop", 17)).isZero();
        assertThat(runs).hasValue(16);
    }

    @Test
    @Rule("REC-2")
    void who_continues_a_loop_gets_a_recursive_invocation_exception() {
        deploy("loop", "loop", ExecutionMode.CALLER);

        invoke("loop", 1_000);

        assertThat(refusal.get())
                .isInstanceOfSatisfying(RecursiveInvocationException.class, refused -> {
                    assertThat(refused.httpStatus()).isEqualTo(400);
                    assertThat(refused.code()).isEqualTo("RecursiveInvocationException");
                })
                .hasMessageContaining("'loop' was invoked 16 times");
    }

    @Test
    @Rule({"REC-1", "REC-3"})
    void functions_that_go_in_a_circle_together_are_each_counted() {
        deploy("a", "b", ExecutionMode.CALLER);
        deploy("b", "a", ExecutionMode.WORKER);

        invoke("a", 1_000);

        assertThat(runs).hasValue(32);
        assertThat(refusal.get()).hasMessageContaining("'a'");
    }

    @Test
    @Rule("REC-1")
    void versions_and_aliases_of_a_function_are_the_same_function() {
        faas.deploy(FunctionDefinition.of("loop", Integer.class, Integer.class, (left, context) -> {
            runs.incrementAndGet();
            return invoke(left % 2 == 0 ? "loop" : "loop:1", left - 1);
        }));
        faas.faas().publish("loop");

        invoke("loop", 1_000);

        assertThat(runs).hasValue(16);
    }

    @Test
    @Rule("REC-3")
    void submitted_invocation_goes_on_with_the_chain() {
        AtomicReference<FunctionHandle<Integer, Integer>> self = new AtomicReference<>();
        self.set(faas.deploy(FunctionDefinition.of("loop", Integer.class, Integer.class, (left, context) -> {
            runs.incrementAndGet();
            return Threads.get(self.get().submit(left - 1)).payload();
        })));

        faas.faas().call("loop", 1_000, Integer.class);

        assertThat(runs).hasValue(16);
    }

    @Test
    @Rule("REC-1")
    void loop_that_is_allowed_goes_on() {
        deploy("loop", "loop", ExecutionMode.CALLER);
        assertThat(faas.faas().functions().getRecursionConfig("loop")).isEqualTo(RecursiveLoop.TERMINATE);

        faas.faas().functions().putRecursionConfig("loop", RecursiveLoop.ALLOW);

        assertThat(faas.faas().functions().getRecursionConfig("loop")).isEqualTo(RecursiveLoop.ALLOW);
        assertThat(invoke("loop", 40)).isEqualTo(1);
        assertThat(runs).hasValue(40);
    }

    @Test
    @Rule("REC-1")
    void what_becomes_of_a_loop_is_said_of_the_whole_function() {
        deploy("loop", "loop", ExecutionMode.CALLER);
        faas.faas().publish("loop");

        assertThatThrownBy(() -> faas.faas().functions().putRecursionConfig("loop:1", RecursiveLoop.ALLOW))
                .isInstanceOf(InvalidParameterValueException.class);
        assertThatThrownBy(() -> faas.faas().functions().putRecursionConfig("none", RecursiveLoop.ALLOW))
                .isInstanceOf(ResourceNotFoundException.class);
    }

    @Test
    @Rule("REC-3")
    void two_invocations_one_after_the_other_are_no_chain() {
        deploy("once", "once", ExecutionMode.CALLER);
        faas.deploy(FunctionDefinition.of("outer", Integer.class, Integer.class, (times, context) -> {
            for (int i = 0; i < times; i++) {
                invoke("once", 1);
            }
            return times;
        }));

        faas.faas().invoke("outer", 100, Integer.class);

        assertThat(runs).hasValue(100);
        assertThat(refusal).hasValue(null);
    }
}
