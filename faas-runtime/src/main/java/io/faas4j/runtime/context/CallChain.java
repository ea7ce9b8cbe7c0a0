package io.faas4j.runtime.context;

import io.faas4j.runtime.concurrency.LoopGuard;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;

/**
 * The functions whose invocations led to an event, for as long as that event waits (rule REC-3). Bounded, however long the
 * chain is: what comes too often to matter is left out. Immutable.
 *
 * @param functions their names, the first one first; copied
 */
public record CallChain(List<String> functions) {

    /** An event that no handler sent. */
    public static final CallChain NONE = new CallChain(List.of());

    /** More invocations in one circle than anybody makes; what comes after them is not counted. */
    private static final int LONGEST = 64 * LoopGuard.LONGEST_LOOP;

    /** Takes a copy. */
    public CallChain {
        functions = List.copyOf(functions);
    }

    int length() {
        return functions.size();
    }

    /** How often a function is in it; as often as stops it, at most. */
    public int times(String function) {
        int times = 0;
        for (String link : functions) {
            if (link.equals(function)) {
                times++;
            }
        }
        return times;
    }

    /**
     * Both chains in one: each function is in it as often as in that which has it more often.
     *
     * @param other of another event of the same batch
     */
    public CallChain union(CallChain other) {
        if (other.functions.isEmpty() || equals(other)) {
            return this;
        }
        List<String> all = new ArrayList<>(functions);
        for (String function : new LinkedHashSet<>(other.functions)) {
            for (int i = times(function); i < other.times(function) && all.size() < LONGEST; i++) {
                all.add(function);
            }
        }
        return new CallChain(all);
    }

    /**
     * The chain with one invocation more.
     *
     * @param function the name of the function that is invoked
     */
    public CallChain plus(String function) {
        if (functions.size() >= LONGEST || times(function) >= LoopGuard.LONGEST_LOOP) {
            return this;
        }
        List<String> more = new ArrayList<>(functions);
        more.add(function);
        return new CallChain(more);
    }
}
