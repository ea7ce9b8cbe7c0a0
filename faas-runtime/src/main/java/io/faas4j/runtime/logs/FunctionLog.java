package io.faas4j.runtime.logs;

import io.faas4j.function.ArnScope;
import io.faas4j.function.ContextLogger;
import io.faas4j.function.InitializationType;
import io.faas4j.function.LogFormat;
import io.faas4j.function.LogLevel;
import io.faas4j.function.LoggingConfig;
import io.faas4j.runtime.time.TimeSource;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;
import org.slf4j.event.Level;

/** The log of one revision: its function's logger, and how lines look there. Safe for use by many threads. */
public final class FunctionLog {

    /** The MDC key that carries the request id while a handler's line is written. */
    public static final String REQUEST_ID = "AWSRequestId";

    private final Logger logger;
    private final Lines lines;
    private final String version;

    /**
     * The log of one revision.
     *
     * @param functionName the function's name: its logger is {@code io.faas4j.function.} and that name
     * @param version {@code $LATEST} or a number
     * @param config what the log contains
     * @param scope where ARNs live
     * @param time where time comes from
     */
    public FunctionLog(String functionName, String version, LoggingConfig config, ArnScope scope, TimeSource time) {
        this.logger = LoggerFactory.getLogger("io.faas4j.function." + functionName);
        this.version = version;
        RuntimeVersion runtime = RuntimeVersion.of(scope);
        this.lines = config.format() == LogFormat.JSON
                ? new JsonLines(functionName, config, runtime, time)
                : new TextLines(runtime);
    }

    /** The logger as it is. */
    public Logger logger() {
        return logger;
    }

    /** Whether the logger takes lines at the level that invocations are told at: INFO. */
    public boolean takesInvocations() {
        return logger.isInfoEnabled();
    }

    /** Writes INIT_START: an on-demand context begins its first init phase (rule LOG-1). */
    public void initStart(InitializationType type) {
        write(lines.initStart(type, version));
    }

    /**
     * Writes INIT_REPORT where Lambda has one: of each failure, and of each init phase ahead of traffic (rule LOG-4).
     *
     * @param nanos what the phase took
     */
    public void initEnded(InitializationType type, InitPhase phase, long nanos, Ending ending) {
        write(lines.initDone(type, phase, ending));
        write(lines.initReport(type, phase, nanos, ending));
    }

    private void write(@Nullable String line) {
        if (line != null) {
            logger.info(line);
        }
    }

    /** Where a handler writes that nobody follows: before any invocation, or during one that is not told of. */
    public ContextLogger ofHandler(@Nullable UUID requestId, @Nullable String tenantId) {
        return new HandlerLog(this, requestId, tenantId, null);
    }

    Lines lines() {
        return lines;
    }

    String version() {
        return version;
    }

    /** Writes a handler's line, with its request id in the MDC. */
    void writeOfHandler(LogLevel level, String line, @Nullable UUID requestId) {
        Level of = slf4j(level);
        if (!logger.isEnabledForLevel(of)) {
            return;
        }
        String before = MDC.get(REQUEST_ID);
        if (requestId == null || requestId.toString().equals(before)) {
            logger.atLevel(of).log(line);
            return;
        }
        MDC.put(REQUEST_ID, requestId.toString());
        try {
            logger.atLevel(of).log(line);
        } finally {
            if (before == null) {
                MDC.remove(REQUEST_ID);
            } else {
                MDC.put(REQUEST_ID, before);
            }
        }
    }

    private static Level slf4j(LogLevel level) {
        return level == LogLevel.FATAL ? Level.ERROR : Level.valueOf(level.name());
    }
}
