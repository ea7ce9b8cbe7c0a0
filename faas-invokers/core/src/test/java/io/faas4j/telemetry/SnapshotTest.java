package io.faas4j.telemetry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.faas4j.error.TooManyRequestsException;
import io.faas4j.fixture.TestFaas;
import io.faas4j.fixture.Threads;
import io.faas4j.function.AliasSpec;
import io.faas4j.function.ExecutionMode;
import io.faas4j.function.FunctionDefinition;
import io.faas4j.functions.Gate;
import io.faas4j.invocation.FunctionError;
import io.faas4j.invocation.FunctionHandle;
import io.faas4j.invocation.InvokeOptions;
import io.faas4j.runtime.context.ContextCounts;
import io.faas4j.runtime.snapshot.FunctionSnapshot;
import io.faas4j.runtime.snapshot.Health;
import io.faas4j.runtime.snapshot.Snapshot;
import io.faas4j.runtime.snapshot.VersionSnapshot;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What an operator sees of the whole. */
class SnapshotTest {

    private final TestFaas faas =
            TestFaas.with(builder -> builder.concurrency(10).unreservedMinimum(2));
    private final Gate gate = new Gate("done");
    private final CountDownLatch release = new CountDownLatch(1);

    @AfterEach
    void close() {
        release.countDown();
        faas.close();
    }

    private FunctionSnapshot of(String function) {
        return faas.faas().snapshot().function(function).orElseThrow();
    }

    private VersionSnapshot latestOf(String function) {
        return of(function).version("$LATEST").orElseThrow();
    }

    private void throttled(String function) {
        assertThatThrownBy(() -> faas.faas().invoke(function, "event", String.class))
                .isInstanceOf(TooManyRequestsException.class);
    }

    // ---- functions and versions ------------------------------------------------------------------------------------

    @Test
    void it_has_every_function_by_name_with_its_versions_and_qualifiers() {
        for (String name : new String[] {"c", "a", "b"}) {
            faas.faas().deploy(Gate.answering(name, "1"));
        }
        faas.faas().publish("a");
        faas.faas().alias("a", AliasSpec.of("live").version("1"));

        Snapshot snapshot = faas.faas().snapshot();

        assertThat(snapshot.time()).isEqualTo(faas.time().now());
        assertThat(snapshot.functions()).extracting(FunctionSnapshot::name).containsExactly("a", "b", "c");
        assertThat(of("a").versions()).extracting(VersionSnapshot::version).containsExactly("$LATEST", "1");
        assertThat(of("a").qualifiers())
                .extracting(way -> way.qualifier())
                .containsExactlyInAnyOrder("$LATEST", "1", "live");
        assertThat(snapshot.function("nobody")).isEmpty();
        assertThat(of("b").counts().invocations()).isZero();
    }

    @Test
    void it_stays_as_it_was() {
        faas.faas().deploy(gate.as("fn"));
        Snapshot before = faas.faas().snapshot();

        faas.faas().invoke("fn", "event", String.class);
        faas.faas().functions().delete("fn");

        assertThat(before.function("fn").orElseThrow().counts().invocations()).isZero();
        assertThatThrownBy(() -> before.functions().clear()).isInstanceOf(UnsupportedOperationException.class);
        assertThat(faas.faas().snapshot().functions()).isEmpty();
    }

    @Test
    void contexts_are_told_apart_by_state_also_those_of_a_replaced_revision() {
        faas.faas().deploy(gate.as("fn"));
        Gate.Held first = gate.hold(faas.faas(), "fn");
        Gate.Held second = gate.hold(faas.faas(), "fn");
        first.letGo();

        assertThat(latestOf("fn").contexts()).isEqualTo(new ContextCounts(0, 1, 1, 1, 0, 0));

        faas.faas().deploy(Gate.answering("fn", "2"));

        assertThat(latestOf("fn").contexts()).isEqualTo(new ContextCounts(0, 0, 0, 1, 0, 0));
        second.letGo();
        assertThat(latestOf("fn").contexts()).isEqualTo(ContextCounts.NONE);
    }

    @Test
    void a_context_that_makes_its_handler_is_initializing() {
        faas.faas()
                .deploy(FunctionDefinition.builder("fn", String.class, String.class)
                        .handlerFactory(init -> {
                            assertThat(latestOf("fn").contexts()).isEqualTo(new ContextCounts(1, 0, 0, 0, 0, 0));
                            return (event, context) -> {
                                assertThat(latestOf("fn").contexts()).isEqualTo(new ContextCounts(0, 0, 0, 1, 0, 0));
                                return event;
                            };
                        })
                        .build());

        assertThat(faas.faas().call("fn", "event", String.class).isSuccess()).isTrue();
    }

    @Test
    void counts_are_by_version_and_by_qualifier() {
        faas.faas().deploy(Gate.answering("fn", "1"));
        faas.faas().publish("fn");
        faas.faas().alias("fn", AliasSpec.of("live").version("1"));
        faas.faas().invoke("fn:live", "event", String.class);
        faas.faas().invoke("fn:1", "event", String.class);
        faas.faas().invoke("fn", "event", String.class);
        faas.faas().functions().putConcurrency("fn", 0);
        throttled("fn:live");

        FunctionSnapshot fn = of("fn");

        assertThat(fn.version("1").orElseThrow().counts().invocations()).isEqualTo(2);
        assertThat(fn.version("$LATEST").orElseThrow().counts().successes()).isEqualTo(1);
        assertThat(fn.qualifier("live").orElseThrow().counts().invocations()).isEqualTo(1);
        assertThat(fn.qualifier("live").orElseThrow().throttles()).isEqualTo(1);
        assertThat(fn.qualifier("1").orElseThrow().throttles()).isZero();
        assertThat(fn.counts().invocations()).isEqualTo(3);
        assertThat(fn.counts().coldStarts()).isEqualTo(2);
    }

    // ---- the last error --------------------------------------------------------------------------------------------

    @Test
    void the_last_error_has_its_type_and_its_time() {
        faas.faas().deploy(FunctionDefinition.of("fn", Integer.class, Integer.class, (millis, context) -> {
            faas.advanceMillis(millis);
            throw new IllegalStateException("failing");
        }));
        assertThat(latestOf("fn").lastError()).isEmpty();

        faas.faas().call("fn", 10, Integer.class);

        assertThat(latestOf("fn").lastError()).hasValueSatisfying(error -> {
            assertThat(error.type()).isEqualTo("java.lang.IllegalStateException");
            assertThat(error.time()).isEqualTo(faas.time().now());
        });

        faas.faas().call("fn", 4_000, Integer.class);

        assertThat(latestOf("fn").lastError().orElseThrow().type()).isEqualTo(FunctionError.TIMED_OUT);
    }

    @Test
    void the_last_error_keeps_nothing_of_the_handler_alive() {
        AtomicReference<WeakReference<Throwable>> thrown = new AtomicReference<>();
        faas.faas().deploy(FunctionDefinition.of("fn", String.class, String.class, (event, context) -> {
            IllegalStateException failure = new IllegalStateException("failing");
            thrown.set(new WeakReference<>(failure));
            throw failure;
        }));

        faas.faas().call("fn", "event", String.class);
        for (int i = 0; i < 50 && thrown.get().get() != null; i++) {
            System.gc();
        }

        assertThat(latestOf("fn").lastError()).isPresent();
        assertThat(thrown.get().get()).isNull();
    }

    // ---- concurrency -----------------------------------------------------------------------------------------------

    @Test
    void places_are_those_of_what_runs_and_those_that_idle_contexts_keep() {
        faas.faas().deploy(gate.as("fn"));
        Gate.Held first = gate.hold(faas.faas(), "fn");
        Gate.Held second = gate.hold(faas.faas(), "fn");
        first.letGo();

        assertThat(faas.faas().snapshot().concurrency().running()).isEqualTo(1);
        assertThat(faas.faas().snapshot().concurrency().placesTaken()).isEqualTo(2);
        assertThat(of("fn").placesTaken()).isEqualTo(2);
        assertThat(of("fn").contexts().keepingPlace()).isEqualTo(1);
        second.letGo();
    }

    @Test
    void reserved_places_are_told_apart_from_the_others() {
        faas.faas().deploy(gate.as("fn"));
        faas.faas().deploy(gate.as("reserved"));
        faas.faas().functions().putConcurrency("reserved", 3);
        Gate.Held free = gate.hold(faas.faas(), "fn");
        Gate.Held reserved = gate.hold(faas.faas(), "reserved");

        Snapshot snapshot = faas.faas().snapshot();

        assertThat(snapshot.concurrency().limit()).isEqualTo(10);
        assertThat(snapshot.concurrency().reserved()).isEqualTo(3);
        assertThat(snapshot.concurrency().unreserved()).isEqualTo(7);
        assertThat(snapshot.concurrency().running()).isEqualTo(2);
        assertThat(snapshot.concurrency().unreservedRunning()).isEqualTo(1);
        assertThat(of("fn").reservation()).isEmpty();
        assertThat(of("reserved").reservation()).hasValue(3);
        free.letGo();
        reserved.letGo();
    }

    // ---- health ----------------------------------------------------------------------------------------------------

    @Test
    void it_is_well_as_long_as_nothing_throttles_or_leaks() {
        faas.faas().deploy(gate.as("fn"));
        faas.faas().invoke("fn", "event", String.class);

        assertThat(faas.faas().snapshot().health().isWell()).isTrue();
    }

    @Test
    void functions_that_throttle_are_named_since_their_deployment_or_since_the_last_look() {
        faas.faas().deploy(gate.as("fn"));
        faas.faas().deploy(gate.as("other"));
        faas.faas().functions().putConcurrency("fn", 0);
        throttled("fn");
        Snapshot first = faas.faas().snapshot();
        throttled("fn");
        throttled("fn");
        Snapshot second = faas.faas().snapshot();

        assertThat(first.health().throttled()).containsOnly(Map.entry("fn", 1L));
        assertThat(second.health().throttled()).containsOnly(Map.entry("fn", 3L));
        assertThat(second.healthSince(first).throttled()).containsOnly(Map.entry("fn", 2L));
        assertThat(faas.faas().snapshot().healthSince(second).isWell()).isTrue();
    }

    @Test
    void functions_whose_handlers_run_on_after_their_deadline_are_named_until_those_end() {
        CountDownLatch started = new CountDownLatch(1);
        var function = faas.deploy(FunctionDefinition.builder("stubborn", String.class, String.class)
                .executionMode(ExecutionMode.WORKER)
                .handler((event, context) -> {
                    started.countDown();
                    Threads.awaitStubbornly(release);
                    return event;
                }));
        var call = Threads.start(() -> function.call("hold"));
        Threads.await(started);

        faas.advance(Duration.ofSeconds(3));
        Threads.get(call);
        Health health = faas.faas().snapshot().health();

        assertThat(health.leaking()).containsOnly(Map.entry("stubborn", 1));
        assertThat(faas.faas().snapshot().concurrency().leakedContexts()).isEqualTo(1);
        assertThat(latestOf("stubborn").contexts().timedOut()).isEqualTo(1);

        release.countDown();
        Threads.until(() -> faas.faas().snapshot().health().isWell());
        assertThat(latestOf("stubborn").counts().timeouts()).isEqualTo(1);
    }

    @Test
    void contexts_of_all_tenants_are_counted() {
        faas.deploy(FunctionDefinition.builder("isolated", String.class, String.class)
                .configure(settings -> settings.tenantIsolation(true))
                .handler((event, context) -> event));
        FunctionHandle<String, String> function = faas.faas().function("isolated", String.class, String.class);

        function.with(InvokeOptions.NONE.tenantId("blue")).invoke("");
        function.with(InvokeOptions.NONE.tenantId("red")).invoke("");

        assertThat(faas.faas()
                        .snapshot()
                        .function("isolated")
                        .orElseThrow()
                        .contexts()
                        .idle())
                .isEqualTo(2);
    }
}
