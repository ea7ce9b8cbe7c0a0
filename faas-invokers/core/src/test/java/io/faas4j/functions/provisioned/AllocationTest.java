package io.faas4j.functions.provisioned;

import static io.faas4j.functions.provisioned.Provisioned.failed;
import static io.faas4j.functions.provisioned.Provisioned.inProgress;
import static io.faas4j.functions.provisioned.Provisioned.now;
import static io.faas4j.functions.provisioned.Provisioned.ready;
import static org.assertj.core.api.Assertions.assertThat;

import io.faas4j.Faas;
import io.faas4j.fixture.TestFaas;
import io.faas4j.fixture.Threads;
import io.faas4j.function.ExecutionMode;
import io.faas4j.function.FunctionDefinition;
import io.faas4j.function.FunctionRef;
import io.faas4j.function.ProvisionedConcurrency;
import io.faas4j.functions.Gate;
import io.faas4j.rules.Rule;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** From the request for provisioned contexts until they serve, or cannot. */
class AllocationTest {

    private final TestFaas test = TestFaas.create();
    private final Faas faas = test.faas();
    private final Instances instances = new Instances();

    @BeforeEach
    void publish() {
        faas.deploy(instances.as("fn"));
        faas.publish("fn");
    }

    @AfterEach
    void close() {
        test.close();
        // One that had just become ready is closed by the thread that made it.
        Threads.until(() -> instances.closed() == instances.made());
    }

    @Test
    @Rule("CONC-7")
    void request_is_in_progress_with_nothing_allocated_until_all_contexts_are_initialised() {
        CountDownLatch inits = instances.holdInits();

        ProvisionedConcurrency begun = faas.functions().provisioned().put("fn:1", 3);

        assertThat(begun.function()).isEqualTo(FunctionRef.parse("fn:1"));
        assertThat(begun.lastModified()).isEqualTo(test.time().now());
        assertThat(Provisioned.of(begun)).isEqualTo(inProgress(3));
        assertThat(now(faas, "fn:1")).isEqualTo(inProgress(3));
        inits.countDown();
        Provisioned.await(faas, "fn:1", ready(3));
        assertThat(instances.made()).isEqualTo(3);
    }

    @Test
    @Rule({"CONC-8", "CTX-14"})
    void invocations_run_on_demand_until_all_are_ready_and_on_provisioned_contexts_from_then_on() {
        CountDownLatch inits = instances.holdInits();
        faas.functions().provisioned().put("fn:1", 2);

        assertThat(invoke("fn:1")).isEqualTo("on-demand");

        inits.countDown();
        Provisioned.await(faas, "fn:1", ready(2));
        assertThat(invoke("fn:1")).isEqualTo("provisioned-concurrency");
        assertThat(invoke("fn")).isEqualTo("on-demand");
    }

    @ParameterizedTest
    @EnumSource(ExecutionMode.class)
    @Rule("CTX-15")
    void contexts_are_initialised_ahead_of_traffic_next_to_each_other(ExecutionMode mode) {
        instances.expectTogether(5);
        faas.deploy(instances
                .builder("fn")
                .executionMode(mode)
                .description(mode.name())
                .build());
        String version = faas.publish("fn").version();

        Provisioned.put(faas, "fn:" + version, 5);

        assertThat(instances.made()).isEqualTo(5);
        assertThat(invoke("fn:" + version)).isEqualTo("provisioned-concurrency");
        assertThat(instances.made()).isEqualTo(5);
    }

    @Test
    @Rule("CONC-7")
    void another_request_replaces_the_one_in_progress_and_nothing_of_it_is_left() {
        CountDownLatch inits = instances.holdInits();
        faas.functions().provisioned().put("fn:1", 4);
        Threads.until(() -> instances.tries() == 4);

        assertThat(Provisioned.of(faas.functions().provisioned().put("fn:1", 2)))
                .isEqualTo(inProgress(2));

        inits.countDown();
        Provisioned.await(faas, "fn:1", ready(2));
        Threads.until(() -> instances.made() - instances.closed() == 2);
    }

    @Test
    @Rule("CONC-7")
    void another_number_keeps_the_contexts_that_are_ready() {
        Provisioned.put(faas, "fn:1", 3);

        Provisioned.put(faas, "fn:1", 5);
        assertThat(instances.made()).isEqualTo(5);
        Provisioned.put(faas, "fn:1", 1);

        assertThat(instances.made()).isEqualTo(5);
        Threads.until(() -> instances.closed() == 4);
    }

    @Test
    @Rule("CONC-9")
    void init_that_fails_is_tried_six_times_and_then_the_request_has_failed() {
        instances.failFirst(Integer.MAX_VALUE);

        faas.functions().provisioned().put("fn:1", 1);

        Provisioned.await(faas, "fn:1", failed(1));
        assertThat(instances.tries()).isEqualTo(6);
        assertThat(invoke("fn:1")).isEqualTo("on-demand");
    }

    @Test
    @Rule("CONC-9")
    void one_context_that_cannot_be_initialised_fails_all() {
        instances.failFirst(Integer.MAX_VALUE);

        faas.functions().provisioned().put("fn:1", 20);

        Provisioned.await(faas, "fn:1", failed(20));
        // Others may be in their init phase still.
        Threads.until(() -> faas.concurrentExecutions() == 0);
        instances.failFirst(0);
        Provisioned.put(faas, "fn:1", 20);
    }

    @Test
    @Rule("CONC-9")
    void init_that_succeeds_at_the_sixth_try_is_ready() {
        instances.failFirst(5);

        Provisioned.put(faas, "fn:1", 1);

        assertThat(instances.tries()).isEqualTo(6);
    }

    @Test
    @Rule("CTX-2")
    void provisioned_init_may_take_130_seconds() {
        AtomicReference<Duration> taking = new AtomicReference<>(Duration.ofSeconds(129));
        faas.deploy(slow("slow", taking, 3));
        faas.publish("slow");
        Provisioned.put(faas, "slow:1", 1);

        taking.set(Duration.ofSeconds(130));
        faas.functions().provisioned().put("slow:1", 2);

        Threads.until(() -> now(faas, "slow:1").equals(failed(2)));
    }

    @Test
    @Rule("CTX-2")
    void provisioned_init_may_take_as_long_as_the_functions_timeout_if_that_is_longer() {
        AtomicReference<Duration> taking = new AtomicReference<>(Duration.ofSeconds(899));
        faas.deploy(slow("slow", taking, 900));
        faas.publish("slow");

        Provisioned.put(faas, "slow:1", 1);
    }

    @Test
    @Rule({"CTX-2", "CONC-9"})
    void init_that_takes_no_notice_of_its_interrupt_fails_the_request_and_leaves_nothing_when_it_ends() {
        CountDownLatch end = new CountDownLatch(1);
        CountDownLatch begun = new CountDownLatch(1);
        faas.deploy(FunctionDefinition.builder("stuck", String.class, String.class)
                .handlerFactory(init -> {
                    begun.countDown();
                    Threads.awaitStubbornly(end);
                    return (event, context) -> event;
                })
                .build());
        faas.publish("stuck");
        faas.functions().provisioned().put("stuck:1", 1);
        Threads.await(begun);

        test.advance(Duration.ofSeconds(130));
        test.advance(Duration.ofSeconds(1));

        Provisioned.await(faas, "stuck:1", failed(1));
        assertThat(faas.leakedContexts()).isEqualTo(1);
        end.countDown();
        Threads.until(() -> faas.leakedContexts() == 0);
    }

    @Test
    @Rule({"CONC-7", "CONC-20"})
    void allocation_waits_for_the_places_of_running_invocations_and_ends_none() {
        faas.functions().putConcurrency("fn", 2);
        Gate.Held first = instances.gate().hold(faas, "fn");
        Gate.Held second = instances.gate().hold(faas, "fn:1");

        faas.functions().provisioned().put("fn:1", 2);
        Threads.until(() -> instances.tries() == 2);

        assertThat(now(faas, "fn:1")).isEqualTo(inProgress(2));
        first.letGo();
        assertThat(now(faas, "fn:1")).isEqualTo(inProgress(2));
        assertThat(second.isRunning()).isTrue();
        second.letGo();
        Provisioned.await(faas, "fn:1", ready(2));
    }

    @Test
    void closing_interrupts_init_phases_ahead_of_traffic() {
        CountDownLatch begun = new CountDownLatch(1);
        faas.deploy(FunctionDefinition.builder("slow", String.class, String.class)
                .handlerFactory(init -> {
                    begun.countDown();
                    new CountDownLatch(1).await();
                    return (event, context) -> event;
                })
                .build());
        faas.publish("slow");
        faas.functions().provisioned().put("slow:1", 1);
        Threads.await(begun);

        assertThat(Threads.get(Threads.start(() -> {
                    faas.close();
                    return "closed";
                })))
                .isEqualTo("closed");
    }

    private FunctionDefinition<String, String> slow(String name, AtomicReference<Duration> taking, int timeout) {
        return FunctionDefinition.builder(name, String.class, String.class)
                .timeout(Duration.ofSeconds(timeout))
                .handlerFactory(init -> {
                    test.advance(taking.get());
                    return (event, context) -> event;
                })
                .build();
    }

    private String invoke(String function) {
        String answer = faas.invoke(function, "event", String.class);
        return answer == null ? "" : answer;
    }
}
