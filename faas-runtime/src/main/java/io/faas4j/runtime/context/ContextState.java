package io.faas4j.runtime.context;

/**
 * The state word of an execution context: a phase, some flags, and a count of borrowings, all changed together by
 * compare-and-set, so that whatever two threads race for has one winner.
 */
final class ContextState {

    /*
     * phase, bits 0 to 2
     *   IDLE       nobody's; may be borrowed
     *   BUSY       belongs to an invocation, in its invoke phase
     *   INIT       belongs to an invocation, in its first init phase, under the init limit
     *   LATE_INIT  as INIT, but over its limit: its thread was interrupted, the function's timeout runs
     *   TIMED_OUT  still belongs to an invocation whose deadline has passed and whose caller is or will be told so
     *   RETIRED    the end
     *   HELD       belongs to the runtime itself, which prepares it ahead of traffic; may be retired by anybody
     *   HELD_INIT  as HELD, in an init phase ahead of traffic, under a limit
     * flags
     *   PERMIT     has a place under the limits; an idle context keeps it until somebody reclaims it
     *   RESERVED   that place is one of the function's reservation
     *   STACKED    is, or is about to be, in the pool's idle stack
     *   WARM       has a handler
     *   GIVE_BACK  gives its place back when it becomes idle; a provisioned one, which keeps it, serves who waits for one
     *   RETIRE     is retired when it becomes idle
     *   PROVISIONED  for its whole life; its place is no reclaim's, and goes with it, or to its successor, when it is retired
     * count, from bit 10: goes up by one with each borrowing, so that a word never comes back (no ABA).
     *
     * Who may change what: the phase of an idle context, whoever wins it; of any other, the invocation that owns it, and
     * the deadline sweep for INIT -> LATE_INIT and BUSY, LATE_INIT, HELD_INIT -> TIMED_OUT. Flags: the owner, and with the phase
     * unchanged anybody, for STACKED (a pop), GIVE_BACK (a reclaim) and RETIRE (a drain, a maximum lifetime).
     */
    static final long PHASE = 0b111;
    static final long IDLE = 0;
    static final long BUSY = 1;
    static final long INIT = 2;
    static final long LATE_INIT = 3;
    static final long TIMED_OUT = 4;
    static final long RETIRED = 5;
    static final long HELD = 6;
    static final long HELD_INIT = 7;

    static final long PERMIT = 1 << 3;
    static final long RESERVED = 1 << 4;
    static final long STACKED = 1 << 5;
    static final long WARM = 1 << 6;
    static final long GIVE_BACK = 1 << 7;
    static final long RETIRE = 1 << 8;
    static final long PROVISIONED = 1 << 9;
    static final long ONE_BORROWING = 1 << 10;

    /** Everything but the count, and but where the permit is from. */
    private static final long SHAPE = (ONE_BORROWING - 1) & ~(RESERVED | PROVISIONED);

    private ContextState() {}

    static long phase(long word) {
        return word & PHASE;
    }

    static long withPhase(long word, long phase) {
        return (word & ~PHASE) | phase;
    }

    static boolean has(long word, long flag) {
        return (word & flag) != 0;
    }

    /** Idle, warm, with its permit kept, and nothing asked of it: may be borrowed by one compare-and-set. */
    static boolean isReady(long word) {
        return (word & SHAPE) == (IDLE | PERMIT | STACKED | WARM);
    }

    /** Busy, and may be given back as it is by one compare-and-set. */
    static boolean isPlainlyBusy(long word) {
        return (word & SHAPE) == (BUSY | PERMIT | STACKED | WARM);
    }

    static boolean isOwned(long word) {
        long phase = phase(word);
        return phase != IDLE && phase != RETIRED;
    }

    /** Belongs to an invocation, and not to the runtime itself. */
    static boolean isInvoked(long word) {
        long phase = phase(word);
        return isOwned(word) && phase != HELD && phase != HELD_INIT;
    }

    static long borrowings(long word) {
        return word / ONE_BORROWING;
    }
}
