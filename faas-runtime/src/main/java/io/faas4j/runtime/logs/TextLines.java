package io.faas4j.runtime.logs;

import io.faas4j.function.InitializationType;
import io.faas4j.function.LogLevel;
import io.faas4j.invocation.InvocationReport;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Lambda's text lines: fields with a tab after each (rules LOG-1 to LOG-4). */
final class TextLines implements Lines {

    private final RuntimeVersion runtime;

    TextLines(RuntimeVersion runtime) {
        this.runtime = runtime;
    }

    @Override
    public String initStart(InitializationType type, String version) {
        return "INIT_START Runtime Version: %s\tRuntime Version ARN: %s".formatted(runtime.version(), runtime.arn());
    }

    @Override
    public @Nullable String initDone(InitializationType type, InitPhase phase, Ending ending) {
        return null;
    }

    @Override
    public @Nullable String initReport(InitializationType type, InitPhase phase, long nanos, Ending ending) {
        if (ending.isSuccess() && type == InitializationType.ON_DEMAND) {
            return null;
        }
        String line = "INIT_REPORT Init Duration: %s ms\tPhase: %s".formatted(millis(nanos), phase.text());
        return line + "\tStatus: " + ending.status().text()
                + (ending.errorType() == null ? "" : "\tError Type: " + ending.errorType());
    }

    @Override
    public String start(UUID requestId, String version) {
        return "START RequestId: " + requestId + " Version: " + version;
    }

    @Override
    public String end(UUID requestId, Ending ending) {
        return "END RequestId: " + requestId;
    }

    @Override
    public String report(UUID requestId, InvocationReport report, Memory memory, Ending ending) {
        StringBuilder line = new StringBuilder(160)
                .append("REPORT RequestId: ")
                .append(requestId)
                .append("\tDuration: ")
                .append(millis(report.duration().toNanos()))
                .append(" ms\tBilled Duration: ")
                .append(report.billedDuration().toMillis())
                .append(" ms\tMemory Size: ")
                .append(memory.size())
                .append(" MB\tMax Memory Used: ")
                .append(memory.used())
                .append(" MB\t");
        report.initDuration()
                .ifPresent(init -> line.append("Init Duration: ")
                        .append(millis(init.toNanos()))
                        .append(" ms\t"));
        if (!ending.isSuccess()) {
            line.append("Status: ").append(ending.status().text()).append('\t');
        }
        if (ending.errorType() != null) {
            line.append("Error Type: ").append(ending.errorType()).append('\t');
        }
        return line.toString();
    }

    @Override
    public String application(LogLevel level, String message, @Nullable UUID requestId, @Nullable String tenantId) {
        return message;
    }

    private static String millis(long nanos) {
        return String.format(Locale.ROOT, "%.2f", nanos / 1e6);
    }
}
