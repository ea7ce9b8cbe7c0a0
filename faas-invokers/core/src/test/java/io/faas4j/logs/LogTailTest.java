package io.faas4j.logs;

import static org.assertj.core.api.Assertions.assertThat;

import io.faas4j.fixture.CapturedLog;
import io.faas4j.fixture.TestFaas;
import io.faas4j.fixture.Threads;
import io.faas4j.function.ExecutionMode;
import io.faas4j.function.FunctionDefinition;
import io.faas4j.function.LoggingConfig;
import io.faas4j.invocation.FunctionHandle;
import io.faas4j.invocation.InvocationRequest;
import io.faas4j.invocation.InvocationResponse;
import io.faas4j.invocation.InvocationResult;
import io.faas4j.invocation.InvokeOptions;
import io.faas4j.invocation.LogType;
import io.faas4j.rules.Rule;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The end of an invocation's log, for callers who ask for it. */
@Rule("SYNC-8")
class LogTailTest {

    private final CapturedLog log = CapturedLog.atInfo();
    private final TestFaas faas = TestFaas.create();

    @AfterEach
    void close() {
        faas.close();
        log.close();
    }

    private static FunctionDefinition.Builder<String, String> talking() {
        return FunctionDefinition.builder("talks", String.class, String.class).handler((event, context) -> {
            context.logger().log("said " + event);
            return event;
        });
    }

    private static <I, O> FunctionHandle<I, O> tailing(FunctionHandle<I, O> function) {
        return function.with(InvokeOptions.NONE.logTail());
    }

    @Test
    void tail_runs_from_start_to_report_though_the_functions_own_log_has_no_such_lines() {
        FunctionHandle<String, String> function = tailing(faas.deploy(talking()));

        InvocationResult<String> result = function.call("a");

        String id = result.requestId().toString();
        List<String> lines = result.report().logTail().orElseThrow().lines().toList();
        assertThat(lines).hasSize(4);
        assertThat(lines.subList(0, 3))
                .containsExactly("START RequestId: " + id + " Version: $LATEST", "said a", "END RequestId: " + id);
        assertThat(lines.get(3)).startsWith("REPORT RequestId: " + id + "\tDuration: 0.00 ms\t");
        assertThat(log.lines()).containsExactly("said a");
    }

    @Test
    void request_of_type_tail_is_answered_with_base64() {
        faas.deploy(talking());

        InvocationResponse response =
                faas.faas().invoke(InvocationRequest.of("talks", "\"a\"").logType(LogType.TAIL));

        String tail =
                new String(Base64.getDecoder().decode(response.logResult().orElseThrow()), StandardCharsets.UTF_8);
        assertThat(tail).startsWith("START RequestId: " + response.requestId()).contains("\nsaid a\nEND ");
    }

    @Test
    void nobody_who_did_not_ask_gets_a_tail() {
        FunctionHandle<String, String> function = faas.deploy(talking());

        assertThat(function.call("a").report().logTail()).isEmpty();
        assertThat(faas.faas().invoke(InvocationRequest.of("talks", "\"a\"")).logResult())
                .isEmpty();
    }

    @Test
    void tail_is_the_last_4096_bytes() {
        FunctionHandle<String, String> function =
                tailing(faas.deploy(FunctionDefinition.of("much", String.class, String.class, (event, context) -> {
                    for (int i = 0; i < 500; i++) {
                        context.logger().log("line " + i + " ä");
                    }
                    return event;
                })));

        byte[] tail = Base64.getDecoder()
                .decode(function.call("").report().logTailAsBase64().orElseThrow());

        assertThat(tail).hasSize(4096);
        assertThat(new String(tail, StandardCharsets.UTF_8))
                .contains("line 499 ä\nEND ")
                .doesNotContain("START")
                .endsWith("\t\n");
    }

    @Test
    void one_line_over_4096_bytes_is_cut() {
        FunctionHandle<String, String> function =
                tailing(faas.deploy(FunctionDefinition.of("long", String.class, String.class, (event, context) -> {
                    context.logger().log("x".repeat(10_000));
                    return event;
                })));

        assertThat(function.call("").report().logTail().orElseThrow())
                .hasSize(4096)
                .startsWith("xxx")
                .contains("x\nEND ");
    }

    @Test
    void submitted_invocation_has_its_tail_too() {
        FunctionHandle<String, String> function = tailing(faas.deploy(talking()));

        assertThat(Threads.get(function.submit("b")).report().logTail().orElseThrow())
                .startsWith("START ")
                .contains("\nsaid b\n");
    }

    @Test
    void tail_of_a_timeout_ends_with_the_deadlines_report_while_the_handler_goes_on() {
        CountDownLatch started = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        FunctionHandle<String, String> function =
                tailing(faas.deploy(FunctionDefinition.builder("stubborn", String.class, String.class)
                        .executionMode(ExecutionMode.WORKER)
                        .handler((event, context) -> {
                            context.logger().log("begun");
                            started.countDown();
                            Threads.awaitStubbornly(release);
                            context.logger().log("too late");
                            return event;
                        })));
        CompletableFuture<InvocationResult<String>> call = Threads.start(() -> function.call(""));
        Threads.await(started);

        faas.advance(Duration.ofSeconds(3));
        InvocationResult<String> result = Threads.get(call);
        release.countDown();

        assertThat(result.error()).isPresent();
        assertThat(result.report().logTail().orElseThrow())
                .contains("\nbegun\nEND ")
                .doesNotContain("too late")
                .endsWith("\tStatus: timeout\t\n");
    }

    @Test
    void tail_of_json_logs_is_json() {
        FunctionHandle<String, String> function =
                tailing(faas.deploy(talking().configure(settings -> settings.logging(LoggingConfig.DEFAULT.json()))));

        assertThat(function.call("a").report().logTail().orElseThrow().lines().toList())
                .hasSize(2)
                .satisfies(lines -> assertThat(lines.get(0)).contains("\"message\":\"said a\""))
                .satisfies(lines -> assertThat(lines.get(1)).contains("\"type\":\"platform.report\""));
    }

    @Test
    void what_a_handler_prints_to_system_out_is_not_a_part_of_it() {
        FunctionHandle<String, String> function =
                tailing(faas.deploy(FunctionDefinition.of("prints", String.class, String.class, (event, context) -> {
                    System.out.println("(printed by a test)");
                    return event;
                })));

        assertThat(function.call("").report().logTail().orElseThrow()).doesNotContain("printed");
    }
}
