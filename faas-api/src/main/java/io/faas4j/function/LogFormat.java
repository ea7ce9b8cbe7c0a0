package io.faas4j.function;

/** How the lines of a function's log look (rule LOG-7). */
public enum LogFormat {
    /** Lambda's {@code START}, {@code END} and {@code REPORT} lines; the handler's lines as they are. The default. */
    TEXT,
    /** One JSON object a line (rules LOG-8, LOG-9). */
    JSON
}
