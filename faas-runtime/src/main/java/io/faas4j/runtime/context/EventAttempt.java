package io.faas4j.runtime.context;

/**
 * Which try of which asynchronous event an invocation is: all of one event have its request id (rule ASYNC-2).
 */
public interface EventAttempt {

    /** The first half of the event's request id. */
    long idHigh();

    /** The second half. */
    long idLow();

    /** 1 for the first attempt that reaches the function. Asked when it begins: later it may be at the next one. */
    int attemptNumber();

    /** The invocations that led to the event. */
    CallChain chain();
}
