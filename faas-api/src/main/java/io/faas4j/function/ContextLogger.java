package io.faas4j.function;

/**
 * Where a handler writes lines of its log: the logger {@code io.faas4j.function.} and the function's name. Safe for use by
 * many threads.
 */
@FunctionalInterface
public interface ContextLogger {

    /**
     * Writes one line at information level.
     *
     * @param message the line, without a line end
     */
    void log(String message);

    /**
     * Writes one line.
     *
     * @param message the line, without a line end
     * @param level a line below the function's application level is dropped (rule LOG-9)
     */
    default void log(String message, LogLevel level) {
        log(message);
    }
}
