package io.faas4j.function;

import io.faas4j.error.ValidationException;
import java.util.EnumSet;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a function's log contains, and how it looks (rule LOG-7): each method with a parameter answers the same settings with
 * one thing changed. Immutable.
 *
 * <pre>{@code
 * LoggingConfig.DEFAULT.json().applicationLevel(LogLevel.WARN)
 * }</pre>
 */
public final class LoggingConfig {

    /** Text, in the log group of the function's name; invocations are told of if the whole runtime tells of them. */
    public static final LoggingConfig DEFAULT = new LoggingConfig(LogFormat.TEXT, null, null, null, null);

    private static final Set<LogLevel> SYSTEM_LEVELS = EnumSet.of(LogLevel.DEBUG, LogLevel.INFO, LogLevel.WARN);
    private static final Pattern LOG_GROUP = Pattern.compile("[.\\-_/#A-Za-z0-9]{1,512}");

    private final LogFormat format;
    private final @Nullable LogLevel applicationLevel;
    private final @Nullable LogLevel systemLevel;
    private final @Nullable String logGroup;
    private final @Nullable Boolean invocationLines;

    private LoggingConfig(
            LogFormat format,
            @Nullable LogLevel applicationLevel,
            @Nullable LogLevel systemLevel,
            @Nullable String logGroup,
            @Nullable Boolean invocationLines) {
        this.format = format;
        this.applicationLevel = applicationLevel;
        this.systemLevel = systemLevel;
        this.logGroup = logGroup;
        this.invocationLines = invocationLines;
    }

    /** JSON lines; both levels are {@link LogLevel#INFO} unless they were set before. */
    public LoggingConfig json() {
        LogLevel application = applicationLevel == null ? LogLevel.INFO : applicationLevel;
        LogLevel system = systemLevel == null ? LogLevel.INFO : systemLevel;
        return new LoggingConfig(LogFormat.JSON, application, system, logGroup, invocationLines);
    }

    /** Text lines, which have no levels. */
    public LoggingConfig text() {
        return new LoggingConfig(LogFormat.TEXT, null, null, logGroup, invocationLines);
    }

    /**
     * Drops what the handler logs below a level.
     *
     * @param level any; {@link LogLevel#INFO} with JSON if never set
     * @throws ValidationException if the format is not JSON
     */
    public LoggingConfig applicationLevel(LogLevel level) {
        requireJson("applicationLogLevel", level);
        return new LoggingConfig(format, level, systemLevel, logGroup, invocationLines);
    }

    /**
     * Drops what the runtime logs of invocations below a level.
     *
     * @param level {@link LogLevel#DEBUG}, {@link LogLevel#INFO} or {@link LogLevel#WARN}; {@code INFO} with JSON if never set
     * @throws ValidationException if it is another, or the format is not JSON
     */
    public LoggingConfig systemLevel(LogLevel level) {
        requireJson("systemLogLevel", level);
        if (!SYSTEM_LEVELS.contains(level)) {
            throw ValidationException.of(
                    "loggingConfig.systemLogLevel", level, "Member must satisfy enum value set: " + SYSTEM_LEVELS);
        }
        return new LoggingConfig(format, applicationLevel, level, logGroup, invocationLines);
    }

    private void requireJson(String field, LogLevel level) {
        Objects.requireNonNull(level, field);
        if (format != LogFormat.JSON) {
            throw ValidationException.of(
                    "loggingConfig." + field, level, "Member must be absent unless the log format is JSON");
        }
    }

    /**
     * Names the log group that handlers are told.
     *
     * @param name 1 to 512 of {@code [.\-_/#A-Za-z0-9]}; {@code /aws/lambda/} and the function's name if never set
     * @throws ValidationException if it is not
     */
    public LoggingConfig logGroup(String name) {
        if (!LOG_GROUP.matcher(name).matches()) {
            throw ValidationException.of(
                    "loggingConfig.logGroup",
                    name,
                    "Member must satisfy regular expression pattern: " + LOG_GROUP.pattern());
        }
        return new LoggingConfig(format, applicationLevel, systemLevel, name, invocationLines);
    }

    /**
     * Whether START, END and REPORT of each invocation, and its cold start, are written to the function's log.
     *
     * @param written as the whole runtime is set, if never set
     */
    public LoggingConfig invocationLines(boolean written) {
        return new LoggingConfig(format, applicationLevel, systemLevel, logGroup, written);
    }

    /** How the lines look. */
    public LogFormat format() {
        return format;
    }

    /** The level below which the handler's lines are dropped; only with JSON. */
    public Optional<LogLevel> applicationLevel() {
        return Optional.ofNullable(applicationLevel);
    }

    /** The level below which the runtime's lines are dropped; only with JSON. */
    public Optional<LogLevel> systemLevel() {
        return Optional.ofNullable(systemLevel);
    }

    /** The log group, if it was named. */
    public Optional<String> logGroup() {
        return Optional.ofNullable(logGroup);
    }

    /** Whether invocations are written to the log, if that was set for this function. */
    public Optional<Boolean> invocationLines() {
        return Optional.ofNullable(invocationLines);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof LoggingConfig that
                && format == that.format
                && applicationLevel == that.applicationLevel
                && systemLevel == that.systemLevel
                && Objects.equals(logGroup, that.logGroup)
                && Objects.equals(invocationLines, that.invocationLines);
    }

    @Override
    public int hashCode() {
        return Objects.hash(format, applicationLevel, systemLevel, logGroup, invocationLines);
    }

    @Override
    public String toString() {
        return "LoggingConfig[format=%s, applicationLevel=%s, systemLevel=%s, logGroup=%s, invocationLines=%s]"
                .formatted(format, applicationLevel, systemLevel, logGroup, invocationLines);
    }
}
