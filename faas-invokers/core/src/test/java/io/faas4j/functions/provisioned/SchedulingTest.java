package io.faas4j.functions.provisioned;

import static io.faas4j.functions.provisioned.Provisioned.ready;
import static org.assertj.core.api.Assertions.assertThat;

import io.faas4j.Faas;
import io.faas4j.error.TooManyRequestsException;
import io.faas4j.error.TooManyRequestsException.Reason;
import io.faas4j.fixture.Threads;
import io.faas4j.functions.Gate;
import io.faas4j.rules.Rule;
import io.faas4j.runtime.time.RandomSource;
import io.faas4j.runtime.time.VirtualTime;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Where an invocation runs. The runtime has 8 places, and may promise all but one. */
class SchedulingTest {

    private static final String PROVISIONED = "provisioned-concurrency";
    private static final String ON_DEMAND = "on-demand";

    private final Faas faas = Faas.builder()
            .time(VirtualTime.create())
            .random(RandomSource.seeded(1))
            .concurrency(8)
            .unreservedMinimum(1)
            .build();
    private final Instances instances = new Instances();
    private final Gate otherGate = new Gate("other");

    @BeforeEach
    void publish() {
        faas.deploy(instances.as("fn"));
        faas.publish("fn");
        faas.deploy(otherGate.as("other"));
    }

    @AfterEach
    void close() {
        faas.close();
    }

    @Test
    @Rule("CONC-16")
    void free_provisioned_contexts_come_first_then_on_demand_ones() {
        Provisioned.put(faas, "fn:1", 2);

        List<Gate.Held> running = hold("fn:1", 3);

        assertThat(running)
                .extracting(held -> held.letGo().payload())
                .containsExactly(PROVISIONED, PROVISIONED, ON_DEMAND);
    }

    @Test
    @Rule("CONC-16")
    void thread_that_used_an_on_demand_context_goes_on_with_a_provisioned_one() {
        assertThat(invoke("fn:1")).isEqualTo(ON_DEMAND);

        Provisioned.put(faas, "fn:1", 1);

        assertThat(invoke("fn:1")).isEqualTo(PROVISIONED);
        assertThat(invoke("fn:1")).isEqualTo(PROVISIONED);
    }

    @Test
    @Rule("CONC-16")
    void thread_that_spilled_over_comes_back_to_a_provisioned_context_that_is_free() {
        Provisioned.put(faas, "fn:1", 1);
        Gate.Held running = instances.gate().hold(faas, "fn:1");
        assertThat(invoke("fn:1")).isEqualTo(ON_DEMAND);
        assertThat(invoke("fn:1")).isEqualTo(ON_DEMAND);

        running.letGo();

        assertThat(invoke("fn:1")).isEqualTo(PROVISIONED);
    }

    @Test
    @Rule({"CONC-16", "CONC-18"})
    void on_demand_share_is_the_reservation_less_what_is_provisioned() {
        faas.functions().putConcurrency("fn", 3);
        Provisioned.put(faas, "fn:1", 2);

        List<Gate.Held> onDemand = hold("fn", 1);
        assertThrottled("fn", Reason.RESERVED_FUNCTION_CONCURRENT_INVOCATION_LIMIT_EXCEEDED);
        List<Gate.Held> provisioned = hold("fn:1", 2);
        assertThrottled("fn:1", Reason.RESERVED_FUNCTION_CONCURRENT_INVOCATION_LIMIT_EXCEEDED);

        onDemand.forEach(Gate.Held::letGo);
        assertThat(invoke("fn:1")).isEqualTo(ON_DEMAND);
        provisioned.forEach(Gate.Held::letGo);
    }

    @Test
    @Rule({"CONC-16", "CONC-18"})
    void without_a_reservation_provisioned_contexts_are_besides_the_unreserved_pool() {
        Provisioned.put(faas, "fn:1", 3);

        List<Gate.Held> others =
                Stream.generate(() -> otherGate.hold(faas, "other")).limit(5).toList();
        Assertions.assertThatExceptionOfType(TooManyRequestsException.class)
                .isThrownBy(() -> faas.invoke("other", "event", String.class))
                .satisfies(refused -> assertThat(refused.limit()).isEqualTo(5));
        List<Gate.Held> provisioned = hold("fn:1", 3);
        assertThrottled("fn:1", Reason.CONCURRENT_INVOCATION_LIMIT_EXCEEDED);

        others.forEach(Gate.Held::letGo);
        provisioned.forEach(Gate.Held::letGo);
    }

    @Test
    @Rule("CONC-16")
    void idle_contexts_of_others_give_their_places_to_provisioned_ones() {
        hold("fn", 4).forEach(Gate.Held::letGo);
        Stream.generate(() -> otherGate.hold(faas, "other")).limit(4).toList().forEach(Gate.Held::letGo);

        Provisioned.put(faas, "fn:1", 7);

        hold("fn:1", 7).forEach(Gate.Held::letGo);
    }

    @Test
    @Rule("CONC-17")
    void reservation_that_is_all_provisioned_throttles_whatever_has_no_provisioned_contexts() {
        Provisioned.put(faas, "fn:1", 2);
        faas.functions().putConcurrency("fn", 2);

        assertThrottled("fn", Reason.RESERVED_FUNCTION_CONCURRENT_INVOCATION_LIMIT_EXCEEDED);
        assertThat(invoke("fn:1")).isEqualTo(PROVISIONED);
        List<Gate.Held> running = hold("fn:1", 2);
        assertThrottled("fn:1", Reason.RESERVED_FUNCTION_CONCURRENT_INVOCATION_LIMIT_EXCEEDED);
        running.forEach(Gate.Held::letGo);
    }

    @Test
    @Rule({"CONC-8", "CONC-17"})
    void reservation_that_is_to_be_all_provisioned_serves_on_demand_until_the_contexts_are_ready() {
        faas.functions().putConcurrency("fn", 2);
        CountDownLatch inits = instances.holdInits();
        faas.functions().provisioned().put("fn:1", 2);

        assertThat(invoke("fn:1")).isEqualTo(ON_DEMAND);
        assertThat(invoke("fn")).isEqualTo(ON_DEMAND);

        inits.countDown();
        Provisioned.await(faas, "fn:1", ready(2));
        assertThrottled("fn", Reason.RESERVED_FUNCTION_CONCURRENT_INVOCATION_LIMIT_EXCEEDED);
    }

    @Test
    @Rule({"CONC-18", "CONC-20"})
    void reservation_may_come_and_go_while_provisioned_contexts_keep_their_places() {
        Provisioned.put(faas, "fn:1", 2);
        List<Gate.Held> running = hold("fn:1", 2);

        faas.functions().putConcurrency("fn", 4);
        List<Gate.Held> onDemand = hold("fn", 2);
        assertThrottled("fn", Reason.RESERVED_FUNCTION_CONCURRENT_INVOCATION_LIMIT_EXCEEDED);
        faas.functions().deleteConcurrency("fn");
        List<Gate.Held> more = hold("fn", 4);
        assertThrottled("fn", Reason.CONCURRENT_INVOCATION_LIMIT_EXCEEDED);

        Stream.of(running, onDemand, more).flatMap(List::stream).forEach(Gate.Held::letGo);
        assertThat(invoke("fn:1")).isEqualTo(PROVISIONED);
        faas.functions().provisioned().delete("fn:1");
        hold("fn", 8).forEach(Gate.Held::letGo);
    }

    @Test
    @Rule("CONC-16")
    void deleted_provisioned_concurrency_lets_running_invocations_finish_and_gives_their_places_back() {
        Provisioned.put(faas, "fn:1", 2);
        Gate.Held running = instances.gate().hold(faas, "fn:1");

        faas.functions().provisioned().delete("fn:1");

        Threads.until(() -> instances.closed() == 1);
        assertThat(invoke("fn:1")).isEqualTo(ON_DEMAND);
        List<Gate.Held> rest = hold("fn", 7);
        assertThrottled("fn", Reason.CONCURRENT_INVOCATION_LIMIT_EXCEEDED);
        assertThat(running.letGo().payload()).isEqualTo(PROVISIONED);
        Threads.until(() -> instances.closed() == 2);
        hold("fn", 1).forEach(Gate.Held::letGo);
        rest.forEach(Gate.Held::letGo);
    }

    private void assertThrottled(String function, Reason reason) {
        Assertions.assertThatExceptionOfType(TooManyRequestsException.class)
                .isThrownBy(() -> faas.invoke(function, "event", String.class))
                .satisfies(refused -> assertThat(refused.reason()).isEqualTo(reason));
    }

    private List<Gate.Held> hold(String function, int invocations) {
        return Stream.generate(() -> instances.gate().hold(faas, function))
                .limit(invocations)
                .toList();
    }

    private String invoke(String function) {
        String answer = faas.invoke(function, "event", String.class);
        return answer == null ? "" : answer;
    }
}
