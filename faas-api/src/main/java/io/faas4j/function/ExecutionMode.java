package io.faas4j.function;

/** On which thread a synchronous invocation runs, and how hard its deadline is. */
public enum ExecutionMode {
    /**
     * On the calling thread, without a hand-off. At the deadline that thread is interrupted, and the call ends as timed
     * out when the handler returns (rule LIB-1). The default.
     */
    CALLER,
    /**
     * On the execution context's own thread. The caller has its answer at the deadline at the latest, whatever the
     * handler does; costs a hand-off between threads.
     */
    WORKER
}
