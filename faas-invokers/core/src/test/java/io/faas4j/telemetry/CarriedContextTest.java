package io.faas4j.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import io.faas4j.fixture.TestFaas;
import io.faas4j.fixture.Threads;
import io.faas4j.function.Context;
import io.faas4j.function.ExecutionMode;
import io.faas4j.function.FunctionDefinition;
import io.faas4j.invocation.FunctionHandle;
import io.micrometer.context.ContextRegistry;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.MDC;

/** What the invoking thread carries is there in the handler on another thread, and nothing of it stays behind. */
class CarriedContextTest {

    private static final String KEY = "test.tenant";

    private final ThreadLocal<String> tenant = new ThreadLocal<>();
    private final ObservationRegistry observations = ObservationRegistry.create();
    private final TestFaas faas = TestFaas.create();
    private final List<String> threads = new CopyOnWriteArrayList<>();

    CarriedContextTest() {
        observations.observationConfig().observationHandler(context -> true);
    }

    @BeforeEach
    void register() {
        ContextRegistry.getInstance().registerThreadLocalAccessor(KEY, tenant);
    }

    @AfterEach
    void close() {
        ContextRegistry.getInstance().removeThreadLocalAccessor(KEY);
        MDC.clear();
        tenant.remove();
        faas.close();
    }

    /** What the current thread carries. */
    private String carried() {
        Map<String, String> mdc = MDC.getCopyOfContextMap();
        Observation observation = observations.getCurrentObservation();
        return "%s %s %s"
                .formatted(
                        mdc == null || mdc.isEmpty() ? "-" : new TreeMap<>(mdc),
                        tenant.get() == null ? "-" : tenant.get(),
                        observation == null ? "-" : observation.getContext().getName());
    }

    private void carry(String what) {
        MDC.put("user", what);
        tenant.set(what);
    }

    private String handle(String event, Context context) {
        threads.add(Thread.currentThread().getName());
        String seen = carried();
        switch (event) {
            case "litter" -> {
                MDC.put("left", "behind");
                tenant.set("left");
                observations.setCurrentObservationScope(
                        Observation.start("left", observations).openScope());
            }
            case "fail" -> throw new IllegalStateException(seen);
            case "time out" -> faas.advance(Duration.ofSeconds(3));
            default -> {}
        }
        return seen;
    }

    private FunctionHandle<String, String> worker() {
        return faas.deploy(FunctionDefinition.builder("worker", String.class, String.class)
                .executionMode(ExecutionMode.WORKER)
                .handler(this::handle));
    }

    @Test
    void handler_in_worker_mode_sees_mdc_observation_and_registered_thread_locals() {
        FunctionHandle<String, String> function = worker();
        carry("Ada");

        String seen = Observation.createNotStarted("caller", observations).observe(() -> function.invoke(""));

        assertThat(seen).isEqualTo("{user=Ada} Ada caller");
        assertThat(carried()).isEqualTo("{user=Ada} Ada -");
        assertThat(threads).doesNotContain(Thread.currentThread().getName());
    }

    @Test
    void submitted_handler_and_its_dependants_see_it() {
        CountDownLatch added = new CountDownLatch(1);
        FunctionHandle<String, String> function =
                faas.deploy(FunctionDefinition.of("submitted", String.class, String.class, (event, context) -> {
                    Threads.await(added);
                    return carried();
                }));
        carry("Ada");

        CompletionStage<String> both = function.submit("").thenApply(result -> result.payload() + ", " + carried());
        carry("Bob");
        added.countDown();

        assertThat(Threads.get(both)).isEqualTo("{user=Ada} Ada -, {user=Ada} Ada -");
        assertThat(carried()).isEqualTo("{user=Bob} Bob -");
    }

    @Test
    void in_caller_mode_it_is_simply_there() {
        FunctionHandle<String, String> function =
                faas.deploy(FunctionDefinition.of("here", String.class, String.class, this::handle));
        carry("Ada");

        assertThat(function.invoke("")).isEqualTo("{user=Ada} Ada -");
    }

    @Test
    void nested_invocation_carries_on_what_its_caller_carries() {
        worker();
        FunctionHandle<String, String> outer =
                faas.deploy(FunctionDefinition.builder("outer", String.class, String.class)
                        .executionMode(ExecutionMode.WORKER)
                        .handler((event, context) -> {
                            MDC.put("step", "2");
                            return faas.faas().invoke("worker", event, String.class);
                        }));
        carry("Ada");

        assertThat(outer.invoke("")).isEqualTo("{step=2, user=Ada} Ada -");
    }

    @Test
    void nothing_is_left_behind_by_callers_handlers_errors_and_timeouts() {
        FunctionHandle<String, String> function = worker();
        String first = function.call("").payload();

        for (int i = 0; i < 50; i++) {
            String name = "caller " + i;
            carry(name);
            Observation.start("caller", observations).scoped(() -> {
                assertThat(function.invoke("")).isEqualTo("{user=" + name + "} " + name + " caller");
                function.call("litter");
                function.call("fail");
                function.call("time out");
                Threads.until(() -> faas.faas().concurrentExecutions() == 0);
            });
            MDC.clear();
            tenant.remove();

            assertThat(function.invoke("")).isEqualTo("- - -");
            function.call("litter");
            assertThat(function.invoke("")).isEqualTo("- - -");
        }
        assertThat(first).isEqualTo("- - -");
        assertThat(threads.stream().distinct()).as("one context, one thread").hasSize(1);
    }

    @Test
    void caller_without_anything_does_not_see_what_another_carried() {
        FunctionHandle<String, String> function = worker();
        carry("Ada");
        MDC.remove("user");
        tenant.remove();
        tenant.set("only this");

        assertThat(function.invoke("")).isEqualTo("- only this -");
        tenant.remove();
        MDC.put("user", "only that");
        assertThat(function.invoke("")).isEqualTo("{user=only that} - -");
    }

    @Test
    void accessor_that_fails_ends_no_invocation() {
        ContextRegistry.getInstance()
                .registerThreadLocalAccessor(
                        "test.broken",
                        () -> "there",
                        value -> {
                            throw new IllegalStateException("(thrown by a test)");
                        },
                        () -> {
                            throw new IllegalStateException("(thrown by a test)");
                        });
        try {
            FunctionHandle<String, String> function = worker();

            assertThat(function.call("").isSuccess()).isTrue();
            assertThat(function.call("").isSuccess()).isTrue();
        } finally {
            ContextRegistry.getInstance().removeThreadLocalAccessor("test.broken");
        }
    }

    @Test
    void mdc_has_keys_of_the_runtime_while_a_handler_runs_for_those_who_ask() {
        try (TestFaas told = TestFaas.with(builder -> builder.configure(settings -> settings.invocationMdc(true)))) {
            FunctionHandle<String, String> inner = told.deploy(
                    FunctionDefinition.of("inner", String.class, String.class, (event, context) -> mdcFor(context)));
            FunctionHandle<String, String> outer =
                    told.deploy(FunctionDefinition.of("outer", String.class, String.class, (event, context) -> {
                        String nested = inner.invoke(event);
                        return nested + mdcFor(context);
                    }));
            MDC.put("faas.name", "mine");

            assertThat(outer.invoke("")).isEqualTo("inner $LATEST true, outer $LATEST true, ");
            assertThat(Threads.get(outer.submit("")).payload()).isEqualTo("inner $LATEST true, outer $LATEST true, ");

            assertThat(MDC.getCopyOfContextMap()).isEqualTo(Map.of("faas.name", "mine"));
        }
    }

    private static String mdcFor(Context context) {
        boolean hasId = context.requestId().toString().equals(MDC.get("AWSRequestId"));
        return MDC.get("faas.name") + " " + MDC.get("faas.version") + " " + hasId + ", ";
    }
}
