package io.faas4j.runtime.logs;

import io.faas4j.function.ContextLogger;
import io.faas4j.function.LogLevel;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What one handler call writes to its log, and to its tail if there is one. Safe for use by many threads. */
final class HandlerLog implements ContextLogger {

    private final FunctionLog log;
    private final @Nullable UUID requestId;
    private final @Nullable String tenantId;
    private final @Nullable LogTail tail;

    HandlerLog(FunctionLog log, @Nullable UUID requestId, @Nullable String tenantId, @Nullable LogTail tail) {
        this.log = log;
        this.requestId = requestId;
        this.tenantId = tenantId;
        this.tail = tail;
    }

    @Override
    public void log(String message) {
        log(message, LogLevel.INFO);
    }

    @Override
    public void log(String message, LogLevel level) {
        String line = log.lines().application(level, message, requestId, tenantId);
        if (line == null) {
            return;
        }
        if (tail != null) {
            tail.add(line);
        }
        log.writeOfHandler(level, line, requestId);
    }
}
