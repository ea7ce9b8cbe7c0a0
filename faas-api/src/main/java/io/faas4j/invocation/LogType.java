package io.faas4j.invocation;

/** Whether an answer brings the end of the invocation's log (rule SYNC-8). */
public enum LogType {
    /** No log. The default. */
    NONE,
    /** The last 4 KB. */
    TAIL
}
