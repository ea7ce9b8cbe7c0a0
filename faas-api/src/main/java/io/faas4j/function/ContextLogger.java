package io.faas4j.function;

/** Where a handler writes lines of its log. Safe for use by many threads. */
@FunctionalInterface
public interface ContextLogger {

    /**
     * Writes one line at information level.
     *
     * @param message the line, without a line end
     */
    void log(String message);
}
