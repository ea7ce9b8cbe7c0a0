package io.faas4j.functions.concurrency;

import static io.faas4j.functions.Gate.answering;
import static io.faas4j.functions.concurrency.Throttle.byReservation;
import static io.faas4j.functions.concurrency.Throttle.byTotal;
import static org.assertj.core.api.Assertions.assertThat;

import io.faas4j.Faas;
import io.faas4j.function.FunctionDefinition;
import io.faas4j.functions.Gate;
import io.faas4j.invocation.FunctionHandle;
import io.faas4j.invocation.InvocationRequest;
import io.faas4j.rules.Rule;
import io.faas4j.runtime.time.RandomSource;
import io.faas4j.runtime.time.VirtualTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** All functions together have 2 places; one that an idle context keeps is nobody's once it is needed. */
class RuntimeConcurrencyTest {

    private final VirtualTime time = VirtualTime.create();
    private final Faas faas = Faas.builder()
            .time(time)
            .random(RandomSource.seeded(1))
            .concurrency(2)
            .unreservedMinimum(0)
            .build();
    private final Gate gate = new Gate("done");

    @AfterEach
    void close() {
        faas.close();
    }

    // ---- what counts -----------------------------------------------------------------------------------------------

    @Test
    @Rule("CONC-1")
    void an_invocation_counts_from_its_beginning_to_its_end() {
        faas.deploy(gate.as("fn"));
        assertThat(faas.concurrentExecutions()).isZero();

        Gate.Held first = gate.hold(faas, "fn");
        assertThat(faas.concurrentExecutions()).isEqualTo(1);
        Gate.Held second = gate.hold(faas, "fn");
        assertThat(faas.concurrentExecutions()).isEqualTo(2);

        first.letGo();
        assertThat(faas.concurrentExecutions()).isEqualTo(1);
        second.letGo();
        assertThat(faas.concurrentExecutions()).isZero();
    }

    @Test
    @Rule("CONC-1")
    void the_init_phase_counts() {
        List<Integer> seen = new ArrayList<>();
        faas.deploy(FunctionDefinition.builder("fn", String.class, String.class)
                .handlerFactory(init -> {
                    seen.add(faas.concurrentExecutions());
                    return (event, context) -> event;
                })
                .build());

        faas.invoke("fn", "event", String.class);

        assertThat(seen).containsExactly(1);
    }

    @Test
    @Rule("CONC-1")
    void an_invocation_that_fails_no_longer_counts() {
        faas.deploy(FunctionDefinition.of("fn", String.class, String.class, (event, context) -> {
            throw new IllegalStateException("failing");
        }));

        for (int i = 0; i < 5; i++) {
            assertThat(faas.call("fn", "event", String.class).isSuccess()).isFalse();
        }

        assertThat(faas.concurrentExecutions()).isZero();
    }

    @Test
    @Rule("CONC-1")
    void an_invocation_within_an_invocation_counts_on_its_own() {
        faas.deploy(FunctionDefinition.of(
                "outer", String.class, Integer.class, (event, context) -> faas.invoke("inner", event, Integer.class)));
        faas.deploy(FunctionDefinition.of(
                "inner", String.class, Integer.class, (event, context) -> faas.concurrentExecutions()));

        assertThat(faas.invoke("outer", "event", Integer.class)).isEqualTo(2);
    }

    // ---- the limit -------------------------------------------------------------------------------------------------

    @Test
    @Rule("CONC-19")
    void all_functions_together_have_one_limit() {
        faas.deploy(gate.as("a"));
        faas.deploy(gate.as("b"));
        Gate.Held first = gate.hold(faas, "a");
        Gate.Held second = gate.hold(faas, "b");

        assertThat(Throttle.of(() -> faas.invoke("a", "event", String.class))).isEqualTo(byTotal("a", 2));
        assertThat(Throttle.of(() -> faas.invoke("b", "event", String.class))).isEqualTo(byTotal("b", 2));
        assertThat(Throttle.of(() -> faas.invoke(InvocationRequest.of("b", "\"event\""))))
                .isEqualTo(byTotal("b", 2));

        first.letGo();
        assertThat(faas.invoke("b", "event", String.class)).isEqualTo("done");
        second.letGo();
    }

    @Test
    @Rule("CONC-19")
    void the_reason_tells_a_reservation_from_the_limit_of_all() {
        faas.deploy(gate.as("reserved"));
        faas.deploy(gate.as("other"));
        faas.functions().putConcurrency("reserved", 1);
        Gate.Held first = gate.hold(faas, "reserved");
        Gate.Held second = gate.hold(faas, "other");

        assertThat(Throttle.of(() -> faas.invoke("reserved", "event", String.class)))
                .isEqualTo(byReservation("reserved", 1));
        assertThat(Throttle.of(() -> faas.invoke("other", "event", String.class)))
                .isEqualTo(byTotal("other", 1));

        first.letGo();
        second.letGo();
    }

    @Test
    @Rule("CONC-19")
    void a_throttled_invocation_takes_nothing() {
        faas.deploy(gate.as("fn"));
        Gate.Held first = gate.hold(faas, "fn");
        Gate.Held second = gate.hold(faas, "fn");
        for (int i = 0; i < 100; i++) {
            assertThat(Throttle.of(() -> faas.invoke("fn", "event", String.class)))
                    .isEqualTo(byTotal("fn", 2));
        }
        first.letGo();
        second.letGo();

        Gate.Held third = gate.hold(faas, "fn");
        Gate.Held fourth = gate.hold(faas, "fn");

        assertThat(Throttle.of(() -> faas.invoke("fn", "event", String.class))).isEqualTo(byTotal("fn", 2));
        third.letGo();
        fourth.letGo();
    }

    // ---- places that idle contexts keep ----------------------------------------------------------------------------

    @Test
    @Rule({"CONC-1", "CONC-19"})
    void an_idle_context_does_not_count() {
        for (String name : List.of("a", "b", "c", "d", "e")) {
            faas.deploy(answering(name, name));

            assertThat(faas.invoke(name, "event", String.class)).isEqualTo(name);
        }
        for (String name : List.of("a", "b", "c", "d", "e")) {
            assertThat(faas.invoke(name, "event", String.class)).isEqualTo(name);
        }
    }

    @Test
    @Rule({"CONC-1", "CONC-19"})
    void idle_contexts_give_up_their_places_before_anybody_is_throttled_and_only_then() {
        faas.deploy(gate.as("a"));
        faas.deploy(gate.as("b"));
        faas.deploy(gate.as("c"));
        FunctionHandle<String, String> a = faas.function("a", String.class, String.class);
        FunctionHandle<String, String> b = faas.function("b", String.class, String.class);
        a.invoke("event");
        b.invoke("event");

        Gate.Held first = gate.hold(faas, "c");
        Gate.Held second = gate.hold(faas, "c");

        assertThat(Throttle.of(() -> a.invoke("event"))).isEqualTo(byTotal("a", 2));
        assertThat(Throttle.of(() -> b.invoke("event"))).isEqualTo(byTotal("b", 2));
        first.letGo();
        assertThat(a.invoke("event")).isEqualTo("done");
        assertThat(b.invoke("event")).isEqualTo("done");
        second.letGo();
    }

    @Test
    @Rule({"CONC-1", "CONC-19"})
    void places_are_given_up_again_after_the_runtime_has_become_quiet() {
        faas.deploy(gate.as("a"));
        faas.deploy(gate.as("b"));
        faas.deploy(gate.as("c"));

        for (int round = 0; round < 5; round++) {
            faas.invoke("a", "event", String.class);
            faas.invoke("b", "event", String.class);
            Gate.Held first = gate.hold(faas, "c");
            Gate.Held second = gate.hold(faas, "c");
            assertThat(Throttle.of(() -> faas.invoke("a", "event", String.class)))
                    .isEqualTo(byTotal("a", 2));
            first.letGo();
            second.letGo();
            // Sweeps come round, and idle contexts may keep their places again.
            time.advance(Duration.ofMinutes(1));
        }
    }

    @Test
    @Rule({"CONC-2", "CONC-19"})
    void an_idle_context_of_another_version_gives_up_its_place_in_the_reservation() {
        faas.deploy(gate.as("fn"));
        faas.publish("fn");
        faas.functions().putConcurrency("fn", 1);
        assertThat(faas.invoke("fn:1", "event", String.class)).isEqualTo("done");

        Gate.Held running = gate.hold(faas, "fn:$LATEST");

        assertThat(Throttle.of(() -> faas.invoke("fn:1", "event", String.class)))
                .isEqualTo(byReservation("fn", 1));
        running.letGo();
        assertThat(faas.invoke("fn:1", "event", String.class)).isEqualTo("done");
    }

    @Test
    @Rule({"CONC-2", "CONC-20"})
    void idle_contexts_without_a_reservation_do_not_stand_in_the_way_of_one() {
        faas.deploy(answering("a", "a"));
        faas.deploy(answering("b", "b"));
        faas.deploy(gate.as("fn"));
        faas.invoke("a", "event", String.class);
        faas.invoke("b", "event", String.class);

        faas.functions().putConcurrency("fn", 2);
        Gate.Held first = gate.hold(faas, "fn");
        Gate.Held second = gate.hold(faas, "fn");

        assertThat(Throttle.of(() -> faas.invoke("a", "event", String.class))).isEqualTo(byTotal("a", 0));
        first.letGo();
        second.letGo();
        assertThat(Throttle.of(() -> faas.invoke("a", "event", String.class))).isEqualTo(byTotal("a", 0));
    }

    @Test
    @Rule({"CONC-1", "FN-13"})
    void a_deleted_function_and_a_replaced_revision_give_all_places_back() {
        faas.deploy(gate.as("fn"));
        Gate.Held first = gate.hold(faas, "fn");
        faas.deploy(gate.as("fn"));
        Gate.Held second = gate.hold(faas, "fn");
        faas.functions().delete("fn");
        faas.deploy(gate.as("other"));
        assertThat(Throttle.of(() -> faas.invoke("other", "event", String.class)))
                .isEqualTo(byTotal("other", 2));

        first.letGo();
        second.letGo();

        Gate.Held third = gate.hold(faas, "other");
        Gate.Held fourth = gate.hold(faas, "other");
        assertThat(Throttle.of(() -> faas.invoke("other", "event", String.class)))
                .isEqualTo(byTotal("other", 2));
        third.letGo();
        fourth.letGo();
    }
}
