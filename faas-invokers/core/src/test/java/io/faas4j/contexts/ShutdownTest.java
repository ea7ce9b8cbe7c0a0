package io.faas4j.contexts;

import static org.assertj.core.api.Assertions.assertThat;

import io.faas4j.fixture.TestFaas;
import io.faas4j.fixture.Threads;
import io.faas4j.function.Context;
import io.faas4j.function.FunctionDefinition;
import io.faas4j.function.Handler;
import io.faas4j.function.InitContext;
import io.faas4j.function.StreamHandler;
import io.faas4j.invocation.FunctionHandle;
import io.faas4j.invocation.InvocationRequest;
import io.faas4j.rules.Rule;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@Rule("CTX-13")
class ShutdownTest {

    private static final List<String> steps = new CopyOnWriteArrayList<>();

    private final TestFaas faas = TestFaas.patient(builder -> {});

    @BeforeEach
    void begin() {
        steps.clear();
    }

    @AfterEach
    void close() {
        faas.close();
    }

    /** Notes that it was closed. */
    static class Closing implements Handler<String, String>, AutoCloseable {
        @Override
        public String handle(String event, Context context) {
            return switch (event) {
                case "fatal" -> throw new OutOfMemoryError("test");
                case "exit" -> throw context.exit(0);
                default -> event;
            };
        }

        @Override
        public void close() {
            steps.add("closed");
        }
    }

    static final class WithHooks extends Closing {
        WithHooks(InitContext init) {
            init.onShutdown(reason -> steps.add("first " + reason));
            init.onShutdown(reason -> steps.add("second " + reason));
        }
    }

    static final class ClosingStream implements StreamHandler, AutoCloseable {
        @Override
        public void handle(InputStream input, OutputStream output, Context context) {}

        @Override
        public void close() {
            steps.add("closed");
        }
    }

    @Test
    void hooks_run_last_in_first_out_and_then_the_handler_is_closed() {
        deployed().invoke("");

        faas.advance(Duration.ofMinutes(10));

        Threads.until(() -> steps.size() == 3);
        assertThat(steps).containsExactly("second SPINDOWN", "first SPINDOWN", "closed");
    }

    @Test
    void close_of_the_library_is_a_spindown_and_waits_for_hooks() {
        deployed().invoke("");

        faas.close();

        assertThat(steps).containsExactly("second SPINDOWN", "first SPINDOWN", "closed");
    }

    @Test
    void fatal_error_is_a_failure() {
        deployed().call("fatal");

        Threads.until(() -> steps.size() == 3);
        assertThat(steps).containsExactly("second FAILURE", "first FAILURE", "closed");
    }

    @Test
    void exit_is_a_failure() {
        deployed().call("exit");

        Threads.until(() -> steps.size() == 3);
        assertThat(steps).containsExactly("second FAILURE", "first FAILURE", "closed");
    }

    @Test
    void timeout_is_a_timeout() {
        FunctionHandle<String, String> function =
                faas.deploy(FunctionDefinition.builder("f", String.class, String.class)
                        .handlerFactory(init -> {
                            init.onShutdown(reason -> steps.add("" + reason));
                            return (event, context) -> {
                                faas.advanceMillis(3_000);
                                return event;
                            };
                        }));
        function.call("");

        Threads.until(() -> steps.equals(List.of("TIMEOUT")));
    }

    @Test
    void hook_that_fails_stops_neither_the_others_nor_the_close() {
        FunctionHandle<String, String> function =
                faas.deploy(FunctionDefinition.builder("f", String.class, String.class)
                        .handlerFactory(init -> {
                            init.onShutdown(reason -> steps.add("first"));
                            init.onShutdown(reason -> {
                                throw new Exception("no");
                            });
                            return new Closing();
                        }));
        function.invoke("");

        faas.close();

        assertThat(steps).containsExactly("first", "closed");
    }

    @Test
    void hooks_together_have_half_a_second_and_are_interrupted_then() {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch never = new CountDownLatch(1);
        FunctionHandle<String, String> function =
                faas.deploy(FunctionDefinition.builder("f", String.class, String.class)
                        .handlerFactory(init -> {
                            init.onShutdown(reason -> {
                                begun.countDown();
                                try {
                                    never.await();
                                } catch (InterruptedException e) {
                                    steps.add("interrupted");
                                }
                            });
                            return (event, context) -> event;
                        }));
        function.invoke("");
        faas.advance(Duration.ofMinutes(10));
        Threads.await(begun);

        faas.advanceMillis(499);
        assertThat(steps).isEmpty();
        faas.advanceMillis(1);

        Threads.until(() -> steps.equals(List.of("interrupted")));
    }

    @Test
    void handler_made_by_a_factory_is_closed() {
        FunctionHandle<String, String> function = faas.deploy(
                FunctionDefinition.builder("f", String.class, String.class).handlerFactory(init -> new Closing()));
        function.invoke("");

        faas.close();

        assertThat(steps).containsExactly("closed");
    }

    @Test
    void stream_handler_made_from_its_class_is_closed() {
        faas.deploy(
                FunctionDefinition.builder("f", String.class, String.class).streamHandlerClass(ClosingStream.class));
        faas.faas().invoke(InvocationRequest.of("f", "1"));

        faas.close();

        assertThat(steps).containsExactly("closed");
    }

    @Test
    void handler_named_as_on_lambda_is_closed() {
        FunctionHandle<String, String> function = faas.deploy(
                FunctionDefinition.builder("f", String.class, String.class).handlerName(Closing.class.getName()));
        function.invoke("");

        faas.close();

        assertThat(steps).containsExactly("closed");
    }

    @Test
    void handler_given_as_an_object_is_never_closed() {
        FunctionHandle<String, String> function =
                faas.deploy(FunctionDefinition.of("f", String.class, String.class, new Closing()));
        faas.deploy(FunctionDefinition.builder("g", String.class, String.class).streamHandler(new ClosingStream()));
        function.call("fatal");
        function.invoke("");
        faas.faas().invoke(InvocationRequest.of("g", "1"));
        faas.advance(Duration.ofMinutes(10));

        faas.close();

        assertThat(steps).isEmpty();
    }

    private FunctionHandle<String, String> deployed() {
        return faas.deploy(
                FunctionDefinition.builder("f", String.class, String.class).handlerClass(WithHooks.class));
    }
}
