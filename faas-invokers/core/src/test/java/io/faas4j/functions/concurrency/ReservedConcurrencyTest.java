package io.faas4j.functions.concurrency;

import static io.faas4j.functions.Gate.answering;
import static io.faas4j.functions.concurrency.Throttle.byReservation;
import static io.faas4j.functions.concurrency.Throttle.byTotal;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.faas4j.Faas;
import io.faas4j.function.AliasSpec;
import io.faas4j.function.FunctionDefinition;
import io.faas4j.functions.Gate;
import io.faas4j.functions.Refusal;
import io.faas4j.invocation.FunctionHandle;
import io.faas4j.rules.Rule;
import io.faas4j.runtime.time.RandomSource;
import io.faas4j.runtime.time.VirtualTime;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A reservation guarantees and caps a function's concurrency. The runtime has 4 places, and may reserve all but one. */
class ReservedConcurrencyTest {

    private final Faas faas = Faas.builder()
            .time(VirtualTime.create())
            .random(RandomSource.seeded(1))
            .concurrency(4)
            .unreservedMinimum(1)
            .build();
    private final Gate gate = new Gate("done");

    @BeforeEach
    void deploy() {
        faas.deploy(gate.as("fn"));
        faas.deploy(gate.as("other"));
    }

    @AfterEach
    void close() {
        faas.close();
    }

    // ---- guarantees and caps ---------------------------------------------------------------------------------------

    @Test
    @Rule({"CONC-2", "CONC-19"})
    void a_reservation_caps_the_function() {
        faas.functions().putConcurrency("fn", 2);
        List<Gate.Held> running = hold("fn", 2);

        assertThat(Throttle.of(() -> faas.invoke("fn", "event", String.class))).isEqualTo(byReservation("fn", 2));

        running.get(0).letGo();
        assertThat(faas.invoke("fn", "event", String.class)).isEqualTo("done");
        running.get(1).letGo();
    }

    @Test
    @Rule("CONC-2")
    void a_reservation_is_kept_free_for_the_function() {
        faas.functions().putConcurrency("fn", 2);
        List<Gate.Held> others = hold("other", 2);

        assertThat(Throttle.of(() -> faas.invoke("other", "event", String.class)))
                .isEqualTo(byTotal("other", 2));

        List<Gate.Held> guaranteed = hold("fn", 2);
        Stream.concat(others.stream(), guaranteed.stream())
                .forEach(held -> assertThat(held.letGo().payload()).isEqualTo("done"));
    }

    @Test
    @Rule("CONC-2")
    void all_versions_and_aliases_share_the_reservation() {
        faas.publish("fn");
        faas.alias("fn", AliasSpec.of("live").version("1"));
        faas.functions().putConcurrency("fn", 1);
        assertThat(faas.invoke("fn:live", "event", String.class)).isEqualTo("done");
        Gate.Held running = gate.hold(faas, "fn:1");

        assertThat(Stream.of("fn", "fn:1", "fn:live", "fn:$LATEST"))
                .allSatisfy(reference -> assertThat(Throttle.of(() -> faas.invoke(reference, "event", String.class)))
                        .isEqualTo(byReservation("fn", 1)));

        running.letGo();
        assertThat(faas.invoke("fn", "event", String.class)).isEqualTo("done");
    }

    @Test
    @Rule({"CONC-2", "CONC-19"})
    void zero_blocks_every_invocation_even_on_a_warm_context() {
        FunctionHandle<String, String> handle = faas.function("fn", String.class, String.class);
        assertThat(handle.invoke("event")).isEqualTo("done");

        faas.functions().putConcurrency("fn", 0);

        assertThat(Throttle.of(() -> handle.invoke("event"))).isEqualTo(byReservation("fn", 0));
        assertThat(Throttle.of(() -> faas.invoke("fn", "event", String.class))).isEqualTo(byReservation("fn", 0));
        assertThat(faas.invoke("other", "event", String.class)).isEqualTo("done");
    }

    @Test
    @Rule("CONC-2")
    void zero_can_always_be_set() {
        faas.functions().putConcurrency("other", 3);

        faas.functions().putConcurrency("fn", 0);

        assertThat(faas.functions().getConcurrency("fn")).hasValue(0);
    }

    @Test
    @Rule("CONC-2")
    void a_reservation_can_come_with_the_deployment_and_outlives_deployments_that_say_nothing() {
        faas.deploy(reserving("fn", 1));
        assertThat(faas.functions().getConcurrency("fn")).hasValue(1);

        faas.deploy(answering("fn", "again"));

        assertThat(faas.functions().getConcurrency("fn")).hasValue(1);
    }

    // ---- what must be left -----------------------------------------------------------------------------------------

    @Test
    @Rule("CONC-3")
    void a_reservation_leaves_the_minimum_to_all_others() {
        faas.functions().putConcurrency("fn", 3);

        assertThat(Refusal.of(() -> faas.functions().putConcurrency("fn", 4))).isEqualTo(belowMinimum(1));
        assertThat(Refusal.of(() -> faas.functions().putConcurrency("other", 1)))
                .isEqualTo(belowMinimum(1));
        assertThat(faas.functions().getConcurrency("fn")).hasValue(3);
        assertThat(faas.functions().getConcurrency("other")).isEmpty();
    }

    @Test
    @Rule("CONC-3")
    void a_changed_reservation_counts_by_its_difference() {
        faas.functions().putConcurrency("fn", 2);

        faas.functions().putConcurrency("fn", 3);
        faas.functions().putConcurrency("fn", 1);
        faas.functions().putConcurrency("other", 2);

        assertThat(Refusal.of(() -> faas.functions().putConcurrency("fn", 2))).isEqualTo(belowMinimum(1));
    }

    @Test
    @Rule("CONC-3")
    void by_default_100_of_1000_stay_unreserved() {
        try (Faas large = Faas.builder().time(VirtualTime.create()).build()) {
            large.deploy(answering("fn", ""));

            assertThat(Refusal.of(() -> large.functions().putConcurrency("fn", 901)))
                    .isEqualTo(belowMinimum(100));
            assertThatCode(() -> large.functions().putConcurrency("fn", 900)).doesNotThrowAnyException();
        }
    }

    @Test
    @Rule("CONC-3")
    void a_deployment_that_reserves_too_much_deploys_nothing() {
        assertThat(Refusal.of(() -> faas.deploy(reserving("greedy", 4)))).isEqualTo(belowMinimum(1));
        assertThat(Refusal.of(() -> faas.deploy(reserving("fn", 4)))).isEqualTo(belowMinimum(1));

        assertThat(faas.functions().list())
                .extracting(function -> function.functionName())
                .containsExactly("fn", "other");
        assertThat(faas.invoke("fn", "event", String.class)).isEqualTo("done");
        assertThat(faas.functions().getConcurrency("fn")).isEmpty();
    }

    // ---- nothing set -----------------------------------------------------------------------------------------------

    @Test
    @Rule("CONC-4")
    void without_a_reservation_there_is_none_and_not_zero() {
        assertThat(faas.functions().getConcurrency("fn")).isEmpty();
    }

    @Test
    @Rule("CONC-4")
    void giving_up_a_reservation_gives_its_places_back_and_may_be_done_twice() {
        faas.functions().putConcurrency("fn", 3);

        faas.functions().deleteConcurrency("fn");
        faas.functions().deleteConcurrency("fn");

        assertThat(faas.functions().getConcurrency("fn")).isEmpty();
        List<Gate.Held> running = hold("other", 4);
        running.forEach(Gate.Held::letGo);
        faas.functions().putConcurrency("other", 3);
    }

    // ---- changes while invocations run -----------------------------------------------------------------------------

    @Test
    @Rule("CONC-20")
    void a_lowered_reservation_ends_nothing_that_runs_and_throttles_what_comes_next() {
        faas.functions().putConcurrency("fn", 3);
        List<Gate.Held> running = hold("fn", 3);

        faas.functions().putConcurrency("fn", 1);

        assertThat(Throttle.of(() -> faas.invoke("fn", "event", String.class))).isEqualTo(byReservation("fn", 1));
        assertThat(running.get(0).letGo().payload()).isEqualTo("done");
        assertThat(running.get(1).letGo().payload()).isEqualTo("done");
        assertThat(Throttle.of(() -> faas.invoke("fn", "event", String.class))).isEqualTo(byReservation("fn", 1));
        assertThat(running.get(2).letGo().payload()).isEqualTo("done");
        assertThat(faas.invoke("fn", "event", String.class)).isEqualTo("done");
    }

    @Test
    @Rule("CONC-20")
    void a_raised_reservation_holds_at_once() {
        faas.functions().putConcurrency("fn", 1);
        Gate.Held first = gate.hold(faas, "fn");
        assertThat(Throttle.of(() -> faas.invoke("fn", "event", String.class))).isEqualTo(byReservation("fn", 1));

        faas.functions().putConcurrency("fn", 2);

        Gate.Held second = gate.hold(faas, "fn");
        first.letGo();
        second.letGo();
    }

    @Test
    @Rule("CONC-20")
    void a_reservation_made_while_invocations_run_counts_them() {
        Gate.Held running = gate.hold(faas, "fn");

        faas.functions().putConcurrency("fn", 1);

        assertThat(Throttle.of(() -> faas.invoke("fn", "event", String.class))).isEqualTo(byReservation("fn", 1));
        running.letGo();
        assertThat(faas.invoke("fn", "event", String.class)).isEqualTo("done");
        List<Gate.Held> others = hold("other", 3);
        others.forEach(Gate.Held::letGo);
    }

    @Test
    @Rule("CONC-20")
    void a_reservation_given_up_while_its_invocations_run_loses_no_place() {
        faas.functions().putConcurrency("fn", 2);
        List<Gate.Held> running = hold("fn", 2);

        faas.functions().deleteConcurrency("fn");
        running.forEach(Gate.Held::letGo);

        List<Gate.Held> all = hold("other", 4);
        assertThat(Throttle.of(() -> faas.invoke("fn", "event", String.class))).isEqualTo(byTotal("fn", 4));
        all.forEach(Gate.Held::letGo);
        assertThat(faas.concurrentExecutions()).isZero();
    }

    private List<Gate.Held> hold(String function, int invocations) {
        return Stream.generate(() -> gate.hold(faas, function))
                .limit(invocations)
                .toList();
    }

    private static FunctionDefinition<String, String> reserving(String name, int invocations) {
        return FunctionDefinition.builder(name, String.class, String.class)
                .handler((event, context) -> "reserving")
                .reservedConcurrency(invocations)
                .build();
    }

    private static Refusal belowMinimum(int minimum) {
        return Refusal.invalidValue("Specified ReservedConcurrentExecutions for function decreases account's "
                + "UnreservedConcurrentExecution below its minimum value of [" + minimum + "].");
    }
}
