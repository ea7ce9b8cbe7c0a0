package io.faas4j.functions.provisioned;

import static io.faas4j.functions.provisioned.Provisioned.inProgress;
import static io.faas4j.functions.provisioned.Provisioned.now;
import static io.faas4j.functions.provisioned.Provisioned.ready;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.faas4j.Faas;
import io.faas4j.error.ValidationException;
import io.faas4j.fixture.TestFaas;
import io.faas4j.fixture.Threads;
import io.faas4j.functions.Gate;
import io.faas4j.functions.Refusal;
import io.faas4j.invocation.InvokeOptions;
import io.faas4j.rules.Rule;
import io.faas4j.runtime.RuntimeSettings;
import io.faas4j.runtime.snapshot.ProvisionedSnapshot;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

/** How fast provisioned contexts are made, and how many invocations a second they serve; each rate is off unless set. */
class ProvisionedRatesTest {

    private TestFaas test = TestFaas.create();
    private Faas faas = test.faas();
    private final Instances instances = new Instances();

    @AfterEach
    void close() {
        test.close();
        assertThat(instances.closed()).as("handlers closed").isEqualTo(instances.made());
    }

    private void with(int concurrency, Consumer<RuntimeSettings.Builder> rates) {
        test.close();
        test = TestFaas.patient(
                builder -> builder.concurrency(concurrency).unreservedMinimum(0).configure(rates));
        faas = test.faas();
        faas.deploy(instances.as("fn"));
        faas.publish("fn");
    }

    private long provisionedOf(int invocations, String function) {
        return Stream.generate(() -> faas.invoke(function, "event", String.class))
                .limit(invocations)
                .filter("provisioned-concurrency"::equals)
                .count();
    }

    // ---- requests --------------------------------------------------------------------------------------------------

    @Test
    @Rule("CONC-16")
    void each_provisioned_context_serves_so_many_invocations_a_second_and_the_others_spill_over() {
        with(10, settings -> settings.requestRatePerConcurrency(10));
        Provisioned.put(faas, "fn:1", 2);

        assertThat(provisionedOf(30, "fn:1")).isEqualTo(20);

        test.advanceMillis(100);
        assertThat(provisionedOf(5, "fn:1")).isEqualTo(2);
        Provisioned.put(faas, "fn:1", 3);
        test.advance(Duration.ofMinutes(1));
        assertThat(provisionedOf(40, "fn:1")).isEqualTo(30);
    }

    @Test
    @Rule("CONC-16")
    void invocations_on_provisioned_contexts_leave_the_unreserved_rate_to_others() {
        with(3, settings -> settings.requestRatePerConcurrency(10));
        Provisioned.put(faas, "fn:1", 2);

        assertThat(provisionedOf(30, "fn:1")).isEqualTo(20);

        assertThat(Refusal.of(() -> faas.invoke("fn:1", "event", String.class)).code())
                .isEqualTo("TooManyRequestsException");
        assertThat(Refusal.of(() -> faas.invoke("fn", "event", String.class)).code())
                .isEqualTo("TooManyRequestsException");
    }

    @Test
    @Rule("CONC-16")
    void invocations_on_provisioned_contexts_are_part_of_a_reservations_rate() {
        with(10, settings -> settings.requestRatePerConcurrency(10));
        faas.functions().putConcurrency("fn", 3);
        Provisioned.put(faas, "fn:1", 2);

        assertThat(provisionedOf(30, "fn:1")).isEqualTo(20);

        assertThat(Refusal.of(() -> faas.invoke("fn:1", "event", String.class)).code())
                .isEqualTo("TooManyRequestsException");
    }

    @Test
    @Rule("CONC-16")
    void who_is_over_the_rate_and_waits_is_served_when_it_allows_the_next() {
        with(10, settings -> settings.requestRatePerConcurrency(2));
        faas.functions().putConcurrency("fn", 2);
        Provisioned.put(faas, "fn:1", 1);
        assertThat(provisionedOf(2, "fn:1")).isEqualTo(2);
        Gate.Held onDemand = instances.gate().hold(faas, "fn:1");

        CompletableFuture<String> waiting = new CompletableFuture<>();
        Thread waiter = new Thread(() -> waiting.complete(faas.function("fn:1", String.class, String.class)
                .with(InvokeOptions.NONE.maxWait(Duration.ofMinutes(1)))
                .invoke("event")));
        waiter.start();
        Threads.until(
                () -> waiter.getState() == Thread.State.TIMED_WAITING || waiter.getState() == Thread.State.WAITING);
        test.advanceMillis(499);
        assertThat(waiting).isNotDone();
        test.advanceMillis(1);

        assertThat(Threads.get(waiting)).isEqualTo("provisioned-concurrency");
        onDemand.letGo();
    }

    @RepeatedTest(10)
    @Rule("CONC-16")
    void many_threads_get_no_more_than_the_rate_and_none_of_it_is_lost() {
        with(100, settings -> settings.requestRatePerConcurrency(20));
        Provisioned.put(faas, "fn:1", 4);

        List<CompletableFuture<Long>> callers = Stream.generate(() -> Threads.start(() -> provisionedOf(100, "fn:1")))
                .limit(8)
                .toList();
        long served = callers.stream().mapToLong(Threads::get).sum();

        assertThat(served).isLessThanOrEqualTo(80);
        assertThat(served + provisionedOf(100, "fn:1")).isEqualTo(80);
    }

    @Test
    void without_a_rate_provisioned_contexts_serve_any_number() {
        with(10, settings -> {});
        Provisioned.put(faas, "fn:1", 1);

        assertThat(provisionedOf(1_000, "fn:1")).isEqualTo(1_000);
    }

    // ---- allocation ------------------------------------------------------------------------------------------------

    @Test
    @Rule("CONC-7")
    void contexts_are_provisioned_no_faster_than_the_allocation_rate_and_serve_when_all_are_there() {
        with(10, settings -> settings.provisionedAllocationRate(2, Duration.ofSeconds(1)));

        faas.functions().provisioned().put("fn:1", 5);

        Threads.until(() -> instances.made() == 2);
        test.advanceMillis(499);
        assertThat(instances.made()).isEqualTo(2);
        test.advanceMillis(1);
        Threads.until(() -> instances.made() == 3);
        assertThat(now(faas, "fn:1")).isEqualTo(inProgress(5));
        test.advanceMillis(500);
        Threads.until(() -> instances.made() == 4);
        test.advanceMillis(500);
        Provisioned.await(faas, "fn:1", ready(5));
        assertThat(instances.made()).isEqualTo(5);
    }

    @Test
    void the_allocation_rate_is_one_functions_with_all_its_versions() {
        with(10, settings -> settings.provisionedAllocationRate(2, Duration.ofSeconds(1)));
        Instances others = new Instances();
        faas.deploy(others.as("other"));
        faas.publish("other");
        faas.deploy(instances.builder("fn").description("second").build());
        faas.publish("fn");
        Provisioned.put(faas, "fn:1", 2);

        faas.functions().provisioned().put("fn:2", 1);
        Provisioned.put(faas, "other:1", 2);

        assertThat(instances.made()).isEqualTo(2);
        test.advanceMillis(500);
        Provisioned.await(faas, "fn:2", ready(1));
    }

    @Test
    @Rule("CONC-7")
    void request_that_is_replaced_while_it_waits_for_the_rate_leaves_nothing_behind() {
        with(10, settings -> settings.provisionedAllocationRate(1, Duration.ofSeconds(10)));
        faas.functions().provisioned().put("fn:1", 8);
        Threads.until(() -> instances.made() == 1);

        faas.functions().provisioned().put("fn:1", 1);
        test.advance(Duration.ofSeconds(10));

        Provisioned.await(faas, "fn:1", ready(1));
        test.advance(Duration.ofMinutes(5));
        assertThat(instances.made()).isEqualTo(2);
        Threads.until(() -> instances.closed() == 1);
        assertThat(faas.snapshot()
                        .function("fn")
                        .flatMap(function -> function.version("1"))
                        .map(version -> version.contexts().all()))
                .hasValue(1);
    }

    @Test
    void contexts_that_are_made_again_are_no_part_of_the_allocation_rate() {
        with(10, settings -> settings.provisionedAllocationRate(2, Duration.ofDays(1)));
        Provisioned.put(faas, "fn:1", 2);

        faas.call("fn:1", "exit", String.class);

        Threads.until(() -> instances.made() == 3);
        Threads.until(() -> faas.snapshot()
                        .function("fn")
                        .flatMap(function -> function.version("1"))
                        .flatMap(version -> version.provisioned())
                        .map(ProvisionedSnapshot::available)
                        .orElse(0)
                == 2);
    }

    @Test
    void an_allocation_rate_names_what_is_wrong_with_it() {
        RuntimeSettings.Builder settings = RuntimeSettings.builder();

        assertThatThrownBy(() -> settings.provisionedAllocationRate(0, Duration.ofMinutes(1)))
                .isInstanceOf(ValidationException.class)
                .hasMessageContaining("'0' at 'provisionedAllocationRate'")
                .hasMessageContaining("greater than or equal to 1");
        assertThatThrownBy(() -> settings.provisionedAllocationRate(1, Duration.ZERO))
                .isInstanceOf(ValidationException.class)
                .hasMessageContaining("'provisionedAllocationRate'");
    }
}
