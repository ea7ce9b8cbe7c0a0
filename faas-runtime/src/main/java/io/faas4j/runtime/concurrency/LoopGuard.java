package io.faas4j.runtime.concurrency;

import io.faas4j.error.RecursiveInvocationException;
import io.faas4j.function.RecursiveLoop;

/** Stops a function that goes in a circle (rules REC-1, REC-2). Safe for use by many threads. */
public final class LoopGuard {

    /** How often a function may be in the chain of an invocation's callers. */
    public static final int LONGEST_LOOP = 16;

    private final String function;
    private volatile RecursiveLoop policy = RecursiveLoop.TERMINATE;

    LoopGuard(String function) {
        this.function = function;
    }

    /** What becomes of a loop. */
    public RecursiveLoop policy() {
        return policy;
    }

    /**
     * Changes what becomes of a loop.
     *
     * @param value for invocations from now on
     */
    public void policy(RecursiveLoop value) {
        policy = value;
    }

    /**
     * Whether an invocation is refused.
     *
     * @param timesInChain how often the function is in the chain of its callers
     */
    public boolean isStopped(int timesInChain) {
        return timesInChain >= LONGEST_LOOP && policy == RecursiveLoop.TERMINATE;
    }

    /**
     * Lets an invocation pass or refuses it.
     *
     * @param timesInChain how often the function is in the chain of its callers
     * @throws RecursiveInvocationException if that is too often, and loops are terminated
     */
    public void check(int timesInChain) {
        if (isStopped(timesInChain)) {
            throw new RecursiveInvocationException(
                    "Function '%s' was invoked %d times in one chain of invocations: the chain is stopped"
                            .formatted(function, timesInChain));
        }
    }
}
