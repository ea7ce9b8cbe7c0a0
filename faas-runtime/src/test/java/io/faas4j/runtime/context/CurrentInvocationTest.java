package io.faas4j.runtime.context;

import static org.assertj.core.api.Assertions.assertThat;

import io.faas4j.function.Context;
import io.faas4j.function.FunctionDefinition;
import io.faas4j.function.FunctionRef;
import io.faas4j.invocation.FunctionHandle;
import io.faas4j.runtime.FunctionRuntime;
import io.faas4j.runtime.RuntimeSettings;
import io.faas4j.runtime.time.VirtualTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A thread knows whose handler it runs, however often it has invoked. */
class CurrentInvocationTest {

    private static final int MANY = 3_000;

    private final FunctionRuntime runtime = new FunctionRuntime(
            RuntimeSettings.builder().time(VirtualTime.create()).build());
    private final List<Integer> depths = new ArrayList<>();

    @AfterEach
    void close() {
        runtime.close();
    }

    private FunctionHandle<String, String> deploy(String name, Runnable work) {
        runtime.functions().deploy(FunctionDefinition.of(name, String.class, String.class, (event, context) -> {
            depths.add(depthOf(context));
            work.run();
            return event;
        }));
        return runtime.handle(FunctionRef.parse(name), String.class, String.class);
    }

    /** As the thread sees it; the handler's own context is at the end of that chain. */
    private static int depthOf(Context context) {
        InvocationContext current =
                Objects.requireNonNull(CurrentInvocation.ofThread().get());
        assertThat((Object) current).isSameAs(context);
        return current.depth();
    }

    @Test
    void nested_invocations_know_the_one_around_them() {
        FunctionHandle<String, String> inner = deploy("inner", () -> {});
        FunctionHandle<String, String> outer = deploy("outer", () -> {
            for (int i = 0; i < MANY; i++) {
                inner.invoke("");
            }
        });

        for (int i = 0; i < 3; i++) {
            depths.clear();
            outer.invoke("");

            assertThat(depths).hasSize(1 + MANY).startsWith(0, 1).containsOnlyOnce(0);
        }
        assertThat(CurrentInvocation.ofThread().get()).isNull();
    }

    @Test
    void who_invokes_something_else_on_the_way_to_a_handler_is_still_known_there() {
        List<InvocationContext> entered = new ArrayList<>();
        FunctionHandle<String, String> other = deploy(
                "other",
                () -> entered.add(
                        Objects.requireNonNull(CurrentInvocation.ofThread().get())));

        for (int i = 0; i < MANY; i++) {
            CurrentInvocation onTheWay = CurrentInvocation.ofThread();
            for (int others = 0; others <= i % 5; others++) {
                other.invoke("");
            }
            onTheWay.set(entered.get(i));

            assertThat((Object) CurrentInvocation.ofThread().get()).isSameAs(entered.get(i));
            onTheWay.set(null);
            assertThat(CurrentInvocation.ofThread().get()).isNull();
        }
    }
}
