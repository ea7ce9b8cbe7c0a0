package io.faas4j.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import io.faas4j.error.FaasException;
import io.faas4j.error.InvalidParameterValueException;
import io.faas4j.error.TooManyRequestsException;
import io.faas4j.fixture.TestFaas;
import io.faas4j.fixture.Threads;
import io.faas4j.function.AliasSpec;
import io.faas4j.function.Context;
import io.faas4j.function.ExecutionMode;
import io.faas4j.function.FunctionDefinition;
import io.faas4j.function.HandlerFactory;
import io.faas4j.function.Routing;
import io.faas4j.invocation.InvocationRequest;
import io.faas4j.invocation.InvocationResponse;
import io.faas4j.rules.Rule;
import io.faas4j.runtime.snapshot.FunctionSnapshot;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Everybody who asked for something is counted once, as what became of it, while everything changes. */
@Rule("MET-INV-1")
class RequestsAddUpTest {

    private static final int CALLERS = 4;
    private static final List<String> REFERENCES =
            List.of("caller", "caller:live", "caller:1", "worker", "worker:live");

    private final long seed = System.nanoTime();
    private final Meters meters = new Meters();
    private final TestFaas faas = TestFaas.with(
            builder -> builder.meterRegistry(meters.registry()).concurrency(3).unreservedMinimum(0));
    private final Map<String, LongAdder> seen = new ConcurrentHashMap<>();
    private final AtomicBoolean stopped = new AtomicBoolean();

    @AfterEach
    void close() {
        faas.close();
    }

    @Test
    void requests_are_invocations_throttles_and_refusals() {
        load(300);

        assertAddsUp();
    }

    @Test
    @Tag("slow")
    void requests_are_invocations_throttles_and_refusals_for_longer() {
        load(40_000);

        assertAddsUp();
    }

    // ---- the load --------------------------------------------------------------------------------------------------

    private void load(int requests) {
        deploy("caller", ExecutionMode.CALLER);
        deploy("worker", ExecutionMode.WORKER);
        for (String function : List.of("caller", "worker")) {
            faas.faas().publish(function);
            deploy(function, function.equals("caller") ? ExecutionMode.CALLER : ExecutionMode.WORKER);
            faas.faas().publish(function);
            faas.faas().alias(function, AliasSpec.of("live").version("1").routing(Routing.to("2", 0.3)));
        }
        SplittableRandom seeds = new SplittableRandom(seed);
        List<CompletableFuture<Boolean>> callers = new ArrayList<>();
        for (int i = 0; i < CALLERS; i++) {
            SplittableRandom random = seeds.split();
            callers.add(Threads.start(() -> {
                for (int request = 0; request < requests; request++) {
                    request(random);
                }
                return true;
            }));
        }
        SplittableRandom random = seeds.split();
        CompletableFuture<Boolean> changes = Threads.start(() -> {
            long invocationsBefore = 0;
            while (!stopped.get()) {
                change(random);
                long invocations = faas.faas()
                        .snapshot()
                        .function("caller")
                        .orElseThrow()
                        .counts()
                        .invocations();
                assertThat(invocations).as("never less than before").isGreaterThanOrEqualTo(invocationsBefore);
                invocationsBefore = invocations;
            }
            return true;
        });
        callers.forEach(RequestsAddUpTest::ended);
        stopped.set(true);
        ended(changes);
        Threads.until(() -> faas.faas().concurrentExecutions() == 0);
    }

    private static void ended(CompletableFuture<Boolean> thread) {
        try {
            assertThat(thread.get(2, TimeUnit.MINUTES)).isTrue();
        } catch (Exception failed) {
            throw new AssertionError("a thread did not end well", failed);
        }
    }

    private void deploy(String name, ExecutionMode mode) {
        faas.faas()
                .deploy(FunctionDefinition.builder(name, String.class, String.class)
                        .executionMode(mode)
                        .timeout(Duration.ofSeconds(1))
                        .handlerFactory(another(new Object()))
                        .build());
    }

    /** A factory that is not the one before, so that a deployment of it changes the function. */
    private static HandlerFactory<String, String> another(Object own) {
        return init -> {
            Objects.requireNonNull(own);
            return RequestsAddUpTest::handle;
        };
    }

    private static String handle(String event, Context context) throws InterruptedException {
        switch (event) {
            case "fail" -> throw new IllegalStateException("failing");
            case "exit" -> throw context.exit(1);
            case "wait" -> new CountDownLatch(1).await(300, TimeUnit.MICROSECONDS);
            default -> Thread.onSpinWait();
        }
        return event;
    }

    private void request(SplittableRandom random) {
        String reference = REFERENCES.get(random.nextInt(REFERENCES.size()));
        String function = reference.replaceFirst(":.*", "");
        String json = List.of("\"fine\"", "\"fine\"", "\"wait\"", "\"wait\"", "\"fail\"", "\"exit\"", "{no json")
                .get(random.nextInt(7));
        try {
            InvocationResponse response = faas.faas().invoke(InvocationRequest.of(reference, json));
            boolean isTimeout = response.payloadAsText().contains("Task timed out");
            note(function, response.functionError().isEmpty() ? "success" : isTimeout ? "timeout" : "error");
        } catch (TooManyRequestsException throttle) {
            note(function, "throttle");
        } catch (FaasException refused) {
            note(function, "refusal");
        }
        note(function, "request");
    }

    private void note(String function, String what) {
        seen.computeIfAbsent(function + " " + what, first -> new LongAdder()).increment();
    }

    private void change(SplittableRandom random) {
        String function = random.nextBoolean() ? "caller" : "worker";
        switch (random.nextInt(6)) {
            case 0 -> deploy(function, function.equals("caller") ? ExecutionMode.CALLER : ExecutionMode.WORKER);
            case 1 ->
                faas.faas()
                        .alias(
                                function,
                                random.nextBoolean()
                                        ? AliasSpec.of("live").version("2").routing(Routing.NONE)
                                        : AliasSpec.of("live").version("1").routing(Routing.to("2", 0.5)));
            case 2 -> reserve(function, random.nextInt(3));
            case 3 -> faas.faas().functions().deleteConcurrency(function);
            default -> faas.advance(Duration.ofMillis(random.nextInt(900)));
        }
    }

    private void reserve(String function, int places) {
        try {
            faas.faas().functions().putConcurrency(function, places);
        } catch (InvalidParameterValueException tooMuch) {
            Thread.onSpinWait();
        }
    }

    // ---- the sums --------------------------------------------------------------------------------------------------

    private void assertAddsUp() {
        for (String function : List.of("caller", "worker")) {
            for (String outcome : List.of("success", "error", "timeout")) {
                assertThat(meters.count("faas.invocations", "function", function, "outcome", outcome))
                        .as("%s of %s, seed %d", outcome, function, seed)
                        .isEqualTo(seen(function, outcome));
            }
            long ran = meters.count("faas.invocations", "function", function);
            long errors = meters.count("faas.errors", "function", function);
            long throttles = meters.count("faas.throttles", "function", function);
            long refusals = meters.count("faas.refusals", "function", function);

            assertThat(throttles).as("throttles, seed %d", seed).isEqualTo(seen(function, "throttle"));
            assertThat(refusals).as("refusals, seed %d", seed).isEqualTo(seen(function, "refusal"));
            assertThat(errors).isEqualTo(seen(function, "error") + seen(function, "timeout"));
            assertThat(ran + throttles + refusals).isEqualTo(seen(function, "request"));
            assertThat(meters.timedCount("faas.duration", "function", function)).isEqualTo(ran);
            assertSnapshotSays(function, ran, errors, throttles);
        }
        assertThat(meters.count("faas.throttles")).isPositive();
        assertThat(meters.count("faas.errors")).isPositive();
    }

    private void assertSnapshotSays(String function, long ran, long errors, long throttles) {
        FunctionSnapshot snapshot = faas.faas().snapshot().function(function).orElseThrow();
        assertThat(snapshot.counts().invocations()).isEqualTo(ran);
        assertThat(snapshot.counts().errors()).isEqualTo(errors);
        assertThat(snapshot.throttles()).isEqualTo(throttles);
        assertThat(snapshot.contexts().running()).isZero();
    }

    private long seen(String function, String what) {
        return seen.getOrDefault(function + " " + what, new LongAdder()).sum();
    }
}
