package io.faas4j.contexts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.faas4j.error.InvalidParameterValueException;
import io.faas4j.error.TooManyRequestsException;
import io.faas4j.error.ValidationException;
import io.faas4j.fixture.TestFaas;
import io.faas4j.fixture.Threads;
import io.faas4j.function.Context;
import io.faas4j.function.FunctionConfiguration;
import io.faas4j.function.FunctionDefinition;
import io.faas4j.function.Handler;
import io.faas4j.function.InitContext;
import io.faas4j.invocation.FunctionHandle;
import io.faas4j.invocation.InvocationResult;
import io.faas4j.rules.Rule;
import io.faas4j.runtime.context.ContextCounts;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Execution contexts that serve several invocations at once, and are there before anybody invokes. */
class MinimumContextsTest {

    private static final int LIMIT = 10;

    private final TestFaas faas = TestFaas.patient(builder -> builder.concurrency(LIMIT)
            .unreservedMinimum(0)
            .configure(settings -> settings.maxLifetime(Duration.ofHours(1))));
    private final AtomicInteger begun = new AtomicInteger();
    private final AtomicInteger made = new AtomicInteger();
    private final AtomicInteger entered = new AtomicInteger();
    private final AtomicInteger interrupted = new AtomicInteger();
    private final Set<Integer> ended = Collections.synchronizedSet(new TreeSet<>());
    private final CountDownLatch open = new CountDownLatch(1);
    private volatile CountDownLatch inits = new CountDownLatch(0);
    private volatile int failures;

    @AfterEach
    void close() {
        open.countDown();
        inits.countDown();
        faas.close();
    }

    /** One for each context. */
    private final class Shared implements Handler<String, String>, AutoCloseable {
        private final int number;

        Shared(InitContext init) {
            int attempt = begun.incrementAndGet();
            try {
                inits.await();
            } catch (InterruptedException e) {
                interrupted.incrementAndGet();
                throw new IllegalStateException("interrupted", e);
            }
            if (attempt <= failures) {
                throw new IllegalStateException("not yet");
            }
            number = made.incrementAndGet();
        }

        @Override
        public String handle(String event, Context context) {
            entered.incrementAndGet();
            if (event.equals("wait")) {
                Threads.awaitStubbornly(open);
            }
            if (event.equals("exit")) {
                throw context.exit(1);
            }
            return Integer.toString(number);
        }

        @Override
        public void close() {
            ended.add(number);
        }
    }

    private FunctionDefinition<String, String> sharing(int atOnce, int least, int most) {
        return FunctionDefinition.builder("fn", String.class, String.class)
                .handlerFactory(Shared::new)
                .configure(settings ->
                        settings.contextConcurrency(atOnce).minContexts(least).maxContexts(most))
                .build();
    }

    private FunctionHandle<String, String> deployReady(int atOnce, int least) {
        FunctionHandle<String, String> function = faas.deploy(sharing(atOnce, least, 10));
        untilReady(least);
        return function;
    }

    /** Made, and offered to all. */
    private void untilReady(int contexts) {
        Threads.until(() -> made.get() == contexts && idle() == contexts - ended.size());
    }

    private int idle() {
        return contexts().idle();
    }

    private ContextCounts contexts() {
        return faas.faas().functions().contexts("fn", "$LATEST");
    }

    private List<CompletableFuture<InvocationResult<String>>> waiting(
            FunctionHandle<String, String> function, int invocations) {
        int before = entered.get();
        List<CompletableFuture<InvocationResult<String>>> running = IntStream.range(0, invocations)
                .mapToObj(i -> Threads.start(() -> function.call("wait")))
                .toList();
        Threads.until(() -> entered.get() == before + invocations);
        return running;
    }

    private static boolean isCold(InvocationResult<String> result) {
        return result.report().coldStart();
    }

    // ---- ahead of traffic ------------------------------------------------------------------------------------------

    @Test
    @Rule({"LMI-4", "LMI-2", "CTX-2"})
    void they_are_initialised_before_the_first_invocation() {
        FunctionHandle<String, String> function = deployReady(2, 3);

        assertThat(isCold(function.call(""))).isFalse();

        assertThat(made).hasValue(3);
        assertThat(faas.faas().concurrentExecutions()).isZero();
    }

    @Test
    @Rule("LMI-4")
    void a_published_version_has_its_own() {
        deployReady(2, 2);

        faas.faas().publish("fn");

        Threads.until(() -> faas.faas().functions().contexts("fn", "1").idle() == 2);
        assertThat(made).hasValue(4);
        FunctionHandle<String, String> version = faas.faas().function("fn:1", String.class, String.class);
        assertThat(isCold(version.call(""))).isFalse();
    }

    @Test
    @Rule({"LMI-4", "CTX-12"})
    void an_update_ends_those_of_the_old_revision_and_makes_new_ones() {
        deployReady(2, 2);

        FunctionHandle<String, String> function = faas.deploy(sharing(3, 2, 10));

        Threads.until(() -> made.get() == 4 && ended.size() == 2 && idle() == 2);
        assertThat(ended).containsExactly(1, 2);
        assertThat(isCold(function.call(""))).isFalse();
    }

    @Test
    @Rule("LMI-4")
    void more_are_made_on_demand_up_to_the_maximum() {
        FunctionHandle<String, String> function = faas.deploy(sharing(2, 1, 2));
        untilReady(1);

        List<CompletableFuture<InvocationResult<String>>> running = waiting(function, 4);

        assertThat(made).hasValue(2);
        assertThatThrownBy(() -> function.invoke("")).isInstanceOf(TooManyRequestsException.class);
        open.countDown();
        running.forEach(Threads::get);
    }

    @Test
    @Rule("LMI-4")
    void an_invocation_that_comes_before_they_are_ready_waits_for_one_of_them() {
        inits = new CountDownLatch(1);
        FunctionHandle<String, String> function = faas.deploy(sharing(2, 1, 10));
        Threads.until(() -> begun.get() == 1);
        CompletableFuture<String> early = Threads.start(() -> function.invoke(""));
        Threads.until(() -> faas.faas().concurrentExecutions() == 1);

        inits.countDown();

        assertThat(Threads.get(early)).isEqualTo("1");
        assertThat(made).hasValue(1);
    }

    // ---- kept ------------------------------------------------------------------------------------------------------

    @Test
    @Rule({"LMI-4", "CTX-10"})
    void what_is_idle_for_long_is_removed_down_to_the_minimum() {
        FunctionHandle<String, String> function = deployReady(2, 2);
        List<CompletableFuture<InvocationResult<String>>> running = waiting(function, 7);
        assertThat(made).hasValue(4);
        open.countDown();
        running.forEach(Threads::get);
        Threads.until(() -> faas.faas().concurrentExecutions() == 0);

        for (int i = 0; i < 5; i++) {
            faas.advance(Duration.ofMinutes(11));
        }

        Threads.until(() -> ended.size() == 2);
        assertThat(idle()).isEqualTo(2);
        assertThat(isCold(function.call(""))).isFalse();
        assertThat(made).hasValue(4);
    }

    @Test
    @Rule("LMI-4")
    void while_they_are_idle_they_take_no_place_from_others() {
        deployReady(2, 5);

        FunctionHandle<String, String> other = faas.deploy(
                FunctionDefinition.builder("other", String.class, String.class).handler((event, context) -> {
                    Threads.awaitStubbornly(open);
                    return event;
                }));
        faas.faas().functions().putConcurrency("fn", 0);
        List<CompletableFuture<String>> running = IntStream.range(0, LIMIT)
                .mapToObj(i -> Threads.start(() -> other.invoke("")))
                .toList();

        Threads.until(() -> faas.faas().concurrentExecutions() == LIMIT);
        open.countDown();
        assertThat(running).allSatisfy(call -> assertThat(Threads.get(call)).isEmpty());
    }

    @Test
    @Rule({"LMI-2", "LMI-4"})
    void one_that_was_exited_is_replaced_before_the_next_invocation() {
        FunctionHandle<String, String> function = deployReady(2, 1);

        assertThat(function.call("exit").error().orElseThrow().errorType()).isEqualTo("Runtime.ExitError");

        Threads.until(() -> made.get() == 2 && idle() == 1);
        InvocationResult<String> next = function.call("");
        assertThat(next.payload()).isEqualTo("2");
        assertThat(isCold(next)).isFalse();
        Threads.until(() -> ended.contains(1));
        assertThat(ended).containsExactly(1);
    }

    @Test
    @Rule({"LMI-4", "CTX-10"})
    void one_that_has_lived_too_long_serves_until_its_successor_is_ready() {
        FunctionHandle<String, String> function = faas.deploy(sharing(2, 1, 1));
        untilReady(1);
        inits = new CountDownLatch(1);
        faas.advance(Duration.ofHours(1));
        Threads.until(() -> begun.get() == 2);

        List<CompletableFuture<InvocationResult<String>>> running = waiting(function, 2);
        assertThat(ended).isEmpty();

        inits.countDown();
        Threads.until(() -> made.get() == 2 && idle() == 1);
        InvocationResult<String> next = function.call("");
        assertThat(next.payload()).isEqualTo("2");
        assertThat(isCold(next)).isFalse();
        assertThat(ended).isEmpty();
        open.countDown();
        assertThat(running)
                .allSatisfy(result -> assertThat(Threads.get(result).payload()).isEqualTo("1"));
        Threads.until(() -> ended.contains(1));
        assertThat(made).hasValue(2);
    }

    @Test
    @Rule("LMI-4")
    void a_function_that_is_deleted_keeps_none() {
        deployReady(2, 2);

        faas.faas().functions().delete("fn");

        Threads.until(() -> ended.size() == 2);
        faas.advance(Duration.ofHours(2));
        assertThat(begun).hasValue(2);
    }

    // ---- init phases -----------------------------------------------------------------------------------------------

    @Test
    @Rule({"LMI-2", "CTX-2"})
    void an_init_phase_ahead_of_traffic_may_take_130_seconds() {
        inits = new CountDownLatch(1);
        faas.deploy(sharing(2, 1, 10));
        Threads.until(() -> begun.get() == 1);

        faas.advance(Duration.ofSeconds(129));
        assertThat(interrupted).hasValue(0);

        // No further: its thread has a second to take notice.
        faas.advance(Duration.ofSeconds(1));
        Threads.until(() -> interrupted.get() == 1 && begun.get() == 2);
        inits.countDown();
        untilReady(1);
    }

    @Test
    @Rule({"LMI-2", "CTX-2"})
    void so_may_one_on_demand() {
        inits = new CountDownLatch(1);
        FunctionHandle<String, String> function = faas.deploy(sharing(2, 0, 10));
        CompletableFuture<InvocationResult<String>> first = Threads.start(() -> function.call(""));
        Threads.until(() -> begun.get() == 1);

        faas.advance(Duration.ofSeconds(129));
        inits.countDown();

        assertThat(Threads.get(first).payload()).isEqualTo("1");
        assertThat(Threads.get(first).report().initDuration()).contains(Duration.ofSeconds(129));
        assertThat(begun).hasValue(1);
        assertThat(interrupted).hasValue(0);
    }

    @Test
    @Rule("LMI-4")
    void a_handler_that_cannot_be_made_is_tried_six_times_and_again_a_minute_later() {
        failures = 6;
        FunctionHandle<String, String> function = faas.deploy(sharing(2, 1, 10));
        Threads.until(() -> begun.get() == 6);
        long start = faas.time().nanoTime();

        // Not while one is being made: its limit would be over before its thread has run.
        Threads.until(() -> {
            if (begun.get() == 6 && contexts().preparing() == 0) {
                faas.advance(Duration.ofSeconds(1));
            }
            return made.get() == 1;
        });

        untilReady(1);
        assertThat(faas.time().nanoTime() - start)
                .isGreaterThanOrEqualTo(Duration.ofMinutes(1).toNanos());
        assertThat(isCold(function.call(""))).isFalse();
        assertThat(begun).hasValue(7);
    }

    // ---- settings --------------------------------------------------------------------------------------------------

    @Test
    @Rule("LMI-4")
    void settings_name_what_is_wrong_with_them() {
        FunctionConfiguration.Builder settings = FunctionConfiguration.builder();

        assertThat(FunctionConfiguration.DEFAULT.minContexts()).isZero();
        assertThatThrownBy(() -> settings.minContexts(-1))
                .isInstanceOf(ValidationException.class)
                .hasMessageContaining("'-1' at 'minExecutionEnvironments'")
                .hasMessageContaining("greater than or equal to 0");
        assertThatThrownBy(() -> settings.minContexts(15_001))
                .isInstanceOf(ValidationException.class)
                .hasMessageContaining("less than or equal to 15000");
        assertThatThrownBy(() -> FunctionConfiguration.builder().minContexts(3).build())
                .isInstanceOf(InvalidParameterValueException.class)
                .hasMessageContaining("minContexts, here 3, needs a contextConcurrency of more than 1");
        assertThatThrownBy(() -> FunctionConfiguration.builder()
                        .contextConcurrency(2)
                        .minContexts(3)
                        .maxContexts(2)
                        .build())
                .isInstanceOf(InvalidParameterValueException.class)
                .hasMessageContaining("minContexts, here 3, must be at most maxContexts, here 2");
    }
}
