package io.faas4j.contexts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.faas4j.fixture.TestFaas;
import io.faas4j.fixture.Threads;
import io.faas4j.function.FunctionDefinition;
import io.faas4j.function.Handler;
import io.faas4j.function.ShutdownReason;
import io.faas4j.invocation.FunctionErrorException;
import io.faas4j.invocation.FunctionHandle;
import io.faas4j.invocation.InvocationReport;
import io.faas4j.invocation.InvocationResult;
import io.faas4j.rules.Rule;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ExecutionContextLifeTest {

    private final TestFaas faas = TestFaas.create();
    private final AtomicInteger made = new AtomicInteger();

    @AfterEach
    void close() {
        faas.close();
    }

    @Test
    @Rule({"CTX-1", "CTX-5"})
    void handler_is_made_once_and_its_state_survives_from_invocation_to_invocation() {
        FunctionHandle<String, Integer> count = faas.deploy(counter("count"));

        assertThat(List.of(count.invoke("a"), count.invoke("b"), count.invoke("c")))
                .containsExactly(1, 2, 3);
        assertThat(made).hasValue(1);
    }

    @Test
    @Rule("CTX-1")
    void context_serves_one_invocation_at_a_time() {
        FunctionHandle<Integer, String> recursive = faas.deploy(recursive());

        assertThat(recursive.invoke(2)).isEqualTo("1,2,3");
        assertThat(made).hasValue(3);
        assertThat(recursive.invoke(2).split(",", -1)).containsExactlyInAnyOrder("1", "2", "3");
        assertThat(made).hasValue(3);
    }

    @Test
    @Rule("CTX-6")
    void context_stays_warm_when_its_handler_throws() {
        FunctionHandle<String, Integer> failing =
                faas.deploy(FunctionDefinition.builder("failing", String.class, Integer.class)
                        .handlerFactory(init -> {
                            made.incrementAndGet();
                            int[] calls = {0};
                            return (event, context) -> {
                                switch (++calls[0]) {
                                    case 1 -> throw new IllegalStateException("no");
                                    case 2 -> throw new Exception("no");
                                    case 3 -> throw new AssertionError("no");
                                    default -> {}
                                }
                                return calls[0];
                            };
                        }));

        assertThatThrownBy(() -> failing.invoke("a")).isInstanceOf(FunctionErrorException.class);
        assertThatThrownBy(() -> failing.invoke("b")).isInstanceOf(FunctionErrorException.class);
        assertThatThrownBy(() -> failing.invoke("c")).isInstanceOf(FunctionErrorException.class);

        InvocationResult<Integer> fourth = failing.call("d");
        assertThat(fourth.payload()).isEqualTo(4);
        assertThat(fourth.report().coldStart()).isFalse();
        assertThat(made).hasValue(1);
    }

    @Test
    @Rule("CTX-11")
    void context_that_became_idle_last_is_used_first() {
        List<CountDownLatch> ends =
                List.of(new CountDownLatch(1), new CountDownLatch(1), new CountDownLatch(1), new CountDownLatch(1));
        AtomicReference<FunctionHandle<Integer, String>> self = new AtomicReference<>();
        FunctionHandle<Integer, String> function =
                faas.deploy(FunctionDefinition.builder("stack", Integer.class, String.class)
                        .handlerFactory(init -> {
                            int me = made.incrementAndGet();
                            return (event, context) -> {
                                if (event < 0) {
                                    Threads.await(ends.get(-event));
                                }
                                return me + (event > 0 ? "," + self.get().invoke(event - 1) : "");
                            };
                        }));
        self.set(function);
        CompletionStage<InvocationResult<String>> first = function.submit(-1);
        CompletionStage<InvocationResult<String>> second = function.submit(-2);
        CompletionStage<InvocationResult<String>> third = function.submit(-3);
        Threads.until(() -> made.get() == 3);
        ends.get(2).countDown();
        String middle = Threads.get(second).payload();
        ends.get(3).countDown();
        String last = Threads.get(third).payload();
        ends.get(1).countDown();
        String newest = Threads.get(first).payload();

        String order = Threads.get(onThreadThatNeverInvoked(() -> function.invoke(2)));

        assertThat(order).isEqualTo(newest + "," + last + "," + middle);
    }

    @Test
    @Rule({"CTX-11", "CTX-10"})
    void contexts_of_a_burst_age_out_under_the_load_that_follows() {
        List<ShutdownReason> ended = new ArrayList<>();
        AtomicReference<FunctionHandle<Integer, String>> self = new AtomicReference<>();
        FunctionHandle<Integer, String> function =
                faas.deploy(FunctionDefinition.builder("burst", Integer.class, String.class)
                        .handlerFactory(init -> {
                            int me = made.incrementAndGet();
                            init.onShutdown(reason -> {
                                synchronized (ended) {
                                    ended.add(reason);
                                }
                            });
                            return (event, context) ->
                                    me + (event > 0 ? "," + self.get().invoke(event - 1) : "");
                        }));
        self.set(function);
        function.invoke(2);

        for (int minute = 0; minute < 15; minute++) {
            faas.advance(Duration.ofMinutes(1));
            function.invoke(0);
        }

        Threads.until(() -> {
            synchronized (ended) {
                return ended.size() == 2;
            }
        });
        assertThat(ended).containsExactly(ShutdownReason.SPINDOWN, ShutdownReason.SPINDOWN);
        assertThat(made).hasValue(3);
    }

    @Test
    @Rule("CTX-12")
    void cold_start_happens_where_no_context_of_the_very_version_is_idle() {
        FunctionDefinition<String, Integer> definition = counter("count").build();
        FunctionHandle<String, Integer> latest = faas.deploy(definition);
        latest.invoke("");
        faas.faas().publish("count");

        InvocationResult<Integer> one = faas.faas().call("count:1", "", Integer.class);
        InvocationResult<Integer> again = faas.faas().call("count:1", "", Integer.class);

        assertThat(one.report().coldStart()).isTrue();
        assertThat(one.payload()).isEqualTo(1);
        assertThat(again.report().coldStart()).isFalse();
        assertThat(again.payload()).isEqualTo(2);
        assertThat(latest.call("").payload()).isEqualTo(2);
        assertThat(made).hasValue(2);
    }

    @Test
    @Rule("CTX-12")
    void change_of_the_configuration_alone_needs_new_contexts_too() {
        FunctionDefinition<String, Integer> definition = counter("count").build();
        FunctionHandle<String, Integer> count = faas.deploy(definition);
        count.invoke("");
        faas.faas()
                .deploy(definition.withConfiguration(
                        definition.configuration().with(settings -> settings.memoryInMb(256))));

        InvocationResult<Integer> updated = count.call("");

        assertThat(updated.report().coldStart()).isTrue();
        assertThat(updated.payload()).isEqualTo(1);
    }

    @Test
    @Rule("CTX-12")
    void busy_context_of_a_replaced_revision_finishes_and_is_then_ended() {
        CountDownLatch ended = new CountDownLatch(1);
        FunctionDefinition<String, String> next =
                FunctionDefinition.of("f", String.class, String.class, (e, c) -> "new");
        FunctionHandle<String, String> function =
                faas.deploy(FunctionDefinition.builder("f", String.class, String.class)
                        .handlerFactory(init -> {
                            init.onShutdown(reason -> ended.countDown());
                            return (event, context) -> {
                                faas.faas().deploy(next);
                                String nested = faas.faas().invoke("f", "", String.class);
                                return "old, not disturbed by the " + nested + ", ended " + (ended.getCount() == 0);
                            };
                        }));

        assertThat(function.invoke("")).isEqualTo("old, not disturbed by the new, ended false");
        Threads.await(ended);
        assertThat(function.invoke("")).isEqualTo("new");
    }

    @Test
    @Rule("CTX-12")
    void idle_context_of_a_replaced_revision_is_ended_at_once() {
        AtomicReference<ShutdownReason> why = new AtomicReference<>();
        FunctionHandle<String, String> function = faas.deploy(
                FunctionDefinition.builder("f", String.class, String.class).handlerFactory(init -> {
                    init.onShutdown(why::set);
                    return (event, context) -> "old";
                }));
        function.invoke("");

        faas.deploy(FunctionDefinition.of("f", String.class, String.class, (e, c) -> "new"));

        Threads.until(() -> why.get() == ShutdownReason.SPINDOWN);
    }

    @Test
    @Rule({"CTX-5", "CTX-19"})
    void report_tells_cold_start_from_warm_start_and_init_from_invoke_phase() {
        FunctionHandle<String, String> slow = faas.deploy(
                FunctionDefinition.builder("slow", String.class, String.class).handlerFactory(init -> {
                    faas.advanceMillis(250);
                    return working(40);
                }));

        InvocationReport cold = slow.call("").report();
        InvocationReport warm = slow.call("").report();

        assertThat(cold.coldStart()).isTrue();
        assertThat(cold.initDuration()).contains(Duration.ofMillis(250));
        assertThat(cold.duration()).isEqualTo(Duration.ofMillis(40));
        assertThat(cold.billedDuration()).isEqualTo(Duration.ofMillis(290));
        assertThat(warm.coldStart()).isFalse();
        assertThat(warm.initDuration()).isEmpty();
        assertThat(warm.duration()).isEqualTo(Duration.ofMillis(40));
        assertThat(warm.billedDuration()).isEqualTo(Duration.ofMillis(40));
    }

    private Handler<String, String> working(int millis) {
        return (event, context) -> {
            faas.advanceMillis(millis);
            return event;
        };
    }

    private FunctionDefinition.Builder<String, Integer> counter(String name) {
        return FunctionDefinition.builder(name, String.class, Integer.class).handlerFactory(init -> {
            made.incrementAndGet();
            int[] calls = {0};
            return (event, context) -> ++calls[0];
        });
    }

    /** Says which contexts it ran in, from the outermost call to the innermost. */
    private FunctionDefinition<Integer, String> recursive() {
        return FunctionDefinition.builder("recursive", Integer.class, String.class)
                .handlerFactory(init -> {
                    int me = made.incrementAndGet();
                    return (event, context) ->
                            event == 0 ? "" + me : me + "," + faas.faas().invoke("recursive", event - 1, String.class);
                })
                .build();
    }

    /** A thread finds again the context it used last; its place may be another thread's whose id is a multiple away. */
    private static <T> CompletableFuture<T> onThreadThatNeverInvoked(java.util.concurrent.Callable<T> task) {
        long mine = Thread.currentThread().getId();
        CompletableFuture<T> future = new CompletableFuture<>();
        Thread thread;
        do {
            thread = new Thread(() -> {
                try {
                    future.complete(task.call());
                } catch (Exception e) {
                    future.completeExceptionally(e);
                }
            });
        } while ((thread.getId() - mine) % 16 == 0);
        thread.start();
        return future;
    }
}
