package io.faas4j.life;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.faas4j.error.ServiceException;
import io.faas4j.fixture.TestFaas;
import io.faas4j.fixture.Threads;
import io.faas4j.function.ExecutionMode;
import io.faas4j.function.FunctionDefinition;
import io.faas4j.function.ShutdownReason;
import io.faas4j.invocation.FunctionHandle;
import io.faas4j.invocation.InvocationResult;
import io.faas4j.rules.Rule;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CloseTest {

    @TempDir
    Path scratch;

    private TestFaas faas;
    private final CountDownLatch started = new CountDownLatch(1);

    @BeforeEach
    void open() {
        faas = TestFaas.patient(builder -> builder.configure(settings -> settings.scratchRoot(scratch)));
    }

    @AfterEach
    void close() {
        faas.close();
    }

    @Test
    @Rule("ERR-9")
    void new_invocations_are_refused() {
        FunctionHandle<String, String> function =
                faas.deploy(FunctionDefinition.of("f", String.class, String.class, (event, context) -> event));
        function.invoke("");

        faas.close();

        assertThatThrownBy(() -> function.invoke("")).isInstanceOf(ServiceException.class);
        assertThatThrownBy(() -> faas.faas().invoke("f", "", String.class)).isInstanceOf(ServiceException.class);
        assertThat(function.submit("").toCompletableFuture()).isCompletedExceptionally();
    }

    @Test
    @Rule("CTX-1")
    void running_invocation_ends_in_peace_while_new_ones_are_refused() {
        FunctionHandle<String, String> other =
                faas.deploy(FunctionDefinition.of("other", String.class, String.class, (event, context) -> event));
        FunctionHandle<String, String> function = faas.deploy(FunctionDefinition.builder(
                        "f", String.class, String.class)
                .timeout(Duration.ofMinutes(15))
                .handler((event, context) -> {
                    started.countDown();
                    Threads.until(() -> isRefused(other));
                    return "ended, interrupted " + Thread.currentThread().isInterrupted();
                }));
        CompletableFuture<String> call = Threads.start(() -> function.invoke(""));
        Threads.await(started);

        faas.close();

        assertThat(Threads.get(call)).isEqualTo("ended, interrupted false");
    }

    private static boolean isRefused(FunctionHandle<String, String> function) {
        try {
            function.invoke("");
            return false;
        } catch (ServiceException refused) {
            return true;
        }
    }

    @Test
    @Rule({"LIB-1", "CTX-13"})
    void what_runs_after_the_drain_limit_is_timed_out() {
        TestFaas faas = TestFaas.with(builder -> builder.configure(settings -> settings.scratchRoot(scratch)));
        List<ShutdownReason> ended = new CopyOnWriteArrayList<>();
        CountDownLatch never = new CountDownLatch(1);
        FunctionHandle<String, String> function =
                faas.deploy(FunctionDefinition.builder("f", String.class, String.class)
                        .timeout(Duration.ofMinutes(15))
                        .executionMode(ExecutionMode.WORKER)
                        .handlerFactory(init -> {
                            init.onShutdown(ended::add);
                            return (event, context) -> {
                                started.countDown();
                                never.await();
                                return "";
                            };
                        }));
        CompletableFuture<InvocationResult<String>> call = Threads.start(() -> function.call(""));
        Threads.await(started);

        faas.close();

        InvocationResult<String> result = Threads.get(call);
        assertThat(result.error().orElseThrow().isTimeout()).isTrue();
        assertThat(result.error().orElseThrow().errorMessage()).endsWith("Task timed out after 30.00 seconds");
        assertThat(result.report().duration()).isEqualTo(Duration.ofSeconds(30));
        assertThat(faas.time().nanoTime())
                .isGreaterThanOrEqualTo(Duration.ofSeconds(30).toNanos());
        Threads.until(() -> faas.faas().concurrentExecutions() == 0);
        Threads.until(() -> !ended.isEmpty());
        assertThat(ended).containsExactly(ShutdownReason.TIMEOUT);
    }

    @Test
    @Rule("CTX-8")
    void no_scratch_directory_is_left() throws Exception {
        FunctionHandle<String, String> function =
                faas.deploy(FunctionDefinition.of("f", String.class, String.class, (event, context) -> {
                    Path folder =
                            Files.createDirectory(context.temporaryDirectory().resolve("folder"));
                    Files.writeString(folder.resolve("file"), event);
                    return event;
                }));
        function.invoke("text");
        assertThat(scratch).isNotEmptyDirectory();

        faas.close();

        assertThat(scratch).isEmptyDirectory();
    }

    @Test
    void second_close_does_nothing() {
        faas.close();
        faas.close();
    }
}
