package io.faas4j.mapping;

import io.faas4j.runtime.context.CallChain;
import io.faas4j.runtime.context.EventAttempt;
import io.faas4j.runtime.context.RequestIds;
import io.faas4j.runtime.time.RandomSource;

/**
 * One invocation with a batch: a synchronous one, so that each try has a request id of its own (rule ESM-11).
 *
 * @param idHigh the first half of it
 * @param idLow the second half
 * @param chain the invocations that led to its records
 */
record MappedAttempt(long idHigh, long idLow, CallChain chain) implements EventAttempt {

    static MappedAttempt next(RandomSource random, CallChain chain) {
        return new MappedAttempt(RequestIds.nextHigh(random), RequestIds.nextLow(random), chain);
    }

    @Override
    public int attemptNumber() {
        return 1;
    }
}
