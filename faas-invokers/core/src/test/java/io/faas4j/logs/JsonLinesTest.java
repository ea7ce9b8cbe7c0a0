package io.faas4j.logs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Level;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.faas4j.error.ValidationException;
import io.faas4j.fixture.CapturedLog;
import io.faas4j.fixture.TestFaas;
import io.faas4j.function.FunctionDefinition;
import io.faas4j.function.LogFormat;
import io.faas4j.function.LogLevel;
import io.faas4j.function.LoggingConfig;
import io.faas4j.invocation.FunctionHandle;
import io.faas4j.invocation.InvocationResult;
import io.faas4j.invocation.InvokeOptions;
import io.faas4j.rules.Rule;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Logs as JSON. */
class JsonLinesTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final CapturedLog log = CapturedLog.at(Level.TRACE);
    private final TestFaas faas = TestFaas.with(builder -> builder.invocationLogs(true));

    @AfterEach
    void close() {
        faas.close();
        log.close();
    }

    private FunctionHandle<String, String> deploy(LoggingConfig logging) {
        return deploy("json", logging, false);
    }

    private FunctionHandle<String, String> deploy(String name, LoggingConfig logging, boolean tenantIsolation) {
        return faas.deploy(FunctionDefinition.builder(name, String.class, String.class)
                .configure(settings -> settings.logging(logging).tenantIsolation(tenantIsolation))
                .handlerFactory(init -> {
                    faas.advanceMillis(20);
                    return (event, context) -> {
                        faas.advanceMillis(7);
                        context.logger().log("at info \"" + event + "\"");
                        context.logger().log("at debug", LogLevel.DEBUG);
                        context.logger().log("at fatal", LogLevel.FATAL);
                        if (event.equals("fail")) {
                            throw new IllegalStateException("no");
                        }
                        return event.equals("exit") ? String.valueOf(context.exit(1)) : event;
                    };
                }));
    }

    private List<JsonNode> lines() {
        return log.lines().stream().map(JsonLinesTest::parse).toList();
    }

    private List<String> types() {
        return lines().stream()
                .map(line -> line.path("type").asText(line.path("message").asText()))
                .toList();
    }

    private JsonNode line(String type) {
        List<JsonNode> found = lines().stream()
                .filter(line -> line.path("type").asText().equals(type))
                .toList();
        assertThat(found).hasSize(1);
        return found.get(0);
    }

    private static JsonNode parse(String line) {
        try {
            return JSON.readTree(line);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    @Rule("LOG-8")
    void at_debug_every_event_of_a_cold_start_is_told() {
        FunctionHandle<String, String> function =
                deploy(LoggingConfig.DEFAULT.json().systemLevel(LogLevel.DEBUG));

        InvocationResult<String> result = function.call("a");

        String id = result.requestId().toString();
        assertThat(types())
                .containsExactly(
                        "platform.initStart",
                        "platform.initRuntimeDone",
                        "platform.initReport",
                        "platform.start",
                        "at info \"a\"",
                        "at fatal",
                        "platform.runtimeDone",
                        "platform.report");
        assertThat(line("platform.start").path("time").asText()).isEqualTo("2026-01-01T00:00:00.020Z");
        assertThat(line("platform.initReport").path("record"))
                .isEqualTo(parse("{'initializationType':'on-demand','phase':'init','metrics':{'durationMs':20.0},"
                                .replace('\'', '"')
                        + "\"status\":\"success\"}"));
        assertThat(line("platform.start").path("record"))
                .isEqualTo(parse("{\"requestId\":\"" + id + "\",\"version\":\"$LATEST\"}"));
        assertThat(line("platform.runtimeDone").path("record"))
                .isEqualTo(parse("{\"requestId\":\"" + id + "\",\"status\":\"success\"}"));
        JsonNode report = line("platform.report").path("record");
        assertThat(report.path("requestId").asText()).isEqualTo(id);
        assertThat(report.path("status").asText()).isEqualTo("success");
        assertThat(report.path("metrics").path("durationMs").asDouble()).isEqualTo(7.0);
        assertThat(report.path("metrics").path("billedDurationMs").asLong()).isEqualTo(27);
        assertThat(report.path("metrics").path("memorySizeMB").asInt()).isEqualTo(128);
        assertThat(report.path("metrics").path("maxMemoryUsedMB").asInt()).isPositive();
        assertThat(report.path("metrics").path("initDurationMs").asDouble()).isEqualTo(20.0);
    }

    @Test
    @Rule({"LOG-7", "LOG-8"})
    void at_info_which_is_the_default_the_report_is_told_and_not_start_and_end() {
        deploy(LoggingConfig.DEFAULT.json()).call("a");

        assertThat(types()).containsExactly("platform.initStart", "at info \"a\"", "at fatal", "platform.report");
    }

    @Test
    @Rule("LOG-8")
    void at_warn_only_failures_are_told() {
        FunctionHandle<String, String> function =
                deploy(LoggingConfig.DEFAULT.json().systemLevel(LogLevel.WARN).applicationLevel(LogLevel.FATAL));
        function.call("a");
        log.events().clear();

        function.call("fail");

        assertThat(types()).containsExactly("at fatal", "platform.runtimeDone", "platform.report");
        assertThat(line("platform.report").path("record").path("status").asText())
                .isEqualTo("error");
        assertThat(line("platform.report").path("record").path("errorType").asText())
                .isEqualTo("java.lang.IllegalStateException");
    }

    @Test
    @Rule("LOG-8")
    void end_of_the_execution_context_has_the_status_failure() {
        deploy(LoggingConfig.DEFAULT.json()).call("exit");

        assertThat(line("platform.report").path("record").path("status").asText())
                .isEqualTo("failure");
    }

    @Test
    @Rule("LOG-9")
    void handlers_line_has_time_level_message_and_request_id() {
        InvocationResult<String> result = deploy(LoggingConfig.DEFAULT.json()).call("a");

        List<JsonNode> told = handlersLines();
        assertThat(told.get(0))
                .isEqualTo(parse("{\"timestamp\":\"2026-01-01T00:00:00.027Z\",\"level\":\"INFO\","
                        + "\"message\":\"at info \\\"a\\\"\",\"AWSRequestId\":\"" + result.requestId() + "\"}"));
        assertThat(told.get(1).path("level").asText()).isEqualTo("FATAL");
    }

    @Test
    @Rule({"LOG-9", "TEN-1"})
    void handlers_line_names_the_tenant() {
        FunctionHandle<String, String> function = deploy("json", LoggingConfig.DEFAULT.json(), true);

        InvocationResult<String> result =
                function.with(InvokeOptions.NONE.tenantId("blue")).call("b");

        assertThat(handlersLines()).allSatisfy(line -> {
            assertThat(line.path("tenantId").asText()).isEqualTo("blue");
            assertThat(line.path("AWSRequestId").asText())
                    .isEqualTo(result.requestId().toString());
        });
    }

    private List<JsonNode> handlersLines() {
        return lines().stream().filter(line -> line.has("message")).toList();
    }

    @Test
    @Rule("LOG-9")
    void handlers_lines_below_its_level_are_dropped_also_where_invocations_are_not_told_of() {
        FunctionHandle<String, String> function = deploy(
                LoggingConfig.DEFAULT.json().applicationLevel(LogLevel.ERROR).invocationLines(false));

        function.call("a");

        assertThat(types()).containsExactly("at fatal");
        assertThat(log.events().get(0).getLevel()).isEqualTo(Level.ERROR);
    }

    @Test
    @Rule("LOG-7")
    void json_brings_levels_and_text_takes_them_away() {
        LoggingConfig json = LoggingConfig.DEFAULT.json();

        assertThat(json.applicationLevel()).contains(LogLevel.INFO);
        assertThat(json.systemLevel()).contains(LogLevel.INFO);
        assertThat(json.text()).isEqualTo(LoggingConfig.DEFAULT);
        assertThat(json.text().applicationLevel()).isEmpty();
        assertThat(json.text().systemLevel()).isEmpty();
    }

    @Test
    @Rule("LOG-7")
    void partial_update_keeps_the_rest() {
        LoggingConfig before = LoggingConfig.DEFAULT.json().applicationLevel(LogLevel.TRACE);

        LoggingConfig after =
                before.logGroup("/mine").systemLevel(LogLevel.WARN).json();

        assertThat(after.format()).isEqualTo(LogFormat.JSON);
        assertThat(after.applicationLevel()).contains(LogLevel.TRACE);
        assertThat(after.systemLevel()).contains(LogLevel.WARN);
        assertThat(after.logGroup()).contains("/mine");
    }

    @Test
    @Rule("LOG-7")
    void log_group_may_be_changed_alone_and_handlers_are_told_of_it() {
        FunctionHandle<String, String> function =
                faas.deploy(FunctionDefinition.builder("grouped", String.class, String.class)
                        .configure(settings -> settings.logging(LoggingConfig.DEFAULT.logGroup("/mine/all")))
                        .handler((event, context) -> context.logGroupName() + " "
                                + context.environment().get("AWS_LAMBDA_LOG_GROUP_NAME")));

        assertThat(function.invoke("")).isEqualTo("/mine/all /mine/all");
    }

    @Test
    @Rule("LOG-7")
    void levels_are_refused_with_text_and_so_are_system_levels_that_lambda_does_not_have() {
        assertThatThrownBy(() -> LoggingConfig.DEFAULT.applicationLevel(LogLevel.WARN))
                .isInstanceOf(ValidationException.class)
                .hasMessageContaining("loggingConfig.applicationLogLevel")
                .hasMessageContaining("JSON");
        assertThatThrownBy(() -> LoggingConfig.DEFAULT.json().systemLevel(LogLevel.ERROR))
                .isInstanceOf(ValidationException.class)
                .hasMessageContaining("loggingConfig.systemLogLevel")
                .hasMessageContaining("[DEBUG, INFO, WARN]");
        assertThatThrownBy(() -> LoggingConfig.DEFAULT.logGroup("with space"))
                .isInstanceOf(ValidationException.class)
                .hasMessageContaining("loggingConfig.logGroup");
    }

    @Test
    @Rule("LOG-7")
    void logging_is_frozen_in_a_version() {
        FunctionDefinition<String, String> text =
                FunctionDefinition.of("frozen", String.class, String.class, (event, context) -> event);
        faas.deploy(text);
        faas.faas().publish("frozen");
        faas.deploy(text.withConfiguration(
                text.configuration().with(settings -> settings.logging(LoggingConfig.DEFAULT.json()))));

        assertThat(faas.faas().publish("frozen").version()).isEqualTo("2");
        assertThat(faas.faas().functions().get("frozen:1").configuration().logging())
                .isEqualTo(LoggingConfig.DEFAULT);
    }
}
