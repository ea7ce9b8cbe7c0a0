package io.faas4j.contexts;

import static org.assertj.core.api.Assertions.assertThat;

import io.faas4j.fixture.TestFaas;
import io.faas4j.fixture.Threads;
import io.faas4j.function.Context;
import io.faas4j.function.ExecutionMode;
import io.faas4j.function.FunctionDefinition;
import io.faas4j.function.ShutdownReason;
import io.faas4j.invocation.FunctionHandle;
import io.faas4j.invocation.InvocationResult;
import io.faas4j.rules.Rule;
import java.io.IOError;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class ContextResetTest {

    @TempDir
    Path scratch;

    private TestFaas faas;
    private final AtomicInteger made = new AtomicInteger();
    private final List<ShutdownReason> ended = new CopyOnWriteArrayList<>();

    @BeforeEach
    void open() {
        faas = TestFaas.with(builder -> builder.configure(settings -> settings.scratchRoot(scratch)));
    }

    @AfterEach
    void close() {
        faas.close();
    }

    /** What a handler may do to its context. */
    private interface Deed {
        void of(Context context) throws Exception;
    }

    @ParameterizedTest
    @EnumSource(ExecutionMode.class)
    @Rule({"CTX-7", "CTX-8"})
    void timeout_resets_the_context_and_keeps_its_scratch_directory(ExecutionMode mode) {
        FunctionHandle<String, String> function = deploy(mode, context -> faas.advanceMillis(3_000));
        assertThat(function.invoke("write")).isEqualTo("handler 1, notes 1");

        assertThat(function.call("do it").error())
                .hasValueSatisfying(error -> assertThat(error.isTimeout()).isTrue());

        Threads.until(() -> faas.faas().concurrentExecutions() == 0);
        assertThat(function.invoke("write")).isEqualTo("handler 2, notes 2");
        Threads.until(() -> ended.equals(List.of(ShutdownReason.TIMEOUT)));
    }

    static Stream<Error> fatalErrors() {
        return Stream.of(
                new OutOfMemoryError("test"),
                new StackOverflowError("test"),
                new InternalError("test"),
                new UnknownError("test"),
                new IOError(new IOException("test")));
    }

    @ParameterizedTest
    @MethodSource("fatalErrors")
    @Rule({"CTX-7", "LIB-3"})
    void fatal_error_resets_the_context_and_keeps_its_scratch_directory(Error fatal) {
        FunctionHandle<String, String> function = deploy(ExecutionMode.CALLER, context -> {
            throw fatal;
        });
        function.invoke("write");

        InvocationResult<String> failed = function.call("do it");

        assertThat(failed.error()).hasValueSatisfying(error -> {
            assertThat(error.errorType()).isEqualTo(fatal.getClass().getName());
            assertThat(error.cause()).containsSame(fatal);
        });
        assertThat(function.invoke("write")).isEqualTo("handler 2, notes 2");
        Threads.until(() -> ended.equals(List.of(ShutdownReason.FAILURE)));
    }

    @ParameterizedTest
    @EnumSource(ExecutionMode.class)
    @Rule({"CTX-7", "LIB-3"})
    void exit_resets_the_context_and_keeps_its_scratch_directory(ExecutionMode mode) {
        FunctionHandle<String, String> function = deploy(mode, context -> {
            throw context.exit(1);
        });
        function.invoke("write");
        function.call("do it");

        assertThat(function.invoke("write")).isEqualTo("handler 2, notes 2");
        Threads.until(() -> ended.equals(List.of(ShutdownReason.FAILURE)));
    }

    @Test
    @Rule("CTX-6")
    void error_that_is_not_fatal_resets_nothing() {
        FunctionHandle<String, String> function = deploy(ExecutionMode.CALLER, context -> {
            throw new LinkageError("test");
        });
        function.invoke("write");
        function.call("do it");

        assertThat(function.invoke("write")).isEqualTo("handler 1, notes 2");
    }

    @Test
    @Rule("CTX-7")
    void next_invocation_after_a_reset_pays_for_the_init_within_its_own_duration() {
        FunctionHandle<String, String> function =
                faas.deploy(FunctionDefinition.builder("f", String.class, String.class)
                        .handlerFactory(init -> {
                            faas.advanceMillis(120);
                            return (event, context) -> {
                                if (event.equals("fatal")) {
                                    throw new OutOfMemoryError("test");
                                }
                                return context.remainingTime().toString();
                            };
                        }));
        function.call("fatal");

        InvocationResult<String> next = function.call("");

        assertThat(next.report().initDuration()).isEmpty();
        assertThat(next.report().coldStart()).isTrue();
        assertThat(next.report().duration()).isEqualTo(Duration.ofMillis(120));
        assertThat(next.payload()).isEqualTo("PT2.88S");
    }

    @Test
    @Rule("CTX-8")
    void each_context_has_a_scratch_directory_of_its_own_that_goes_with_it() {
        FunctionHandle<Integer, String> function =
                faas.deploy(FunctionDefinition.builder("f", Integer.class, String.class)
                        .handler((depth, context) -> context.temporaryDirectory()
                                + (depth > 0 ? "\n" + faas.faas().invoke("f", depth - 1, String.class) : "")));
        List<Path> paths = function.invoke(1).lines().map(Path::of).toList();
        assertThat(paths)
                .hasSize(2)
                .doesNotHaveDuplicates()
                .allSatisfy(path -> assertThat(path).isDirectory().startsWith(scratch));

        faas.advance(Duration.ofMinutes(10));

        assertThat(paths).allSatisfy(path -> assertThat(path).doesNotExist());
    }

    /** {@code write} adds a note to the scratch directory and counts them; anything else does the deed. */
    private FunctionHandle<String, String> deploy(ExecutionMode mode, Deed deed) {
        return faas.deploy(FunctionDefinition.builder("f", String.class, String.class)
                .executionMode(mode)
                .handlerFactory(init -> {
                    int me = made.incrementAndGet();
                    init.onShutdown(ended::add);
                    return (event, context) -> {
                        if (!event.equals("write")) {
                            deed.of(context);
                            return "done";
                        }
                        Files.createTempFile(context.temporaryDirectory(), "note", "");
                        return "handler " + me + ", notes " + count(context.temporaryDirectory());
                    };
                }));
    }

    private static long count(Path directory) {
        try (Stream<Path> files = Files.list(directory)) {
            return files.count();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
