package io.faas4j.runtime.context;

import com.google.common.collect.ImmutableMap;

/**
 * How often each function is in the chain of invocations that led to an event, for as long as that event waits (rule REC-3).
 * Bounded, however long the chain is. Immutable.
 *
 * @param times by function name, 1 and more
 */
public record CallChain(ImmutableMap<String, Integer> times) {

    /** An event that no handler sent. */
    public static final CallChain NONE = new CallChain(ImmutableMap.of());

    /** More functions in one circle than anybody writes; those that come later are not counted. */
    private static final int MAX_FUNCTIONS = 64;

    /** How many invocations it has. */
    int length() {
        int sum = 0;
        for (int each : times.values()) {
            sum += each;
        }
        return sum;
    }

    /** How often a function is in it. */
    public int times(String function) {
        return times.getOrDefault(function, 0);
    }

    /** The chain with one invocation more. */
    CallChain plus(String function) {
        int known = times(function);
        if (known == 0 && times.size() == MAX_FUNCTIONS) {
            return this;
        }
        ImmutableMap.Builder<String, Integer> more = ImmutableMap.builder();
        more.putAll(times);
        return new CallChain(more.put(function, known + 1).buildKeepingLast());
    }
}
