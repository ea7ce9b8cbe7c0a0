package io.faas4j.telemetry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.faas4j.Faas;
import io.faas4j.error.TooManyRequestsException;
import io.faas4j.fixture.TestFaas;
import io.faas4j.fixture.Threads;
import io.faas4j.function.AliasSpec;
import io.faas4j.function.FunctionDefinition;
import io.faas4j.function.ProvisionedConcurrency.Status;
import io.faas4j.functions.Gate;
import io.faas4j.rules.Rule;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the meters say of provisioned contexts, and of throttles where contexts are shared. */
class ProvisionedMetersTest {

    private static final String[] ALL = {
        "faas.provisioned.allocated",
        "faas.provisioned.available",
        "faas.provisioned.concurrent.executions",
        "faas.provisioned.invocations",
        "faas.provisioned.spillovers",
        "faas.provisioned.utilization"
    };

    private final Meters meters = new Meters();
    private final TestFaas test = TestFaas.with(builder -> builder.meterRegistry(meters.registry()));
    private final Faas faas = test.faas();
    private final Gate gate = new Gate("done");

    @BeforeEach
    void publish() {
        faas.deploy(gate.as("fn"));
        faas.publish("fn");
    }

    @AfterEach
    void close() {
        test.close();
        assertThat(meters.registry().getMeters()).isEmpty();
    }

    private void provision(String function, int contexts) {
        faas.functions().provisioned().put(function, contexts);
        Threads.until(() -> faas.functions().provisioned().get(function).status() == Status.READY);
    }

    private void invoke(String function) {
        faas.invoke(function, "event", String.class);
    }

    private double utilization() {
        return meters.registry().get("faas.provisioned.utilization").gauge().value();
    }

    private String[] registered() {
        return meters.registry().getMeters().stream()
                .map(meter -> meter.getId().getName())
                .filter(name -> name.startsWith("faas.provisioned"))
                .sorted()
                .toArray(String[]::new);
    }

    // ---- what they say ---------------------------------------------------------------------------------------------

    @Test
    void allocated_contexts_have_their_place_and_available_ones_serve() {
        provision("fn:1", 3);

        assertThat(meters.gauge("faas.provisioned.allocated", "function", "fn", "version", "1"))
                .isEqualTo(3);
        assertThat(meters.gauge("faas.provisioned.available", "function", "fn", "version", "1"))
                .isEqualTo(3);
    }

    @Test
    @Rule("MET(ProvisionedConcurrentExecutions)")
    void invocations_on_provisioned_contexts_are_told_from_idle_contexts_and_from_those_on_demand() {
        provision("fn:1", 2);
        assertThat(meters.gauge("faas.provisioned.concurrent.executions")).isZero();

        Gate.Held first = gate.hold(faas, "fn:1");
        Gate.Held latest = gate.hold(faas, "fn");
        assertThat(meters.gauge("faas.provisioned.concurrent.executions")).isEqualTo(1);

        Gate.Held second = gate.hold(faas, "fn:1");
        Gate.Held spilled = gate.hold(faas, "fn:1");
        assertThat(meters.gauge("faas.provisioned.concurrent.executions")).isEqualTo(2);
        assertThat(meters.gauge("faas.concurrent.executions")).isEqualTo(4);

        first.letGo();
        latest.letGo();
        second.letGo();
        spilled.letGo();
        assertThat(meters.gauge("faas.provisioned.concurrent.executions")).isZero();
    }

    @Test
    @Rule("MET(ProvisionedConcurrencyUtilization)")
    void utilization_is_the_share_of_the_contexts_that_is_busy() {
        provision("fn:1", 4);
        assertThat(utilization()).isZero();

        Gate.Held first = gate.hold(faas, "fn:1");
        assertThat(utilization()).isEqualTo(0.25);

        Gate.Held second = gate.hold(faas, "fn:1");
        provision("fn:1", 1);
        assertThat(utilization()).isEqualTo(1);

        first.letGo();
        second.letGo();
        assertThat(utilization()).isZero();
    }

    @Test
    @Rule({"MET(ProvisionedConcurrencyInvocations)", "MET(ProvisionedConcurrencySpilloverInvocations)"})
    void invocations_that_spill_over_are_counted_apart() {
        provision("fn:1", 1);
        invoke("fn:1");
        Gate.Held running = gate.hold(faas, "fn:1");

        invoke("fn:1");
        invoke("fn:1");
        invoke("fn");
        running.letGo();

        assertThat(meters.count("faas.provisioned.invocations", "version", "1")).isEqualTo(2);
        assertThat(meters.count("faas.provisioned.spillovers", "version", "1")).isEqualTo(2);
        assertThat(meters.count("faas.invocations", "version", "1")).isEqualTo(4);
    }

    @Test
    @Rule("MET(ProvisionedConcurrencySpilloverInvocations)")
    void a_throttle_is_no_spillover() {
        faas.functions().putConcurrency("fn", 1);
        provision("fn:1", 1);
        Gate.Held running = gate.hold(faas, "fn:1");

        assertThatThrownBy(() -> invoke("fn:1")).isInstanceOf(TooManyRequestsException.class);
        running.letGo();

        assertThat(meters.count("faas.provisioned.spillovers")).isZero();
        assertThat(meters.count("faas.provisioned.invocations")).isEqualTo(1);
    }

    @Test
    @Rule("MET(ClaimedAccountConcurrency)")
    void claimed_concurrency_has_every_provisioned_context_once_busy_or_not() {
        provision("fn:1", 2);
        assertThat(meters.gauge("faas.claimed.concurrency")).isEqualTo(2);

        Gate.Held provisioned = gate.hold(faas, "fn:1");
        assertThat(meters.gauge("faas.claimed.concurrency")).isEqualTo(2);
        Gate.Held latest = gate.hold(faas, "fn");
        assertThat(meters.gauge("faas.claimed.concurrency")).isEqualTo(3);
        assertThat(meters.gauge("faas.unreserved.concurrent.executions")).isEqualTo(2);

        faas.functions().putConcurrency("fn", 5);
        assertThat(meters.gauge("faas.claimed.concurrency")).isEqualTo(5);
        provisioned.letGo();
        latest.letGo();
    }

    // ---- when they come and go -------------------------------------------------------------------------------------

    @Test
    void they_are_there_as_long_as_a_version_has_provisioned_concurrency() {
        assertThat(registered()).isEmpty();

        provision("fn:1", 1);
        assertThat(registered()).containsExactly(ALL);

        faas.functions().provisioned().delete("fn:1");
        assertThat(registered()).isEmpty();

        provision("fn:1", 1);
        faas.functions().delete("fn");
        assertThat(registered()).isEmpty();
    }

    @Test
    void counters_never_fall_when_provisioned_concurrency_is_replaced_or_comes_back() {
        provision("fn:1", 2);
        invoke("fn:1");
        invoke("fn:1");

        provision("fn:1", 3);
        invoke("fn:1");
        assertThat(meters.count("faas.provisioned.invocations")).isEqualTo(3);

        provision("fn:1", 1);
        assertThat(meters.count("faas.provisioned.invocations")).isEqualTo(3);

        faas.functions().provisioned().delete("fn:1");
        provision("fn:1", 1);
        invoke("fn:1");
        assertThat(meters.count("faas.provisioned.invocations")).isEqualTo(4);
    }

    @Test
    void they_follow_an_alias_to_its_next_version() {
        faas.alias("fn", AliasSpec.of("live").version("1"));
        provision("fn:live", 2);
        invoke("fn:live");
        faas.deploy(Gate.answering("fn", "2"));
        faas.publish("fn");

        faas.alias("fn", AliasSpec.of("live").version("2"));
        Threads.until(() -> meters.gauge("faas.provisioned.available") == 2);
        invoke("fn:live");

        assertThat(registered()).containsExactly(ALL);
        assertThat(meters.count("faas.provisioned.invocations", "version", "2")).isEqualTo(1);
    }

    // ---- contexts that serve several invocations -------------------------------------------------------------------

    @Test
    @Rule({"MET(ConcurrencyThrottles)", "LMI-4"})
    void throttles_are_counted_apart_where_contexts_serve_several_invocations() {
        faas.deploy(FunctionDefinition.builder("shared", String.class, String.class)
                .handler(gate)
                .configure(configuration -> configuration.contextConcurrency(2).maxContexts(1))
                .build());
        Gate.Held first = gate.hold(faas, "shared");
        Gate.Held second = gate.hold(faas, "shared");
        faas.functions().putConcurrency("fn", 0);

        assertThatThrownBy(() -> invoke("shared")).isInstanceOf(TooManyRequestsException.class);
        assertThatThrownBy(() -> invoke("shared")).isInstanceOf(TooManyRequestsException.class);
        assertThatThrownBy(() -> invoke("fn")).isInstanceOf(TooManyRequestsException.class);
        first.letGo();
        second.letGo();

        assertThat(meters.count("faas.concurrency.throttles", "function", "shared", "qualifier", "$LATEST"))
                .isEqualTo(2);
        assertThat(meters.count("faas.throttles", "function", "shared")).isEqualTo(2);
        assertThat(meters.registry().find("faas.concurrency.throttles").functionCounters())
                .hasSize(1);
    }
}
