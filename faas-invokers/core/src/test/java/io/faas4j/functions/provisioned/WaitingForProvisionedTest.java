package io.faas4j.functions.provisioned;

import static org.assertj.core.api.Assertions.assertThat;

import io.faas4j.fixture.TestFaas;
import io.faas4j.fixture.Threads;
import io.faas4j.function.FunctionDefinition;
import io.faas4j.invocation.FunctionHandle;
import io.faas4j.invocation.InvokeOptions;
import io.faas4j.rules.Rule;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Who waits for concurrency is served by provisioned contexts, whenever they come and whichever version it waits for. */
class WaitingForProvisionedTest {

    private static final Duration LONG = Duration.ofMinutes(10);

    private final TestFaas faas = TestFaas.patient(settings -> {});
    private final Map<String, CountDownLatch> ends = new ConcurrentHashMap<>();

    @AfterEach
    void close() {
        ends.values().forEach(CountDownLatch::countDown);
        faas.close();
    }

    /** A function whose handler runs until its event is released. */
    private void deploy(String name, int reserved) {
        faas.deploy(FunctionDefinition.builder(name, String.class, String.class)
                .timeout(Duration.ofMinutes(15))
                .reservedConcurrency(reserved)
                .handler((event, context) -> {
                    Threads.await(ends.computeIfAbsent(event, first -> new CountDownLatch(1)));
                    return event;
                }));
        faas.faas().publish(name);
    }

    private void release(String event) {
        ends.computeIfAbsent(event, first -> new CountDownLatch(1)).countDown();
    }

    private CompletableFuture<String> start(String function, String event) {
        FunctionHandle<String, String> patient =
                faas.faas().function(function, String.class, String.class).with(InvokeOptions.NONE.maxWait(LONG));
        return Threads.start(() -> patient.invoke(event));
    }

    private void awaitRunning(int invocations) {
        Threads.until(() -> faas.faas().concurrentExecutions() == invocations);
    }

    @Test
    @Rule("CONC-17")
    void who_waited_already_is_served_by_contexts_that_are_provisioned_later() {
        deploy("f", 2);
        CompletableFuture<String> first = start("f:1", "first");
        CompletableFuture<String> second = start("f:1", "second");
        awaitRunning(2);
        release("waits");
        CompletableFuture<String> waits = start("f:1", "waits");

        faas.faas().functions().provisioned().put("f:1", 2);
        release("first");
        release("second");

        assertThat(Threads.get(waits)).isEqualTo("waits");
        assertThat(Threads.get(first) + Threads.get(second)).isEqualTo("firstsecond");
    }

    @Test
    @Rule("CONC-13")
    void many_who_wait_for_one_version_keep_nobody_from_the_contexts_of_another() {
        deploy("c", 2);
        faas.deploy(FunctionDefinition.builder("c", String.class, String.class)
                .timeout(Duration.ofMinutes(15))
                .handler((event, context) -> {
                    Threads.await(ends.computeIfAbsent(event, first -> new CountDownLatch(1)));
                    return "2 " + event;
                }));
        faas.faas().publish("c");
        Provisioned.put(faas.faas(), "c:1", 1);
        Provisioned.put(faas.faas(), "c:2", 1);
        CompletableFuture<String> busyOne = start("c:1", "one");
        CompletableFuture<String> busyTwo = start("c:2", "two");
        awaitRunning(2);
        List<CompletableFuture<String>> many = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            many.add(start("c:1", "many"));
        }
        release("other");
        CompletableFuture<String> other = start("c:2", "other");

        release("two");

        assertThat(Threads.get(other)).isEqualTo("2 other");
        assertThat(busyOne).isNotDone();
        assertThat(Threads.get(busyTwo)).isEqualTo("2 two");
        release("one");
        release("many");
        many.forEach(Threads::get);
    }
}
