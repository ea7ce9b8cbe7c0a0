package io.faas4j.runtime.context;

/**
 * Which try of which asynchronous event an invocation is: all of one event have its request id (rule ASYNC-2). What is asked
 * here does not change while the invocation runs.
 */
public interface EventAttempt {

    /** The first half of the event's request id. */
    long idHigh();

    /** The second half. */
    long idLow();

    /** 1 for the first attempt that reaches the function. */
    int attemptNumber();

    /** The invocations that led to the event. */
    CallChain chain();
}
