package io.faas4j.contexts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.faas4j.error.InvalidParameterValueException;
import io.faas4j.error.TooManyRequestsException;
import io.faas4j.error.TooManyRequestsException.Reason;
import io.faas4j.error.ValidationException;
import io.faas4j.fixture.TestFaas;
import io.faas4j.fixture.Threads;
import io.faas4j.function.Context;
import io.faas4j.function.ExecutionMode;
import io.faas4j.function.FunctionConfiguration;
import io.faas4j.function.FunctionDefinition;
import io.faas4j.function.Handler;
import io.faas4j.functions.Refusal;
import io.faas4j.invocation.FunctionHandle;
import io.faas4j.invocation.InvocationResult;
import io.faas4j.rules.Rule;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** One execution context serves several invocations at once, for handlers that are thread-safe. */
class ContextConcurrencyTest {

    private final TestFaas faas = TestFaas.patient(builder -> {});
    private final AtomicInteger made = new AtomicInteger();
    private final List<String> ended = Collections.synchronizedList(new ArrayList<>());
    private final CountDownLatch open = new CountDownLatch(1);
    private final AtomicInteger entered = new AtomicInteger();
    private final Set<Integer> instances = ConcurrentHashMap.newKeySet();
    private final Set<Thread> threads = ConcurrentHashMap.newKeySet();
    private final Set<Path> directories = ConcurrentHashMap.newKeySet();
    private final Set<String> logStreams = ConcurrentHashMap.newKeySet();

    @AfterEach
    void close() {
        open.countDown();
        faas.close();
    }

    /** One for each context; notes what it shares with other invocations. */
    private final class Shared implements Handler<String, String>, AutoCloseable {
        private final int number = made.incrementAndGet();

        @Override
        public String handle(String event, Context context) {
            instances.add(number);
            threads.add(Thread.currentThread());
            directories.add(context.temporaryDirectory());
            logStreams.add(context.logStreamName());
            entered.incrementAndGet();
            switch (event) {
                case "wait" -> Threads.awaitStubbornly(open);
                case "fail" -> throw new IllegalStateException("failing");
                case "overflow" -> throw new StackOverflowError("deep");
                case "exit" -> throw context.exit(1);
                default -> {}
            }
            return "%d %s %s"
                    .formatted(
                            number,
                            context.environment().get("AWS_LAMBDA_MAX_CONCURRENCY"),
                            context.environment().get("AWS_LAMBDA_INITIALIZATION_TYPE"));
        }

        @Override
        public void close() {
            ended.add("closed " + number);
        }
    }

    private FunctionDefinition.Builder<String, String> sharing(int invocations) {
        return FunctionDefinition.builder("fn", String.class, String.class)
                .handlerFactory(init -> {
                    init.onShutdown(reason -> ended.add("hook " + reason));
                    return new Shared();
                })
                .configure(configuration -> configuration.contextConcurrency(invocations));
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

    // ---- one context, many invocations -----------------------------------------------------------------------------

    @Test
    @Rule({"LMI-1", "CTX-1", "CTX-14"})
    void invocations_at_once_share_a_handler_and_all_that_belongs_to_the_context_but_have_threads_of_their_own() {
        FunctionHandle<String, String> function = faas.deploy(sharing(4));

        List<CompletableFuture<InvocationResult<String>>> running = waiting(function, 4);
        assertThat(faas.faas().concurrentExecutions()).isEqualTo(4);
        open.countDown();

        assertThat(running)
                .allSatisfy(
                        result -> assertThat(Threads.get(result).payload()).isEqualTo("1 4 lambda-managed-instances"));
        assertThat(made).hasValue(1);
        assertThat(threads).hasSize(4).doesNotContain(Thread.currentThread());
        assertThat(directories).hasSize(1);
        assertThat(logStreams).hasSize(1);
        assertThat(Threads.start(() -> function.call("")))
                .satisfies(result ->
                        assertThat(Threads.get(result).report().coldStart()).isFalse());
    }

    @Test
    @Rule("LMI-1")
    void a_full_context_is_joined_by_another() {
        FunctionHandle<String, String> function = faas.deploy(sharing(2));

        List<CompletableFuture<InvocationResult<String>>> running = waiting(function, 5);
        open.countDown();

        running.forEach(Threads::get);
        assertThat(made).hasValue(3);
        assertThat(instances).containsExactlyInAnyOrder(1, 2, 3);
        assertThat(directories).hasSize(3);
    }

    @Test
    @Rule("LMI-1")
    void invocations_that_come_during_the_init_phase_wait_for_it() {
        CountDownLatch initializing = new CountDownLatch(1);
        FunctionHandle<String, Integer> function =
                faas.deploy(FunctionDefinition.builder("fn", String.class, Integer.class)
                        .handlerFactory(init -> {
                            int number = made.incrementAndGet();
                            Threads.await(initializing);
                            return (event, context) -> number;
                        })
                        .configure(configuration -> configuration.contextConcurrency(3))
                        .build());
        List<CompletableFuture<Integer>> calls = Stream.of("a", "b", "c")
                .map(event -> Threads.start(() -> function.invoke(event)))
                .toList();
        Threads.until(() -> faas.faas().concurrentExecutions() == 3);

        initializing.countDown();

        assertThat(calls).allSatisfy(call -> assertThat(Threads.get(call)).isEqualTo(1));
        assertThat(made).hasValue(1);
    }

    @Test
    @Rule("LMI-1")
    void an_init_phase_that_fails_is_tried_again_by_the_next() {
        FunctionHandle<String, String> function =
                faas.deploy(FunctionDefinition.builder("fn", String.class, String.class)
                        .handlerFactory(init -> {
                            if (made.incrementAndGet() < 3) {
                                throw new IllegalStateException("not yet");
                            }
                            return (event, context) -> "made";
                        })
                        .configure(configuration -> configuration.contextConcurrency(3))
                        .build());

        assertThat(function.call("").error().orElseThrow().errorMessage()).contains("not yet");
        assertThat(function.invoke("")).isEqualTo("made");
        assertThat(made).hasValue(3);
    }

    @Test
    void one_invocation_at_a_time_is_the_default_and_no_limit_is_told() {
        FunctionHandle<String, String> function = faas.deploy(sharing(1).executionMode(ExecutionMode.WORKER));

        List<CompletableFuture<InvocationResult<String>>> running = waiting(function, 2);
        open.countDown();

        assertThat(Threads.get(running.get(0)).payload()).endsWith("null on-demand");
        Threads.get(running.get(1));
        assertThat(made).hasValue(2);
    }

    // ---- errors ----------------------------------------------------------------------------------------------------

    @Test
    @Rule({"LMI-2", "LMI-5"})
    void an_error_resets_nothing_and_ends_no_other_invocation() {
        FunctionHandle<String, String> function = faas.deploy(sharing(2));
        CompletableFuture<InvocationResult<String>> other = waiting(function, 1).get(0);

        assertThat(function.call("fail").error().orElseThrow().errorMessage()).isEqualTo("failing");
        assertThat(function.call("overflow").error().orElseThrow().errorType())
                .isEqualTo("java.lang.StackOverflowError");
        assertThat(function.invoke("")).startsWith("1 ");

        assertThat(other).isNotDone();
        open.countDown();
        assertThat(Threads.get(other).payload()).startsWith("1 ");
        assertThat(made).hasValue(1);
        assertThat(ended).isEmpty();
    }

    @Test
    @Rule("LMI-2")
    void a_context_that_was_exited_is_replaced_when_its_other_invocations_have_ended() {
        FunctionHandle<String, String> function = faas.deploy(sharing(3));
        CompletableFuture<InvocationResult<String>> other = waiting(function, 1).get(0);

        assertThat(function.call("exit").error().orElseThrow().errorType()).isEqualTo("Runtime.ExitError");

        assertThat(function.invoke("")).startsWith("2 ");
        assertThat(ended).isEmpty();
        open.countDown();
        assertThat(Threads.get(other).payload()).startsWith("1 ");
        Threads.until(() -> ended.size() == 2);
        assertThat(ended).containsExactly("hook FAILURE", "closed 1");
    }

    // ---- timeouts --------------------------------------------------------------------------------------------------

    @Test
    @Rule("LMI-3")
    void a_timeout_ends_the_invocation_for_its_caller_while_its_code_goes_on() {
        CountDownLatch go = new CountDownLatch(1);
        List<String> seen = Collections.synchronizedList(new ArrayList<>());
        FunctionHandle<String, String> function = faas.deploy(FunctionDefinition.builder(
                        "fn", String.class, String.class)
                .timeout(Duration.ofSeconds(2))
                .handlerFactory(init -> {
                    made.incrementAndGet();
                    return (event, context) -> {
                        if (event.equals("slow")) {
                            entered.incrementAndGet();
                            Threads.await(go);
                            seen.add("%s %s".formatted(Thread.interrupted(), context.remainingTime()));
                        }
                        return "in time";
                    };
                })
                .configure(configuration -> configuration.contextConcurrency(2).maxContexts(1))
                .build());
        CompletableFuture<InvocationResult<String>> slow = Threads.start(() -> function.call("slow"));
        Threads.until(() -> entered.get() == 1);

        faas.advance(Duration.ofSeconds(3));

        assertThat(Threads.get(slow).error().orElseThrow().isTimeout()).isTrue();
        assertThat(faas.faas().leakedContexts()).isEqualTo(1);
        assertThat(faas.faas().concurrentExecutions()).isEqualTo(1);
        assertThat(function.invoke("quick")).isEqualTo("in time");
        assertThat(seen).isEmpty();

        go.countDown();
        Threads.until(() -> faas.faas().concurrentExecutions() == 0);
        assertThat(seen).containsExactly("false PT-1S");
        assertThat(faas.faas().leakedContexts()).isZero();
        assertThat(Stream.generate(() -> Threads.start(() -> function.invoke("quick")))
                        .limit(2))
                .allSatisfy(again -> assertThat(Threads.get(again)).isEqualTo("in time"));
        assertThat(made).hasValue(1);
    }

    @Test
    @Rule("LMI-3")
    void an_invocation_that_waits_for_the_init_phase_beyond_its_timeout_does_not_run() {
        CountDownLatch initializing = new CountDownLatch(1);
        FunctionHandle<String, String> function =
                faas.deploy(FunctionDefinition.builder("fn", String.class, String.class)
                        .timeout(Duration.ofSeconds(1))
                        .handlerFactory(init -> {
                            made.incrementAndGet();
                            Threads.awaitStubbornly(initializing);
                            return (event, context) -> "ran " + entered.incrementAndGet();
                        })
                        .configure(configuration -> configuration.contextConcurrency(3))
                        .build());
        List<CompletableFuture<InvocationResult<String>>> calls = Stream.of("a", "b", "c")
                .map(event -> Threads.start(() -> function.call(event)))
                .toList();
        Threads.until(() -> faas.faas().concurrentExecutions() == 3 && made.get() == 1);

        Threads.until(() -> {
            faas.advance(Duration.ofSeconds(10));
            return calls.stream().allMatch(CompletableFuture::isDone);
        });
        initializing.countDown();

        assertThat(calls)
                .allSatisfy(call -> assertThat(
                                Threads.get(call).error().orElseThrow().isTimeout())
                        .isTrue());
        Threads.until(() -> faas.faas().concurrentExecutions() == 0);
        assertThat(entered).hasValue(0);
        assertThat(faas.faas().leakedContexts()).isZero();
    }

    // ---- bounds ----------------------------------------------------------------------------------------------------

    @Test
    @Rule("LMI-4")
    void when_all_that_contexts_may_serve_is_running_the_next_is_throttled() {
        FunctionHandle<String, String> function =
                faas.deploy(sharing(2).configure(configuration -> configuration.maxContexts(2)));
        List<CompletableFuture<InvocationResult<String>>> running = waiting(function, 4);

        TooManyRequestsException throttle =
                catchThrowableOfType(TooManyRequestsException.class, () -> function.invoke(""));

        assertThat(throttle.reason()).isEqualTo(Reason.CONCURRENT_INVOCATION_LIMIT_EXCEEDED);
        assertThat(throttle.limit()).isEqualTo(4);
        open.countDown();
        running.forEach(Threads::get);
        assertThat(function.invoke("")).isNotEmpty();
        assertThat(made).hasValue(2);
    }

    @Test
    @Rule("LMI-4")
    void no_context_at_all_may_be_allowed() {
        FunctionHandle<String, String> function =
                faas.deploy(sharing(2).configure(configuration -> configuration.maxContexts(0)));

        assertThatThrownBy(() -> function.invoke("")).isInstanceOf(TooManyRequestsException.class);
    }

    // ---- life ------------------------------------------------------------------------------------------------------

    @Test
    @Rule({"LMI-1", "CTX-10"})
    void an_idle_context_ends_once_for_all() {
        FunctionHandle<String, String> function = faas.deploy(sharing(3));
        List<CompletableFuture<InvocationResult<String>>> running = waiting(function, 3);
        open.countDown();
        running.forEach(Threads::get);
        Threads.until(() -> faas.faas().concurrentExecutions() == 0);

        faas.advance(Duration.ofMinutes(11));

        Threads.until(() -> ended.size() == 2);
        assertThat(ended).containsExactly("hook SPINDOWN", "closed 1");
        Threads.until(() ->
                directories.stream().noneMatch(directory -> directory.toFile().exists()));
        assertThat(function.invoke("")).startsWith("2 ");
    }

    @Test
    @Rule("LMI-1")
    void close_ends_each_context_once() {
        FunctionHandle<String, String> function = faas.deploy(sharing(2));
        List<CompletableFuture<InvocationResult<String>>> running = waiting(function, 3);
        open.countDown();
        running.forEach(Threads::get);

        faas.close();

        assertThat(ended).containsExactlyInAnyOrder("hook SPINDOWN", "closed 1", "hook SPINDOWN", "closed 2");
    }

    // ---- settings --------------------------------------------------------------------------------------------------

    @Test
    @Rule({"LMI-1", "LMI-4"})
    void settings_name_what_is_wrong_with_them() {
        FunctionConfiguration.Builder settings = FunctionConfiguration.builder();

        assertThatThrownBy(() -> settings.contextConcurrency(0))
                .isInstanceOf(ValidationException.class)
                .hasMessageContaining("'0' at 'perExecutionEnvironmentMaxConcurrency'")
                .hasMessageContaining("greater than or equal to 1");
        assertThatThrownBy(() -> settings.contextConcurrency(1_601))
                .isInstanceOf(ValidationException.class)
                .hasMessageContaining("less than or equal to 1600");
        assertThatThrownBy(() -> settings.maxContexts(15_001))
                .isInstanceOf(ValidationException.class)
                .hasMessageContaining("less than or equal to 15000");
        assertThatThrownBy(() -> FunctionConfiguration.builder().maxContexts(3).build())
                .isInstanceOf(InvalidParameterValueException.class)
                .hasMessageContaining("maxContexts, here 3");
        assertThatThrownBy(() -> FunctionConfiguration.builder()
                        .contextConcurrency(3)
                        .tenantIsolation(true)
                        .build())
                .isInstanceOf(InvalidParameterValueException.class)
                .hasMessageContaining("tenantIsolation and a contextConcurrency of more than 1, here 3");
    }

    @Test
    void there_is_no_provisioned_concurrency_for_it() {
        faas.deploy(sharing(2));
        faas.faas().publish("fn");

        assertThat(Refusal.of(() -> faas.faas().functions().provisioned().put("fn:1", 1)))
                .isEqualTo(Refusal.invalidValue("Provisioned Concurrency Configs cannot be applied to functions with a "
                        + "context concurrency of more than 1."));
    }
}
