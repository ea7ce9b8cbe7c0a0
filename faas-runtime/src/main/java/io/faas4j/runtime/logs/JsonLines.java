package io.faas4j.runtime.logs;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.faas4j.function.InitializationType;
import io.faas4j.function.LogLevel;
import io.faas4j.function.LoggingConfig;
import io.faas4j.invocation.InvocationReport;
import io.faas4j.runtime.time.TimeSource;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Lambda's JSON lines: {@code {"time","type","record"}} for the runtime's, with the levels that Lambda's documentation gives
 * each event, and the handler's with its level (rules LOG-8, LOG-9).
 */
final class JsonLines implements Lines {

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);

    private final String functionName;
    private final LogLevel systemLevel;
    private final LogLevel applicationLevel;
    private final RuntimeVersion runtime;
    private final TimeSource time;

    JsonLines(String functionName, LoggingConfig config, RuntimeVersion runtime, TimeSource time) {
        this.functionName = functionName;
        this.systemLevel = config.systemLevel().orElse(LogLevel.INFO);
        this.applicationLevel = config.applicationLevel().orElse(LogLevel.INFO);
        this.runtime = runtime;
        this.time = time;
    }

    @Override
    public @Nullable String initStart(InitializationType type, String version) {
        if (!tells(LogLevel.INFO)) {
            return null;
        }
        ObjectNode told = object().put("initializationType", type.wireName())
                .put("phase", InitPhase.INIT.text())
                .put("runtimeVersion", runtime.version())
                .put("runtimeVersionArn", runtime.arn())
                .put("functionName", functionName)
                .put("functionVersion", version);
        return line("platform.initStart", told);
    }

    @Override
    public @Nullable String initDone(InitializationType type, InitPhase phase, Ending ending) {
        if (!tells(levelOf(ending, LogLevel.DEBUG))) {
            return null;
        }
        ObjectNode told = object().put("initializationType", type.wireName()).put("phase", phase.text());
        return line("platform.initRuntimeDone", with(ending, told));
    }

    @Override
    public @Nullable String initReport(InitializationType type, InitPhase phase, long nanos, Ending ending) {
        LogLevel unlessFailed = type == InitializationType.ON_DEMAND ? LogLevel.DEBUG : LogLevel.INFO;
        if (!tells(levelOf(ending, unlessFailed))) {
            return null;
        }
        ObjectNode told = object().put("initializationType", type.wireName()).put("phase", phase.text());
        told.putObject("metrics").put("durationMs", millis(nanos));
        return line("platform.initReport", with(ending, told));
    }

    @Override
    public @Nullable String start(UUID requestId, String version) {
        if (!tells(LogLevel.DEBUG)) {
            return null;
        }
        return line(
                "platform.start",
                object().put("requestId", requestId.toString()).put("version", version));
    }

    @Override
    public @Nullable String end(UUID requestId, Ending ending) {
        if (!tells(levelOf(ending, LogLevel.DEBUG))) {
            return null;
        }
        return line("platform.runtimeDone", with(ending, object().put("requestId", requestId.toString())));
    }

    @Override
    public @Nullable String report(UUID requestId, InvocationReport report, Memory memory, Ending ending) {
        if (!tells(levelOf(ending, LogLevel.INFO))) {
            return null;
        }
        ObjectNode told = object().put("requestId", requestId.toString());
        ObjectNode metrics = told.putObject("metrics")
                .put("durationMs", millis(report.duration().toNanos()))
                .put("billedDurationMs", report.billedDuration().toMillis())
                .put("memorySizeMB", memory.size())
                .put("maxMemoryUsedMB", memory.used());
        report.initDuration().ifPresent(init -> metrics.put("initDurationMs", millis(init.toNanos())));
        return line("platform.report", with(ending, told));
    }

    @Override
    public @Nullable String application(
            LogLevel level, String message, @Nullable UUID requestId, @Nullable String tenantId) {
        if (level.compareTo(applicationLevel) < 0) {
            return null;
        }
        ObjectNode line = object().put("timestamp", TIME.format(time.now()))
                .put("level", level.name())
                .put("message", message);
        if (requestId != null) {
            line.put("AWSRequestId", requestId.toString());
        }
        if (tenantId != null) {
            line.put("tenantId", tenantId);
        }
        return line.toString();
    }

    private boolean tells(LogLevel level) {
        return level.compareTo(systemLevel) >= 0;
    }

    private static LogLevel levelOf(Ending ending, LogLevel unlessFailed) {
        return ending.isSuccess() ? unlessFailed : LogLevel.WARN;
    }

    private String line(String type, ObjectNode told) {
        Instant now = time.now();
        ObjectNode line = object().put("time", TIME.format(now)).put("type", type);
        line.set("record", told);
        return line.toString();
    }

    private static ObjectNode with(Ending ending, ObjectNode told) {
        told.put("status", ending.status().json());
        if (ending.errorType() != null) {
            told.put("errorType", ending.errorType());
        }
        return told;
    }

    private static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }

    /** With the three decimals of Lambda's telemetry. */
    private static double millis(long nanos) {
        return Math.round(nanos / 1e3) / 1e3;
    }
}
