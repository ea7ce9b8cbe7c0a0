package io.faas4j.function;

/** Why an execution context is shut down, in Lambda's words (rule CTX-13). */
public enum ShutdownReason {
    /** It was idle or old, its revision was replaced, or the runtime closes. */
    SPINDOWN,
    /** An invocation, or the init phase, ran into its deadline. */
    TIMEOUT,
    /** A fatal error, an exit, or a failed init phase. */
    FAILURE
}
