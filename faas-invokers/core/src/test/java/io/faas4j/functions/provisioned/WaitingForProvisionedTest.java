package io.faas4j.functions.provisioned;

import static org.assertj.core.api.Assertions.assertThat;

import io.faas4j.Faas;
import io.faas4j.fixture.TestFaas;
import io.faas4j.fixture.Threads;
import io.faas4j.functions.Gate;
import io.faas4j.invocation.FunctionHandle;
import io.faas4j.invocation.InvokeOptions;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

/** Who waits for concurrency takes a provisioned context as soon as one is free. */
class WaitingForProvisionedTest {

    private final TestFaas test = TestFaas.patient(builder -> builder.unreservedMinimum(0));
    private final Faas faas = test.faas();
    private final Instances instances = new Instances();

    @BeforeEach
    void provisionWholeReservation() {
        faas.deploy(instances.builder("fn").timeout(Duration.ofMinutes(15)).build());
        faas.publish("fn");
        faas.functions().putConcurrency("fn", 1);
        Provisioned.put(faas, "fn:1", 1);
    }

    @AfterEach
    void close() {
        test.close();
    }

    @Test
    void context_that_becomes_free_serves_who_waits_although_there_is_no_place_on_demand() {
        Gate.Held running = instances.gate().hold(faas, "fn:1");
        CompletableFuture<String> waiting = Threads.start(() -> waiting("fn:1").invoke("event"));

        running.letGo();

        assertThat(Threads.get(waiting)).isEqualTo("provisioned-concurrency");
    }

    @Test
    void one_context_serves_all_who_wait_one_after_the_other() {
        Gate.Held running = instances.gate().hold(faas, "fn:1");
        List<CompletableFuture<String>> waiting = Stream.generate(
                        () -> Threads.start(() -> waiting("fn:1").invoke("event")))
                .limit(3)
                .toList();

        assertThat(running.letGo().payload()).isEqualTo("provisioned-concurrency");

        assertThat(waiting).allSatisfy(answer -> assertThat(Threads.get(answer)).isEqualTo("provisioned-concurrency"));
    }

    @RepeatedTest(20)
    void callers_who_wait_again_and_again_are_all_served_by_one_context() {
        List<CompletableFuture<Integer>> callers = Stream.generate(() -> Threads.start(() -> {
                    FunctionHandle<String, String> handle = waiting("fn:1");
                    for (int i = 0; i < 200; i++) {
                        handle.invoke("event");
                    }
                    return 200;
                }))
                .limit(4)
                .toList();

        assertThat(callers).allSatisfy(caller -> assertThat(Threads.get(caller)).isEqualTo(200));
    }

    private FunctionHandle<String, String> waiting(String function) {
        return faas.function(function, String.class, String.class)
                .with(InvokeOptions.NONE.maxWait(Duration.ofMinutes(1)));
    }
}
