package io.faas4j.runtime.context;

/**
 * Which try of which asynchronous event an invocation is: all of one event have its request id (rule ASYNC-2).
 *
 * @param idHigh the first half of the event's request id
 * @param idLow the second half
 * @param number 1 for the first that reaches the function
 * @param chain the invocations that led to the event
 */
public record EventAttempt(long idHigh, long idLow, int number, CallChain chain) {}
