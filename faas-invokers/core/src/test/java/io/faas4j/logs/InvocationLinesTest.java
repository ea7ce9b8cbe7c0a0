package io.faas4j.logs;

import static org.assertj.core.api.Assertions.assertThat;

import io.faas4j.fixture.CapturedLog;
import io.faas4j.fixture.TestFaas;
import io.faas4j.fixture.Threads;
import io.faas4j.function.AliasSpec;
import io.faas4j.function.ExecutionMode;
import io.faas4j.function.FunctionDefinition;
import io.faas4j.function.LoggingConfig;
import io.faas4j.invocation.FunctionHandle;
import io.faas4j.invocation.InvocationResult;
import io.faas4j.rules.Rule;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The lines that Lambda writes of each invocation, as text. */
class InvocationLinesTest {

    private static final String MEMORY = "Memory Size: 128 MB\tMax Memory Used: \\d+ MB\t";

    private final CapturedLog log = CapturedLog.atInfo();
    private final TestFaas faas = TestFaas.with(builder -> builder.invocationLogs(true));

    @AfterEach
    void close() {
        faas.close();
        log.close();
    }

    private FunctionDefinition.Builder<String, String> working(String name, long initMillis, long handlerMillis) {
        return FunctionDefinition.builder(name, String.class, String.class).handlerFactory(init -> {
            faas.advanceMillis(initMillis);
            return (event, context) -> {
                context.logger().log("hello " + event);
                faas.time().advance(Duration.ofNanos(handlerMillis * 1_000_000 + 4_000));
                return event;
            };
        });
    }

    @Test
    @Rule({"LOG-1", "LOG-2"})
    void cold_start_is_told_from_its_init_phase_to_its_report() {
        FunctionHandle<String, String> function = faas.deploy(working("greet", 250, 12));

        InvocationResult<String> result = function.call("Ada");

        String id = result.requestId().toString();
        int java = Runtime.version().feature();
        assertThat(log.lines().subList(0, 4))
                .containsExactly(
                        "INIT_START Runtime Version: java:" + java
                                + "\tRuntime Version ARN: arn:aws:lambda:local-1::runtime:java" + java,
                        "START RequestId: " + id + " Version: $LATEST",
                        "hello Ada",
                        "END RequestId: " + id);
        assertThat(log.lines()).hasSize(5);
        assertThat(log.lines().get(4))
                .matches("REPORT RequestId: " + id + "\tDuration: 12.00 ms\tBilled Duration: 263 ms\t" + MEMORY
                        + "Init Duration: 250.00 ms\t");
        assertThat(log.events())
                .allSatisfy(event -> assertThat(event.getLoggerName()).isEqualTo("io.faas4j.function.greet"));
    }

    @Test
    @Rule({"LOG-1", "LOG-2"})
    void warm_invocation_has_no_init_duration() {
        FunctionHandle<String, String> function = faas.deploy(working("greet", 250, 12));
        function.invoke("first");
        log.events().clear();

        String id = function.call("second").requestId().toString();

        assertThat(log.lines()).hasSize(4);
        assertThat(log.lines().get(0)).isEqualTo("START RequestId: " + id + " Version: $LATEST");
        assertThat(log.lines().get(3))
                .matches("REPORT RequestId: " + id + "\tDuration: 12.00 ms\tBilled Duration: 13 ms\t" + MEMORY);
    }

    @Test
    @Rule("LOG-1")
    void plain_invocation_is_told_of_as_well() {
        FunctionHandle<String, String> function = faas.deploy(working("greet", 0, 1));

        assertThat(function.invoke("Ada")).isEqualTo("Ada");
        assertThat(faas.faas().invoke("greet", "Bob", String.class)).isEqualTo("Bob");

        assertThat(log.lines().stream().filter(line -> line.startsWith("REPORT")))
                .hasSize(2);
    }

    @Test
    @Rule("LOG-3")
    void failure_appends_its_status_and_error_type_to_the_report() {
        FunctionHandle<String, String> function =
                faas.deploy(FunctionDefinition.of("fails", String.class, String.class, (event, context) -> {
                    throw new IllegalStateException("no");
                }));

        function.call("");

        assertThat(log.line("REPORT")).endsWith("\tStatus: error\tError Type: java.lang.IllegalStateException\t");
        assertThat(log.lines()).noneMatch(line -> line.startsWith("INIT_REPORT"));
    }

    @Test
    @Rule("LOG-3")
    void exit_is_an_error_of_its_own_type() {
        FunctionHandle<String, String> function =
                faas.deploy(FunctionDefinition.of("exits", String.class, String.class, (event, context) -> {
                    throw context.exit(3);
                }));

        function.call("");

        assertThat(log.line("REPORT")).endsWith("\tStatus: error\tError Type: Runtime.ExitError\t");
    }

    @Test
    @Rule("LOG-3")
    void timeout_in_caller_mode_is_a_status_and_no_line_of_its_own() {
        FunctionHandle<String, String> function =
                faas.deploy(FunctionDefinition.of("slow", String.class, String.class, (event, context) -> {
                    faas.advance(Duration.ofSeconds(3));
                    return "late";
                }));

        function.call("");

        assertThat(log.line("REPORT")).contains("\tDuration: 3000.00 ms\t").endsWith("\tStatus: timeout\t");
        assertThat(log.lines()).hasSize(4).noneMatch(line -> line.contains("Task timed out"));
    }

    @Test
    @Rule("LOG-3")
    void timeout_in_worker_mode_is_told_at_the_deadline_and_once_only() {
        CountDownLatch started = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        FunctionHandle<String, String> function =
                faas.deploy(FunctionDefinition.builder("stubborn", String.class, String.class)
                        .executionMode(ExecutionMode.WORKER)
                        .handler((event, context) -> {
                            started.countDown();
                            Threads.awaitStubbornly(release);
                            return event;
                        }));
        CompletableFuture<InvocationResult<String>> call = Threads.start(() -> function.call(""));
        Threads.await(started);

        faas.advance(Duration.ofSeconds(3));
        Threads.get(call);

        assertThat(log.line("REPORT")).contains("\tDuration: 3000.00 ms\t").endsWith("\tStatus: timeout\t");
        release.countDown();
        Threads.until(() -> faas.faas().concurrentExecutions() == 0);
        assertThat(log.lines().stream().map(line -> line.split(" ", 2)[0]))
                .containsExactly("INIT_START", "START", "END", "REPORT");
    }

    @Test
    @Rule("LOG-4")
    void init_that_fails_is_reported_and_so_is_its_repetition_within_the_invocation() {
        AtomicInteger attempts = new AtomicInteger();
        FunctionHandle<String, String> function = faas.deploy(
                FunctionDefinition.builder("broken", String.class, String.class).handlerFactory(init -> {
                    faas.advanceMillis(5);
                    throw new IllegalArgumentException("attempt " + attempts.incrementAndGet());
                }));

        String id = function.call("").requestId().toString();

        assertThat(log.lines()).hasSize(6);
        assertThat(log.lines().get(0)).startsWith("INIT_START");
        assertThat(log.lines().subList(1, 5))
                .containsExactly(
                        "INIT_REPORT Init Duration: 5.00 ms\tPhase: init\tStatus: error"
                                + "\tError Type: java.lang.IllegalArgumentException",
                        "START RequestId: " + id + " Version: $LATEST",
                        "INIT_REPORT Init Duration: 5.00 ms\tPhase: invoke\tStatus: error"
                                + "\tError Type: java.lang.IllegalArgumentException",
                        "END RequestId: " + id);
        assertThat(log.lines().get(5))
                .startsWith("REPORT RequestId: " + id + "\tDuration: 5.00 ms\t")
                .endsWith("\tStatus: error\tError Type: java.lang.IllegalArgumentException\t");
    }

    @Test
    @Rule("LOG-4")
    void init_over_its_limit_is_reported_as_a_timeout() {
        AtomicInteger attempts = new AtomicInteger();
        FunctionHandle<String, String> function =
                faas.deploy(FunctionDefinition.builder("slow", String.class, String.class)
                        .handlerFactory(init -> {
                            if (attempts.getAndIncrement() == 0) {
                                faas.advance(Duration.ofSeconds(10));
                            }
                            return (event, context) -> event;
                        }));

        function.call("");

        assertThat(log.line("INIT_REPORT"))
                .isEqualTo("INIT_REPORT Init Duration: 10000.00 ms\tPhase: init\tStatus: timeout");
        assertThat(log.line("REPORT")).doesNotContain("Init Duration").doesNotContain("Status");
    }

    @Test
    @Rule({"LOG-4", "LOG-6"})
    void init_ahead_of_traffic_is_always_reported_and_the_invocation_has_none_of_it() {
        faas.deploy(working("greet", 5, 1));
        faas.faas().publish("greet");

        faas.faas().functions().provisioned().put("greet:1", 1);
        Threads.until(() -> faas.faas().functions().provisioned().get("greet:1").available() == 1);

        assertThat(log.lines()).containsExactly("INIT_REPORT Init Duration: 5.00 ms\tPhase: init\tStatus: success");
        log.events().clear();
        faas.faas().invoke("greet:1", "Ada", String.class);
        assertThat(log.lines()).hasSize(4).noneMatch(line -> line.contains("INIT_START"));
        assertThat(log.line("REPORT")).doesNotContain("Init Duration");
    }

    @Test
    @Rule("LOG-5")
    void start_names_the_version_that_runs_and_not_the_alias() {
        faas.deploy(working("greet", 0, 1));
        faas.faas().publish("greet");
        faas.faas().alias("greet", AliasSpec.of("live").version("1"));

        faas.faas().invoke("greet:live", "Ada", String.class);

        assertThat(log.line("START")).endsWith(" Version: 1");
    }

    @Test
    @Rule("LOG-6")
    void each_execution_context_has_a_log_stream_with_date_version_and_id_in_the_functions_group() {
        FunctionHandle<String, String> streams =
                faas.deploy(FunctionDefinition.of("streams", String.class, String.class, (event, context) -> {
                    String inner = event.equals("nested") ? faas.faas().invoke("streams", "", String.class) + "\n" : "";
                    return inner + context.logGroupName() + " " + context.logStreamName();
                }));

        List<String> both = streams.invoke("nested").lines().toList();
        String again = streams.invoke("");

        assertThat(both)
                .doesNotHaveDuplicates()
                .allSatisfy(stream ->
                        assertThat(stream).matches("/aws/lambda/streams 2026/01/01/\\[\\$LATEST\\][0-9a-f]{32}"));
        assertThat(both).contains(again);
    }

    @Test
    void function_may_say_for_itself_whether_it_is_told_of() {
        FunctionHandle<String, String> silent = faas.deploy(working("silent", 0, 1)
                .configure(settings -> settings.logging(LoggingConfig.DEFAULT.invocationLines(false))));

        silent.invoke("Ada");

        assertThat(log.lines()).containsExactly("hello Ada");
    }

    @Test
    void nothing_is_told_unless_asked_for() {
        try (TestFaas quiet = TestFaas.create()) {
            FunctionHandle<String, String> function =
                    quiet.deploy(FunctionDefinition.of("quiet", String.class, String.class, (event, context) -> {
                        context.logger().log("mine");
                        return event;
                    }));

            String id = function.call("").requestId().toString();

            assertThat(log.lines()).containsExactly("mine");
            assertThat(log.events().get(0).getMDCPropertyMap()).containsEntry("AWSRequestId", id);
        }
    }

    @Test
    void line_of_the_handlers_carries_the_request_id_for_as_long_as_it_is_written() {
        FunctionHandle<String, String> function = faas.deploy(working("greet", 0, 1));

        String id = function.call("Ada").requestId().toString();

        assertThat(log.events().stream().filter(event -> event.getMessage().equals("hello Ada")))
                .singleElement()
                .satisfies(event -> assertThat(event.getMDCPropertyMap()).containsEntry("AWSRequestId", id));
        assertThat(org.slf4j.MDC.get("AWSRequestId")).isNull();
    }
}
