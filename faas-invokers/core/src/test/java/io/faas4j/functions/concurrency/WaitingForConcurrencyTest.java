package io.faas4j.functions.concurrency;

import static io.faas4j.functions.Gate.answering;
import static io.faas4j.functions.concurrency.Throttle.byReservation;
import static io.faas4j.functions.concurrency.Throttle.byTotal;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.faas4j.Faas;
import io.faas4j.error.InvocationInterruptedException;
import io.faas4j.error.ResourceNotFoundException;
import io.faas4j.error.ServiceException;
import io.faas4j.error.TooManyRequestsException;
import io.faas4j.fixture.TestFaas;
import io.faas4j.fixture.Threads;
import io.faas4j.function.FunctionDefinition;
import io.faas4j.functions.Gate;
import io.faas4j.invocation.FunctionHandle;
import io.faas4j.invocation.InvocationResult;
import io.faas4j.invocation.InvokeOptions;
import io.faas4j.rules.Rule;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A caller may wait for concurrency instead of being throttled. Virtual time stands still unless the test moves it. */
class WaitingForConcurrencyTest {

    private static final Duration LONG = Duration.ofMinutes(1);

    private final List<TestFaas> opened = new ArrayList<>();
    private final Gate gate = new Gate("done");

    @AfterEach
    void close() {
        opened.forEach(TestFaas::close);
    }

    /** Waits for real threads as long as it takes. */
    private TestFaas patient(Consumer<Faas.Builder> settings) {
        return opened(TestFaas.patient(builder -> settings.accept(builder.unreservedMinimum(0))));
    }

    /** Goes on to the end of a wait by itself. */
    private TestFaas skipping(Consumer<Faas.Builder> settings) {
        return opened(TestFaas.with(builder -> settings.accept(builder.unreservedMinimum(0))));
    }

    private TestFaas opened(TestFaas faas) {
        opened.add(faas);
        return faas;
    }

    private FunctionDefinition<String, String> gated(String name) {
        return FunctionDefinition.builder(name, String.class, String.class)
                .handler(gate)
                .timeout(Duration.ofMinutes(15))
                .build();
    }

    private static FunctionHandle<String, String> waiting(TestFaas faas, String function, Duration maxWait) {
        return faas.faas().function(function, String.class, String.class).with(InvokeOptions.NONE.maxWait(maxWait));
    }

    /** An invocation that is seen to wait. */
    private static final class Queued<T> {
        private final CompletableFuture<T> result = new CompletableFuture<>();
        private final Thread thread;
        private volatile boolean interruptedAfterwards;

        Queued(Callable<T> call) {
            this.thread = new Thread(() -> run(call), "queued");
            thread.setDaemon(true);
            thread.start();
            Threads.until(() -> result.isDone() || thread.getState() == Thread.State.TIMED_WAITING);
        }

        private void run(Callable<T> call) {
            try {
                T value = call.call();
                interruptedAfterwards = Thread.interrupted();
                result.complete(value);
            } catch (Throwable refused) {
                interruptedAfterwards = Thread.interrupted();
                result.completeExceptionally(refused);
            }
        }

        boolean isWaiting() {
            return !result.isDone();
        }

        T get() {
            return Threads.get(result);
        }

        @Nullable
        Throwable refusal() {
            Threads.until(result::isDone);
            return catchThrowable(result::join).getCause();
        }
    }

    private static Queued<InvocationResult<String>> queue(TestFaas faas, String function) {
        FunctionHandle<String, String> handle = waiting(faas, function, LONG);
        Queued<InvocationResult<String>> queued = new Queued<>(() -> handle.call("event"));
        assertThat(queued.isWaiting()).isTrue();
        return queued;
    }

    // ---- getting a place -------------------------------------------------------------------------------------------

    @Test
    void whoever_waits_gets_the_place_of_an_invocation_that_ends_and_is_told_how_long_it_took() {
        TestFaas faas = patient(settings -> settings.concurrency(1));
        faas.faas().deploy(gated("fn"));
        Gate.Held running = gate.hold(faas.faas(), "fn");
        Queued<InvocationResult<String>> waits = queue(faas, "fn");
        assertThat(faas.faas().concurrentExecutions()).isEqualTo(1);

        faas.advanceMillis(70);
        running.letGo();

        assertThat(waits.get().payload()).isEqualTo("done");
        assertThat(waits.get().report().queueWait()).isEqualTo(Duration.ofMillis(70));
        assertThat(waits.get().report().duration()).isZero();
    }

    @Test
    void without_need_nobody_waits() {
        TestFaas faas = patient(settings -> settings.concurrency(1));
        faas.faas().deploy(gated("fn"));
        faas.faas().deploy(gated("other"));
        faas.faas().invoke("other", "event", String.class);
        FunctionHandle<String, String> handle = waiting(faas, "fn", LONG);

        assertThat(handle.call("cold").report().queueWait()).isZero();
        assertThat(handle.call("warm").report().queueWait()).isZero();
        assertThat(handle.invoke("warm")).isEqualTo("done");
    }

    @Test
    void who_came_first_is_served_first() {
        TestFaas faas = patient(settings -> settings.concurrency(1));
        List<String> served = Collections.synchronizedList(new ArrayList<>());
        faas.faas().deploy(gated("gated"));
        faas.faas().deploy(FunctionDefinition.of("fn", String.class, String.class, (event, context) -> {
            served.add(event);
            return event;
        }));
        Gate.Held running = gate.hold(faas.faas(), "gated");
        FunctionHandle<String, String> handle = waiting(faas, "fn", LONG);
        List<Queued<String>> queue = Stream.of("1", "2", "3", "4")
                .map(event -> new Queued<>(() -> handle.invoke(event)))
                .toList();

        running.letGo();

        assertThat(queue).extracting(Queued::get).containsExactly("1", "2", "3", "4");
        assertThat(served).containsExactly("1", "2", "3", "4");
    }

    @Test
    void functions_take_turns() {
        TestFaas faas = patient(settings -> settings.concurrency(1));
        List<String> served = Collections.synchronizedList(new ArrayList<>());
        faas.faas().deploy(gated("gated"));
        Stream.of("a", "b")
                .forEach(name -> faas.faas()
                        .deploy(FunctionDefinition.of(name, String.class, String.class, (event, context) -> {
                            served.add(event);
                            return event;
                        })));
        Gate.Held running = gate.hold(faas.faas(), "gated");
        List<Queued<String>> queue = Stream.of("a1", "a2", "a3", "b1", "b2")
                .map(event -> new Queued<>(
                        () -> waiting(faas, event.substring(0, 1), LONG).invoke(event)))
                .toList();

        running.letGo();
        queue.forEach(Queued::get);

        assertThat(served).containsExactly("a1", "b1", "a2", "b2", "a3");
    }

    @Test
    void newcomers_who_do_not_wait_are_throttled_while_others_wait() {
        TestFaas faas = patient(settings -> settings.concurrency(3));
        faas.faas().deploy(gated("fn"));
        faas.faas().deploy(answering("other", "free"));
        faas.faas().functions().putConcurrency("fn", 1);
        Gate.Held running = gate.hold(faas.faas(), "fn");
        Queued<InvocationResult<String>> waits = queue(faas, "fn");

        assertThat(Throttle.of(() -> faas.faas().invoke("fn", "event", String.class)))
                .isEqualTo(byReservation("fn", 1));
        assertThat(faas.faas().invoke("other", "event", String.class)).isEqualTo("free");

        running.letGo();
        waits.get();
        assertThat(faas.faas().invoke("fn", "event", String.class)).isEqualTo("done");
    }

    @Test
    void submit_waits_too() {
        TestFaas faas = patient(settings -> settings.concurrency(1));
        faas.faas().deploy(gated("fn"));
        Gate.Held running = gate.hold(faas.faas(), "fn");
        FunctionHandle<String, String> handle = waiting(faas, "fn", LONG);
        Queued<InvocationResult<String>> waits = new Queued<>(() -> Threads.get(handle.submit("event")));

        faas.advanceMillis(20);
        running.letGo();

        assertThat(waits.get().payload()).isEqualTo("done");
        assertThat(waits.get().report().queueWait()).isEqualTo(Duration.ofMillis(20));
    }

    // ---- which limit -----------------------------------------------------------------------------------------------

    @Test
    void a_place_of_another_function_will_do_where_the_limit_is_of_all() {
        TestFaas faas = patient(settings -> settings.concurrency(2));
        faas.faas().deploy(gated("a"));
        faas.faas().deploy(gated("b"));
        Gate.Held first = gate.hold(faas.faas(), "a");
        Gate.Held second = gate.hold(faas.faas(), "a");
        Queued<InvocationResult<String>> waits = queue(faas, "b");

        first.letGo();

        assertThat(waits.get().payload()).isEqualTo("done");
        second.letGo();
    }

    @Test
    void an_unreserved_place_is_waited_for_though_reserved_ones_are_free() {
        TestFaas faas = patient(settings -> settings.concurrency(2));
        faas.faas().deploy(gated("mine"));
        faas.faas().deploy(gated("other"));
        faas.faas().functions().putConcurrency("mine", 1);
        Gate.Held unreserved = gate.hold(faas.faas(), "other");
        Queued<InvocationResult<String>> waits = queue(faas, "other");

        Gate.Held reserved = gate.hold(faas.faas(), "mine");
        reserved.letGo();
        assertThat(waits.isWaiting()).isTrue();
        unreserved.letGo();

        assertThat(waits.get().payload()).isEqualTo("done");
    }

    @Test
    @Rule("CONC-20")
    void a_raised_reservation_serves_who_waits() {
        TestFaas faas = patient(settings -> settings.concurrency(4));
        faas.faas().deploy(gated("fn"));
        faas.faas().functions().putConcurrency("fn", 0);
        List<Queued<InvocationResult<String>>> wait = List.of(queue(faas, "fn"), queue(faas, "fn"));

        faas.faas().functions().putConcurrency("fn", 1);

        assertThat(wait).allSatisfy(queued -> assertThat(queued.get().payload()).isEqualTo("done"));
    }

    @Test
    @Rule("CONC-20")
    void a_reservation_given_up_serves_who_waits_for_it_and_who_waits_for_what_it_kept() {
        TestFaas faas = patient(settings -> settings.concurrency(3));
        faas.faas().deploy(gated("fn"));
        faas.faas().deploy(gated("other"));
        faas.faas().functions().putConcurrency("fn", 1);
        Gate.Held mine = gate.hold(faas.faas(), "fn");
        Gate.Held first = gate.hold(faas.faas(), "other");
        Queued<InvocationResult<String>> waitsForReserved = queue(faas, "fn");

        faas.faas().functions().deleteConcurrency("fn");

        assertThat(waitsForReserved.get().payload()).isEqualTo("done");
        faas.faas().functions().putConcurrency("fn", 2);
        Queued<InvocationResult<String>> waitsForUnreserved = queue(faas, "other");
        faas.faas().functions().deleteConcurrency("fn");
        assertThat(waitsForUnreserved.get().payload()).isEqualTo("done");
        mine.letGo();
        first.letGo();
    }

    @Test
    void housekeeping_does_not_let_idle_contexts_keep_places_that_somebody_waits_for() {
        TestFaas faas = patient(settings -> settings.concurrency(2));
        faas.faas().deploy(gated("a"));
        faas.faas().deploy(gated("b"));
        Gate.Held first = gate.hold(faas.faas(), "a");
        Gate.Held second = gate.hold(faas.faas(), "a");
        FunctionHandle<String, String> handle = waiting(faas, "b", Duration.ofMinutes(15));
        Queued<InvocationResult<String>> waits = new Queued<>(() -> handle.call("event"));

        for (int i = 0; i < 100; i++) {
            faas.advance(Duration.ofSeconds(5));
        }
        second.letGo();

        assertThat(waits.get().payload()).isEqualTo("done");
        first.letGo();
    }

    // ---- giving up -------------------------------------------------------------------------------------------------

    @Test
    @Rule("CONC-19")
    void a_wait_that_is_over_ends_in_the_throttle() {
        TestFaas faas = skipping(settings -> settings.concurrency(2));
        faas.faas().deploy(gated("fn"));
        faas.faas().functions().putConcurrency("fn", 1);
        Gate.Held running = gate.hold(faas.faas(), "fn");
        long before = faas.time().nanoTime();

        FunctionHandle<String, String> handle = waiting(faas, "fn", Duration.ofMillis(250));
        assertThat(Throttle.of(() -> handle.invoke("event"))).isEqualTo(byReservation("fn", 1));

        assertThat(faas.time().nanoTime() - before)
                .isEqualTo(Duration.ofMillis(250).toNanos());
        running.letGo();
        assertThat(faas.faas().invoke("fn", "event", String.class)).isEqualTo("done");
    }

    @Test
    void an_interrupt_ends_the_wait_and_is_kept() {
        TestFaas faas = patient(settings -> settings.concurrency(1));
        faas.faas().deploy(gated("fn"));
        Gate.Held running = gate.hold(faas.faas(), "fn");
        Queued<InvocationResult<String>> interrupted = queue(faas, "fn");
        Queued<InvocationResult<String>> next = queue(faas, "fn");

        interrupted.thread.interrupt();

        assertThat(interrupted.refusal())
                .isInstanceOf(InvocationInterruptedException.class)
                .hasCauseInstanceOf(InterruptedException.class)
                .hasMessageContaining("'fn'");
        assertThat(interrupted.interruptedAfterwards).isTrue();
        assertThat(next.isWaiting()).isTrue();
        running.letGo();
        assertThat(next.get().payload()).isEqualTo("done");
    }

    @Test
    void only_so_many_may_wait_for_one_function() {
        TestFaas faas = patient(settings -> settings.concurrency(1).configure(runtime -> runtime.maxWaiting(2)));
        faas.faas().deploy(gated("fn"));
        faas.faas().deploy(gated("other"));
        Gate.Held running = gate.hold(faas.faas(), "fn");
        Queued<InvocationResult<String>> first = queue(faas, "fn");
        Queued<InvocationResult<String>> second = queue(faas, "fn");

        assertThat(Throttle.of(() -> waiting(faas, "fn", LONG).invoke("event"))).isEqualTo(byTotal("fn", 1));

        Queued<InvocationResult<String>> elsewhere = queue(faas, "other");
        running.letGo();
        assertThat(Stream.of(first, second, elsewhere))
                .allSatisfy(queued -> assertThat(queued.get().payload()).isEqualTo("done"));
    }

    @Test
    void a_nested_invocation_waits_no_longer_than_its_caller_may_run() {
        TestFaas faas = skipping(settings -> settings.concurrency(2));
        faas.faas().deploy(gated("inner"));
        faas.faas().functions().putConcurrency("inner", 1);
        List<@Nullable Throwable> seen = Collections.synchronizedList(new ArrayList<>());
        FunctionHandle<String, String> outer =
                faas.deploy(FunctionDefinition.builder("outer", String.class, String.class)
                        .timeout(Duration.ofSeconds(2))
                        .handler((event, context) -> {
                            seen.add(catchThrowable(() -> waiting(faas, "inner", Duration.ofMinutes(10))
                                    .invoke(event)));
                            return "over";
                        })
                        .build());
        Gate.Held running = gate.hold(faas.faas(), "inner");
        long before = faas.time().nanoTime();

        InvocationResult<String> result = outer.call("event");

        assertThat(result.error().orElseThrow().isTimeout()).isTrue();
        assertThat(faas.time().nanoTime() - before)
                .isEqualTo(Duration.ofSeconds(2).toNanos());
        assertThat(seen)
                .hasSize(1)
                .allSatisfy(refused -> assertThat(refused)
                        .isInstanceOfAny(TooManyRequestsException.class, InvocationInterruptedException.class));
        running.letGo();
    }

    // ---- changes while somebody waits ------------------------------------------------------------------------------

    @Test
    void who_waits_while_the_function_is_updated_runs_on_what_is_new() {
        TestFaas faas = patient(settings -> settings.concurrency(1));
        faas.faas().deploy(gated("fn"));
        Gate.Held running = gate.hold(faas.faas(), "fn");
        Queued<InvocationResult<String>> first = queue(faas, "fn");
        Queued<InvocationResult<String>> second = queue(faas, "fn");

        faas.faas().deploy(answering("fn", "new"));
        assertThat(first.isWaiting()).isTrue();
        running.letGo();

        assertThat(first.get().payload()).isEqualTo("new");
        assertThat(second.get().payload()).isEqualTo("new");
    }

    @Test
    void who_waits_while_the_function_is_deleted_is_told_so() {
        TestFaas faas = patient(settings -> settings.concurrency(1));
        faas.faas().deploy(gated("fn"));
        Gate.Held running = gate.hold(faas.faas(), "fn");
        Queued<InvocationResult<String>> waits = queue(faas, "fn");

        faas.faas().functions().delete("fn");

        assertThat(waits.refusal()).isInstanceOf(ResourceNotFoundException.class);
        running.letGo();
    }

    @Test
    void who_waits_while_the_library_is_closed_is_told_so() {
        TestFaas faas = patient(settings -> settings.concurrency(1));
        faas.faas().deploy(gated("fn"));
        Gate.Held running = gate.hold(faas.faas(), "fn");
        Queued<InvocationResult<String>> waits = queue(faas, "fn");

        CompletableFuture<Object> closing = Threads.start(() -> {
            faas.close();
            return "closed";
        });

        assertThat(waits.refusal()).isInstanceOf(ServiceException.class).hasMessage("The runtime is closed.");
        running.letGo();
        assertThat(Threads.get(closing)).isEqualTo("closed");
    }
}
