package io.faas4j.function;

/** What becomes of a function that invokes itself, directly or through others, again and again (rule REC-1). */
public enum RecursiveLoop {
    /** The chain goes on. */
    ALLOW,
    /** The 17th invocation of the same function in one chain is refused. The default. */
    TERMINATE
}
