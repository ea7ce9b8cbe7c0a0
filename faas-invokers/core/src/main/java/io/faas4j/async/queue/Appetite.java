package io.faas4j.async.queue;

import io.faas4j.function.FunctionRef;

/**
 * Which of the events that are nobody's a durable queue takes in, and how far ahead, so that processes that share a store share what
 * waits there as well. Safe for use by many threads, and quick.
 */
@FunctionalInterface
public interface Appetite {

    /** All of them, as far as there is room. */
    Appetite ALL = target -> Integer.MAX_VALUE;

    /**
     * How many events of the target's function may be ready here, or due soon, while more of them are taken in.
     *
     * @param target whom events are for
     * @return 0 if they cannot be handled here
     */
    int ready(FunctionRef target);

    /**
     * So many were taken in, and count as accepted.
     *
     * @param function the function's bare name
     */
    default void took(String function, int events) {}
}
