package io.faas4j.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import io.faas4j.error.InvalidParameterValueException;
import io.faas4j.error.ResourceNotFoundException;
import io.faas4j.error.ServiceException;
import io.faas4j.function.ClientContext;
import io.faas4j.function.Context;
import io.faas4j.function.ExecutionMode;
import io.faas4j.function.FunctionDefinition;
import io.faas4j.function.FunctionRef;
import io.faas4j.function.Handler;
import io.faas4j.invocation.FunctionErrorException;
import io.faas4j.invocation.FunctionHandle;
import io.faas4j.invocation.InvocationRequest;
import io.faas4j.invocation.InvocationResult;
import io.faas4j.invocation.InvokeOptions;
import io.faas4j.runtime.time.RandomSource;
import io.faas4j.runtime.time.TimeSource;
import io.faas4j.runtime.time.VirtualTime;
import io.faas4j.runtime.time.WorkerThreads;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What goes wrong beside the handler's own code costs neither a place nor a context nor an answer. */
class FailuresAroundTheHandlerTest {

    private static final Duration TIMEOUT = Duration.ofSeconds(3);
    private static final Duration INIT_LIMIT = Duration.ofSeconds(10);

    private final VirtualTime time = VirtualTime.create();
    private final AtomicBoolean threadsFail = new AtomicBoolean();
    private final AtomicBoolean threadsAreLate = new AtomicBoolean();
    private final AtomicBoolean randomFails = new AtomicBoolean();
    private final AtomicBoolean stepAside = new AtomicBoolean();
    private final AtomicBoolean clockFails = new AtomicBoolean();
    private final FunctionRuntime runtime = new FunctionRuntime(RuntimeSettings.builder()
            .time(new SteppingTime())
            .threads(this::thread)
            .random(this::random)
            .initLimit(INIT_LIMIT)
            .concurrency(1)
            .unreservedMinimum(0)
            .build());

    @AfterEach
    void close() {
        threadsFail.set(false);
        runtime.close();
    }

    private Thread thread(String name, Runnable body) {
        if (threadsFail.get()) {
            throw new OutOfMemoryError("unable to create native thread");
        }
        if (threadsAreLate.getAndSet(false)) {
            time.advance(INIT_LIMIT.plus(TIMEOUT));
        }
        return WorkerThreads.platform().newThread(name, body);
    }

    private long random() {
        if (randomFails.get()) {
            throw new IllegalStateException("no entropy");
        }
        return RandomSource.system().nextLong();
    }

    private <I, O> FunctionHandle<I, O> deploy(FunctionDefinition<I, O> function) {
        runtime.functions().deploy(function);
        return runtime.handle(
                FunctionRef.parse(function.name()),
                function.eventType().type(),
                function.resultType().type());
    }

    private static FunctionDefinition.Builder<String, String> function(ExecutionMode mode) {
        return FunctionDefinition.builder("f", String.class, String.class)
                .executionMode(mode)
                .timeout(TIMEOUT);
    }

    private static String failUnlessOk(String event, Throwable failure) throws Exception {
        if (event.equals("ok")) {
            return event;
        }
        if (failure instanceof Error error) {
            throw error;
        }
        throw (Exception) failure;
    }

    // ---- answers ---------------------------------------------------------------------------------------------------

    private static final class UnreadableException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        @Override
        public String getMessage() {
            throw new IllegalStateException("no message");
        }
    }

    @ParameterizedTest
    @EnumSource(ExecutionMode.class)
    void an_exception_that_cannot_be_read_is_a_function_error(ExecutionMode mode) {
        var f = deploy(function(mode)
                .handler((event, context) -> failUnlessOk(event, new UnreadableException()))
                .build());

        InvocationResult<String> result = assertTimeoutPreemptively(Duration.ofSeconds(10), () -> f.call("bad"));

        assertThat(result.error().orElseThrow().errorMessage()).isEqualTo(UnreadableException.class.getName());
        assertThat(f.invoke("ok")).isEqualTo("ok");
    }

    @Test
    void an_error_message_that_is_no_unicode_text_is_written_all_the_same() {
        deploy(function(ExecutionMode.CALLER)
                .handler((event, context) -> failUnlessOk(event, new IllegalArgumentException("half: \ud800!")))
                .build());

        var response = runtime.invoke(InvocationRequest.of("f", "\"bad\""));

        assertThat(response.payloadAsText()).contains("\"errorMessage\":\"half: \ufffd!\"");
    }

    // ---- threads ---------------------------------------------------------------------------------------------------

    @Test
    void an_invocation_whose_thread_cannot_be_started_gives_its_place_back() {
        var f = deploy(function(ExecutionMode.WORKER)
                .handler((event, context) -> event)
                .build());
        threadsFail.set(true);
        assertThatThrownBy(() -> f.invoke("a"))
                .isInstanceOf(ServiceException.class)
                .hasCauseInstanceOf(OutOfMemoryError.class);
        threadsFail.set(false);

        assertThat(f.invoke("b")).isEqualTo("b");
        assertThat(runtime.concurrentExecutions()).isZero();
    }

    private static final class Closing implements Handler<String, String>, AutoCloseable {
        @Override
        public String handle(String event, Context context) throws Exception {
            return failUnlessOk(event, new StackOverflowError());
        }

        @Override
        public void close() {}
    }

    @Test
    void a_context_that_is_reset_without_a_thread_for_its_hooks_serves_again() {
        var f = deploy(function(ExecutionMode.CALLER)
                .handlerFactory(init -> new Closing())
                .build());
        threadsFail.set(true);

        assertThatThrownBy(() -> f.invoke("bad")).isInstanceOf(FunctionErrorException.class);
        assertThat(f.invoke("ok")).isEqualTo("ok");
    }

    @Test
    void deadlines_go_on_after_a_context_was_removed_without_a_thread_for_its_hooks() throws Exception {
        var latch = new CountDownLatch(1);
        runtime.functions()
                .deploy(FunctionDefinition.builder("old", String.class, String.class)
                        .handlerFactory(init -> new Closing())
                        .build());
        runtime.invoke(InvocationRequest.of("old", "\"ok\""));
        time.advance(Duration.ofMinutes(9));
        var f = deploy(function(ExecutionMode.WORKER)
                .handler((event, context) -> {
                    if (event.equals("wait")) {
                        latch.await();
                    }
                    return event;
                })
                .build());
        f.invoke("warm");

        threadsFail.set(true);
        time.advance(Duration.ofMinutes(2));
        var waiting = f.submit("wait").toCompletableFuture();
        for (int i = 0; i < 10; i++) {
            time.advance(TIMEOUT);
        }

        // By the deadline's sweep or by the interrupted handler's thread, whoever is first.
        assertThat(waiting.get(30, TimeUnit.SECONDS).error().orElseThrow().isTimeout())
                .isTrue();
        latch.countDown();
    }

    @Test
    void a_hook_that_throws_an_error_does_not_keep_the_others_from_running() {
        List<String> ran = new CopyOnWriteArrayList<>();
        var f = deploy(function(ExecutionMode.CALLER)
                .handlerFactory(init -> {
                    init.onShutdown(reason -> ran.add("first added"));
                    init.onShutdown(reason -> {
                        throw new StackOverflowError();
                    });
                    return (event, context) -> event;
                })
                .build());
        f.invoke("a");

        runtime.close();

        assertThat(ran).containsExactly("first added");
    }

    @Test
    void an_event_whose_thread_cannot_be_started_is_not_kept() {
        FunctionDefinition<Object, String> counted = FunctionDefinition.builder("o", Object.class, String.class)
                .executionMode(ExecutionMode.WORKER)
                .handler((event, context) -> "ok")
                .build();
        var f = deploy(counted);
        threadsFail.set(true);
        var event = new WeakReference<>(submit(f));

        await(() -> {
            System.gc();
            return event.get() == null;
        });
    }

    @Test
    void an_idle_context_keeps_nothing_of_its_last_invocation() {
        var f = deploy(function(ExecutionMode.WORKER)
                .handler((event, context) -> event)
                .build());
        var client = new WeakReference<>(invokeWithClient(f));

        await(() -> {
            System.gc();
            return client.get() == null;
        });
        assertThat(f.invoke("b")).isEqualTo("b");
    }

    private static ClientContext invokeWithClient(FunctionHandle<String, String> f) {
        ClientContext client = new ClientContext(Map.of("app", "test"), Map.of(), Map.of());
        f.with(InvokeOptions.NONE.clientContext(client)).invoke("a");
        return client;
    }

    private static Object submit(FunctionHandle<Object, String> f) {
        Object event = List.of(new AtomicBoolean());
        f.submit(event);
        return event;
    }

    // ---- places ----------------------------------------------------------------------------------------------------

    @Test
    void a_context_that_cannot_be_made_gives_its_place_back() {
        var f = deploy(function(ExecutionMode.CALLER)
                .handler((event, context) -> event)
                .build());
        randomFails.set(true);
        assertThatThrownBy(() -> f.invoke("a")).isInstanceOf(IllegalStateException.class);
        randomFails.set(false);

        assertThat(f.invoke("b")).isEqualTo("b");
    }

    @ParameterizedTest
    @EnumSource(ExecutionMode.class)
    void what_fails_after_the_handler_gives_the_context_and_its_place_back(ExecutionMode mode) {
        var f = deploy(function(mode)
                .handler((event, context) -> {
                    clockFails.set(event.equals("bad"));
                    return event;
                })
                .build());

        for (int i = 0; i < 3; i++) {
            assertThatThrownBy(() -> f.invoke("bad")).hasStackTraceContaining("no clock");
            assertThat(f.invoke("ok")).isEqualTo("ok");
        }
        await(() -> runtime.concurrentExecutions() == 0);
    }

    @ParameterizedTest
    @EnumSource(ExecutionMode.class)
    void what_fails_after_the_making_of_a_handler_gives_the_context_and_its_place_back(ExecutionMode mode) {
        var f = deploy(function(mode)
                .handlerFactory(init -> {
                    clockFails.set(true);
                    return (event, context) -> event;
                })
                .build());

        assertThatThrownBy(() -> f.invoke("a")).hasStackTraceContaining("no clock");

        assertThat(f.invoke("b")).isEqualTo("b");
        await(() -> runtime.concurrentExecutions() == 0);
    }

    @Test
    void what_fails_after_an_init_phase_over_its_limit_leaves_the_caller_uninterrupted() {
        var f = deploy(function(ExecutionMode.CALLER)
                .handlerFactory(init -> {
                    time.advance(INIT_LIMIT);
                    clockFails.set(true);
                    return (event, context) -> event;
                })
                .build());

        assertThatThrownBy(() -> f.invoke("a")).hasStackTraceContaining("no clock");

        assertThat(Thread.interrupted()).isFalse();
        assertThat(runtime.concurrentExecutions()).isZero();
    }

    @Test
    void a_reservation_never_goes_to_a_function_that_is_being_deleted() throws Exception {
        FunctionDefinition<String, String> f = function(ExecutionMode.CALLER)
                .handler((event, context) -> event)
                .build();
        var stop = new AtomicBoolean();
        var reserver = CompletableFuture.runAsync(
                () -> {
                    while (!stop.get()) {
                        try {
                            runtime.functions().putConcurrency("f", 1);
                        } catch (ResourceNotFoundException | InvalidParameterValueException deleted) {
                            Thread.onSpinWait();
                        }
                    }
                },
                task -> new Thread(task).start());
        for (int i = 0; i < 20_000; i++) {
            runtime.functions().deploy(f);
            runtime.functions().delete("f");
        }
        stop.set(true);
        reserver.get();

        runtime.functions().deploy(f);
        runtime.functions().putConcurrency("f", 1);
    }

    // ---- deadlines -------------------------------------------------------------------------------------------------

    @Test
    void the_callers_own_interrupt_that_a_late_handler_used_up_is_kept() {
        var f = deploy(function(ExecutionMode.CALLER)
                .handler((event, context) -> {
                    time.advance(TIMEOUT.multipliedBy(2));
                    new CountDownLatch(1).await();
                    return event;
                })
                .build());
        Thread.currentThread().interrupt();

        InvocationResult<String> result = f.call("a");

        assertThat(Thread.interrupted()).isTrue();
        assertThat(result.error().orElseThrow().isTimeout()).isTrue();
    }

    @Test
    void a_deadline_that_passed_before_the_handler_ran_does_not_time_out_the_next_invocation() {
        var f = deploy(function(ExecutionMode.WORKER)
                .handler((event, context) -> event)
                .build());
        threadsAreLate.set(true);
        assertThat(f.call("a").error().orElseThrow().isTimeout()).isTrue();
        await(() -> runtime.concurrentExecutions() == 0);

        stepAside.set(true);
        InvocationResult<String> result = f.call("b");

        assertThat(stepAside).isFalse();
        assertThat(result.error()).isEmpty();
    }

    private static void await(BooleanSupplier condition) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - end > 0) {
                throw new AssertionError("it did not come about");
            }
            Thread.onSpinWait();
        }
    }

    /** Virtual time in which, once, a sweep runs when the time is asked for: between a borrowing and its deadline. */
    private final class SteppingTime implements TimeSource {
        @Override
        public Instant now() {
            return time.now();
        }

        @Override
        public long nanoTime() {
            if (clockFails.getAndSet(false)) {
                throw new IllegalStateException("no clock");
            }
            if (stepAside.getAndSet(false)) {
                time.advance(TIMEOUT.multipliedBy(2));
            }
            return time.nanoTime();
        }

        @Override
        public Cancellable schedule(Duration delay, Runnable task) {
            return time.schedule(delay, task);
        }

        @Override
        public Cancellable scheduleHousekeeping(Duration delay, Runnable task) {
            return time.scheduleHousekeeping(delay, task);
        }

        @Override
        public boolean await(Future<?> done, Duration limit) throws InterruptedException {
            return time.await(done, limit);
        }

        @Override
        public void close() {
            time.close();
        }
    }
}
