package io.faas4j.function;

/** Levels of log lines, from the most talkative to the gravest (rule LOG-7). */
public enum LogLevel {
    /** Every step. */
    TRACE,
    /** What helps to find an error. */
    DEBUG,
    /** What happens. The default. */
    INFO,
    /** What may become an error. */
    WARN,
    /** What went wrong. */
    ERROR,
    /** What ends the function. */
    FATAL
}
