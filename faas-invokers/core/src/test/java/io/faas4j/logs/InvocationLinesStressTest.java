package io.faas4j.logs;

import static org.assertj.core.api.Assertions.assertThat;

import io.faas4j.fixture.CapturedLog;
import io.faas4j.fixture.TestFaas;
import io.faas4j.fixture.Threads;
import io.faas4j.function.ExecutionMode;
import io.faas4j.function.FunctionDefinition;
import io.faas4j.invocation.FunctionHandle;
import io.faas4j.invocation.InvocationResult;
import io.faas4j.invocation.InvokeOptions;
import io.faas4j.rules.Rule;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.SynchronousQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** START, END and REPORT come once and in order, and say what the caller is told, while handlers race their deadlines. */
@Tag("slow")
class InvocationLinesStressTest {

    private static final int ROUNDS = 3_000;

    private final CapturedLog log = CapturedLog.atInfo();
    private final TestFaas faas = TestFaas.with(builder -> builder.invocationLogs(true));

    @AfterEach
    void close() {
        faas.close();
        log.close();
    }

    @Test
    @Rule({"LOG-1", "LOG-3", "SYNC-8"})
    void each_line_is_written_once_whoever_ends_the_invocation() throws InterruptedException {
        SynchronousQueue<String> gate = new SynchronousQueue<>();
        FunctionHandle<Integer, Integer> function = faas.deploy(
                        FunctionDefinition.builder("races", Integer.class, Integer.class)
                                .executionMode(ExecutionMode.WORKER)
                                .handler((event, context) -> {
                                    gate.put("started");
                                    for (int i = 0; i < event; i++) {
                                        Thread.onSpinWait();
                                    }
                                    return event;
                                }))
                .with(InvokeOptions.NONE.logTail());
        int timeouts = 0;
        for (int round = 0; round < ROUNDS; round++) {
            log.events().clear();
            int spins = round % 400;
            CompletableFuture<InvocationResult<Integer>> call = Threads.start(() -> function.call(spins));
            gate.take();

            faas.advance(Duration.ofSeconds(3));
            InvocationResult<Integer> result = Threads.get(call);
            Threads.until(() -> faas.faas().concurrentExecutions() == 0);

            String id = result.requestId().toString();
            List<String> lines =
                    log.lines().stream().filter(line -> line.contains(id)).toList();
            assertThat(lines).hasSize(3);
            assertThat(lines.get(0)).startsWith("START");
            assertThat(lines.get(1)).startsWith("END");
            assertThat(lines.get(2)).startsWith("REPORT");
            assertThat(lines.get(2).contains("Status: timeout")).isEqualTo(!result.isSuccess());
            assertThat(result.report().logTail().orElseThrow().lines()).containsExactlyElementsOf(lines);
            timeouts += result.isSuccess() ? 0 : 1;
        }
        System.out.println("handlers that lost against their deadline: " + timeouts + " of " + ROUNDS);
    }
}
