package io.faas4j.runtime.context;

/**
 * How many execution contexts are in which state.
 *
 * @param initializing have an init phase before they serve: their invocation's, or one ahead of traffic
 * @param idle wait for an invocation
 * @param keepingPlace of the idle ones, those that keep their place under the concurrency limits until somebody needs it
 * @param busy belong to an invocation in its invoke phase
 * @param timedOut belong to an invocation whose deadline has passed and whose handler has not ended yet
 * @param preparing of the initializing ones, those that belong to no invocation: they are made ahead of traffic
 */
public record ContextCounts(int initializing, int idle, int keepingPlace, int busy, int timedOut, int preparing) {

    /** No contexts. */
    public static final ContextCounts NONE = new ContextCounts(0, 0, 0, 0, 0, 0);

    /** Contexts that belong to an invocation (MET ConcurrentExecutions). */
    public int running() {
        return initializing - preparing + busy + timedOut;
    }

    /** All contexts. */
    public int all() {
        return initializing + idle + busy + timedOut;
    }

    /**
     * The sum of both.
     *
     * @param other of another pool
     */
    public ContextCounts plus(ContextCounts other) {
        return other.all() == 0
                ? this
                : new ContextCounts(
                        initializing + other.initializing,
                        idle + other.idle,
                        keepingPlace + other.keepingPlace,
                        busy + other.busy,
                        timedOut + other.timedOut,
                        preparing + other.preparing);
    }

    /** Counts one state word after the other. */
    static final class Counting {
        private int initializing;
        private int idle;
        private int keepingPlace;
        private int busy;
        private int timedOut;
        private int preparing;

        void add(long word) {
            long phase = ContextState.phase(word);
            if (phase == ContextState.IDLE) {
                idle++;
                keepingPlace += ContextState.has(word, ContextState.PERMIT) ? 1 : 0;
            } else if (phase == ContextState.BUSY) {
                busy++;
            } else if (phase == ContextState.INIT || phase == ContextState.LATE_INIT) {
                initializing++;
            } else if (phase == ContextState.HELD || phase == ContextState.HELD_INIT) {
                initializing++;
                preparing++;
            } else if (phase == ContextState.TIMED_OUT) {
                timedOut++;
            }
        }

        ContextCounts counted() {
            return new ContextCounts(initializing, idle, keepingPlace, busy, timedOut, preparing);
        }
    }
}
