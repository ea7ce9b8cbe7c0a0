package io.faas4j.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import io.faas4j.Faas;
import io.faas4j.fixture.TestFaas;
import io.faas4j.fixture.Threads;
import io.faas4j.function.AliasSpec;
import io.faas4j.function.FunctionDefinition;
import io.faas4j.function.InitializationType;
import io.faas4j.function.ProvisionedConcurrency.Status;
import io.faas4j.function.Routing;
import io.faas4j.functions.Gate;
import io.faas4j.rules.Rule;
import io.faas4j.runtime.context.ContextCounts;
import io.faas4j.runtime.snapshot.ProvisionedSnapshot;
import io.faas4j.runtime.snapshot.Snapshot;
import io.faas4j.runtime.snapshot.VersionSnapshot;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What an operator sees of provisioned concurrency. */
class ProvisionedSnapshotTest {

    private final Meters meters = new Meters();
    private final TestFaas test = TestFaas.with(builder -> builder.meterRegistry(meters.registry()));
    private final Faas faas = test.faas();
    private final Gate gate = new Gate("done");
    private final CountDownLatch inits = new CountDownLatch(1);

    @AfterEach
    void close() {
        inits.countDown();
        test.close();
    }

    private void publish(FunctionDefinition<?, ?> function) {
        faas.deploy(function);
        faas.publish(function.name());
    }

    /** A function whose contexts wait in their init phase if they are made ahead of traffic, or fail there. */
    private FunctionDefinition<String, String> slow(boolean isFailing) {
        return FunctionDefinition.builder("fn", String.class, String.class)
                .handlerFactory(init -> {
                    if (init.initializationType() == InitializationType.PROVISIONED_CONCURRENCY) {
                        Threads.await(inits);
                        if (isFailing) {
                            throw new IllegalStateException("no database");
                        }
                    }
                    return (event, context) -> event;
                })
                .build();
    }

    private VersionSnapshot version(String version) {
        return faas.snapshot().function("fn").orElseThrow().version(version).orElseThrow();
    }

    private ProvisionedSnapshot provisioned(String version) {
        return version(version).provisioned().orElseThrow();
    }

    private void awaitStatus(String function, Status status) {
        Threads.until(() -> faas.functions().provisioned().get(function).status() == status);
    }

    private static ProvisionedSnapshot ready(String qualifier, int contexts, int busy) {
        return new ProvisionedSnapshot(qualifier, contexts, contexts, contexts, busy, Status.READY, Optional.empty());
    }

    @Test
    void a_version_without_provisioned_concurrency_has_nothing_to_say_of_it() {
        publish(gate.as("fn"));

        assertThat(version("1").provisioned()).isEmpty();
        assertThat(version("$LATEST").provisioned()).isEmpty();
    }

    @Test
    void a_version_has_what_is_requested_allocated_available_and_busy() {
        publish(gate.as("fn"));
        faas.functions().provisioned().put("fn:1", 3);
        awaitStatus("fn:1", Status.READY);
        Gate.Held running = gate.hold(faas, "fn:1");

        assertThat(provisioned("1")).isEqualTo(ready("1", 3, 1));
        assertThat(version("$LATEST").provisioned()).isEmpty();
        running.letGo();
        faas.functions().provisioned().delete("fn:1");

        assertThat(version("1").provisioned()).isEmpty();
    }

    @Test
    @Rule("CONC-13")
    void what_an_alias_asked_for_is_told_by_version_each_with_its_share() {
        publish(gate.as("fn"));
        publish(Gate.answering("fn", "2"));
        faas.alias("fn", AliasSpec.of("live").version("1"));
        faas.functions().provisioned().put("fn:live", 4);
        awaitStatus("fn:live", Status.READY);

        faas.alias("fn", AliasSpec.of("live").version("1").routing(Routing.to("2", 0.25)));
        awaitStatus("fn:live", Status.READY);

        assertThat(provisioned("1")).isEqualTo(ready("live", 3, 0));
        assertThat(provisioned("2")).isEqualTo(ready("live", 1, 0));
    }

    @Test
    @Rule("MET(ConcurrentExecutions)")
    void contexts_that_are_made_ahead_of_traffic_are_initializing_and_run_nothing() {
        publish(slow(false));
        faas.functions().provisioned().put("fn:1", 2);

        assertThat(version("1").contexts()).isEqualTo(new ContextCounts(2, 0, 0, 0, 0, 2));
        assertThat(version("1").contexts().running()).isZero();
        assertThat(version("1").contexts().all()).isEqualTo(2);
        assertThat(provisioned("1"))
                .isEqualTo(new ProvisionedSnapshot("1", 2, 0, 0, 0, Status.IN_PROGRESS, Optional.empty()));
        faas.invoke("fn:1", "event", String.class);
        assertThat(meters.gauge("faas.contexts", "version", "1", "state", "preparing"))
                .isEqualTo(2);
        assertThat(meters.gauge("faas.contexts", "version", "1", "state", "initializing"))
                .isZero();

        inits.countDown();
        awaitStatus("fn:1", Status.READY);

        assertThat(version("1").contexts().preparing()).isZero();
        assertThat(version("1").contexts().initializing()).isZero();
        assertThat(version("1").contexts().idle()).isEqualTo(3);
    }

    @Test
    @Rule("CONC-9")
    void health_names_what_could_not_be_provisioned_and_why_until_that_is_mended() {
        inits.countDown();
        publish(slow(true));
        faas.alias("fn", AliasSpec.of("live").version("1"));
        faas.functions().provisioned().put("fn:live", 2);
        awaitStatus("fn:live", Status.FAILED);

        Snapshot failed = faas.snapshot();

        assertThat(failed.health().isWell()).isFalse();
        assertThat(failed.health().unprovisioned()).containsOnly(Map.entry("fn:live", "FUNCTION_ERROR_INIT_FAILURE"));
        assertThat(provisioned("1"))
                .isEqualTo(new ProvisionedSnapshot(
                        "live", 2, 0, 0, 0, Status.FAILED, Optional.of("FUNCTION_ERROR_INIT_FAILURE")));

        faas.functions().provisioned().delete("fn:live");

        assertThat(faas.snapshot().healthSince(failed).isWell()).isTrue();
    }
}
