package io.faas4j.runtime.context;

import static io.faas4j.runtime.context.ContextState.BUSY;
import static io.faas4j.runtime.context.ContextState.GIVE_BACK;
import static io.faas4j.runtime.context.ContextState.HELD;
import static io.faas4j.runtime.context.ContextState.IDLE;
import static io.faas4j.runtime.context.ContextState.ONE_BORROWING;
import static io.faas4j.runtime.context.ContextState.PERMIT;
import static io.faas4j.runtime.context.ContextState.PROVISIONED;
import static io.faas4j.runtime.context.ContextState.RESERVED;
import static io.faas4j.runtime.context.ContextState.RETIRE;
import static io.faas4j.runtime.context.ContextState.RETIRED;
import static io.faas4j.runtime.context.ContextState.STACKED;
import static io.faas4j.runtime.context.ContextState.TIMED_OUT;
import static io.faas4j.runtime.context.ContextState.WARM;
import static io.faas4j.runtime.context.ContextState.has;
import static io.faas4j.runtime.context.ContextState.isInvoked;
import static io.faas4j.runtime.context.ContextState.isOwned;
import static io.faas4j.runtime.context.ContextState.phase;
import static io.faas4j.runtime.context.ContextState.withPhase;

import io.faas4j.function.ShutdownReason;
import io.faas4j.runtime.concurrency.Permit;
import org.jspecify.annotations.Nullable;

/** An execution context as its pool sees it: claimed, given back, asked for its permit, retired. */
abstract class PooledContext extends HotFields {

    /*
     * I1  a context never belongs to two invocations: only a won change from IDLE makes an owner.
     * I2  a permit is held by the word that says so; who changes that away has it to give back.
     * Memory: the owner's plain writes happen-before the next owner's reads through the state word.
     * Cost of a warm borrow and return: two compare-and-sets on a cache line of its own.
     */
    private final ContextPool pool;

    PooledContext(ContextPool pool, long word) {
        this.pool = pool;
        initialState(word);
    }

    /** The first word of a context that is made for an invocation, which has this permit. */
    static long forInvocation(Permit permit) {
        return BUSY | ONE_BORROWING | permitFlags(permit);
    }

    /** The first word of a context that is made ahead of traffic. */
    static long aheadOfTraffic(boolean provisioned) {
        return provisioned ? HELD | PROVISIONED : HELD;
    }

    /** The pool this context belongs to. */
    public ContextPool pool() {
        return pool;
    }

    /** Puts the context on the idle stack: its STACKED flag has just been set. */
    abstract void becameIdle();

    /** Ends what belongs to the context, which has just been retired. */
    abstract void end(ShutdownReason reason);

    /** Passes on, or gives back, the place of a provisioned context that has just been retired. */
    abstract void leavePlace();

    /** Makes the handler of a provisioned context again, ahead of traffic: it is held now. */
    abstract void renew();

    // ---- by who borrows --------------------------------------------------------------------------------------------

    /** Claims a context that is idle, warm and has its permit: the warm path. */
    boolean claimReady() {
        long word = state();
        return ContextState.isReady(word) && changeState(word, withPhase(word, BUSY) + ONE_BORROWING);
    }

    /** Claims any idle context; it may have no permit, or no handler. */
    boolean claimIdle() {
        return claim(0);
    }

    /** Claims a context that was just taken off the idle stack, or else lets its owner push it again. */
    boolean claimPopped() {
        return claim(STACKED);
    }

    private boolean claim(long cleared) {
        while (true) {
            long word = state();
            if (phase(word) == IDLE) {
                if (changeState(word, (withPhase(word, BUSY) & ~cleared) + ONE_BORROWING)) {
                    return true;
                }
            } else if (phase(word) == RETIRED || cleared == 0) {
                return false;
            } else if (changeState(word, word & ~cleared)) {
                return false;
            }
        }
    }

    boolean hasPermit() {
        return has(state(), PERMIT);
    }

    /** Adds flags to the word of a context that the caller owns. */
    void addFlags(long flags) {
        long word;
        do {
            word = state();
        } while (!changeState(word, word | flags));
    }

    static long permitFlags(Permit permit) {
        return permit == Permit.RESERVED ? PERMIT | RESERVED : PERMIT;
    }

    private static @Nullable Permit permitOf(long word) {
        if (!has(word, PERMIT)) {
            return null;
        }
        if (has(word, PROVISIONED)) {
            return Permit.PROVISIONED;
        }
        return has(word, RESERVED) ? Permit.RESERVED : Permit.UNRESERVED;
    }

    // ---- by the owner ----------------------------------------------------------------------------------------------

    /**
     * Gives the context back: the end of the invocation.
     *
     * @return false if the deadline came first; the owner then calls {@link ExecutionContext#giveBackAfterTimeout}
     */
    public boolean giveBack() {
        long word = state();
        if (ContextState.isPlainlyBusy(word) && changeState(word, withPhase(word, IDLE))) {
            return true;
        }
        return giveBackSlowly();
    }

    private boolean giveBackSlowly() {
        while (true) {
            long word = state();
            if (phase(word) == TIMED_OUT) {
                return false;
            }
            if (has(word, RETIRE)) {
                if (retireFrom(word, ShutdownReason.SPINDOWN)) {
                    return true;
                }
                continue;
            }
            if (has(word, PROVISIONED) && !has(word, WARM)) {
                if (changeState(word, withPhase(word, HELD))) {
                    renew();
                    return true;
                }
                continue;
            }
            boolean isAwaited = has(word, PROVISIONED) && has(word, GIVE_BACK);
            long given = isAwaited ? GIVE_BACK : PERMIT | RESERVED | GIVE_BACK;
            long kept = has(word, GIVE_BACK) ? word & ~given : word;
            if (changeState(word, withPhase(kept, IDLE) | STACKED)) {
                if (kept != word && !isAwaited) {
                    release(word);
                }
                if (!has(word, STACKED)) {
                    becameIdle();
                }
                if (isAwaited) {
                    pool.concurrency().serveWaiting();
                }
                return true;
            }
        }
    }

    final boolean changeOwnPhase(long from, long to) {
        while (true) {
            long word = state();
            if (phase(word) != from) {
                return false;
            }
            if (changeState(word, withPhase(word, to))) {
                return true;
            }
        }
    }

    // ---- by anybody ------------------------------------------------------------------------------------------------

    /**
     * Makes a held context idle, for any invocation to borrow.
     *
     * @param flags are added
     * @return false if it was retired meanwhile
     */
    final boolean offer(long flags) {
        while (true) {
            long word = state();
            if (phase(word) != HELD) {
                return false;
            }
            if (changeState(word, withPhase(word, IDLE) | STACKED | flags)) {
                if (!has(word, STACKED)) {
                    becameIdle();
                }
                if (has(word, PROVISIONED)) {
                    pool.concurrency().serveWaiting();
                }
                return true;
            }
        }
    }

    /** Takes back the place that an idle context keeps; a busy one will give it back when it ends. */
    void reclaimPermit() {
        while (true) {
            long word = state();
            if (has(word, PROVISIONED)) {
                return;
            }
            if (phase(word) == IDLE) {
                if (!has(word, PERMIT)) {
                    return;
                }
                if (changeState(word, word & ~(PERMIT | RESERVED | GIVE_BACK))) {
                    release(word);
                    return;
                }
            } else if (!isOwned(word) || has(word, GIVE_BACK) || changeState(word, word | GIVE_BACK)) {
                return;
            }
        }
    }

    /**
     * Claims a provisioned context that is idle, though it may not be in the idle stack yet; if it is busy, has who waits for
     * concurrency served when it becomes idle.
     */
    boolean claimIdleOrBeTold() {
        while (true) {
            long word = state();
            if (phase(word) == IDLE) {
                if (changeState(word, withPhase(word, BUSY) + ONE_BORROWING)) {
                    return true;
                }
            } else if (!isInvoked(word) || has(word, GIVE_BACK) || changeState(word, word | GIVE_BACK)) {
                return false;
            }
        }
    }

    /** Retires the context if it is idle just now. */
    void retireIfIdle(ShutdownReason reason) {
        long word = state();
        if (phase(word) == IDLE) {
            retireFrom(word, reason);
        }
    }

    /** Retires the context now if it is idle or held, or else when its invocation or init phase ends. */
    void retire(ShutdownReason reason) {
        while (true) {
            long word = state();
            if (phase(word) == IDLE || phase(word) == HELD) {
                if (retireFrom(word, reason)) {
                    return;
                }
            } else if (!isOwned(word) || has(word, RETIRE) || changeState(word, word | RETIRE)) {
                return;
            }
        }
    }

    private boolean retireFrom(long word, ShutdownReason reason) {
        if (!changeState(word, withPhase(word, RETIRED) & ~(PERMIT | RESERVED))) {
            return false;
        }
        release(word);
        end(reason);
        return true;
    }

    private void release(long word) {
        Permit permit = permitOf(word);
        if (permit == Permit.PROVISIONED) {
            leavePlace();
        } else if (permit != null) {
            pool.concurrency().release(permit);
        }
    }

    boolean isBusy() {
        return isInvoked(state());
    }

    boolean isProvisioned() {
        return has(state(), PROVISIONED);
    }

    /** Whether it can serve, or serves, without an init phase. */
    boolean isServing() {
        long word = state();
        return has(word, WARM) && (phase(word) == IDLE || isInvoked(word));
    }

    boolean isRetired() {
        return phase(state()) == RETIRED;
    }

    boolean isToRetire() {
        return has(state(), RETIRE);
    }

    /** How often it was borrowed: for its owner, what tells this borrowing from all others. */
    public long borrowings() {
        return ContextState.borrowings(state());
    }

    /** Whether an invocation has it whose borrowing was this one. */
    final boolean isInvokedBy(long borrowing) {
        long word = state();
        return isInvoked(word) && ContextState.borrowings(word) == borrowing;
    }

    boolean isIdle() {
        return phase(state()) == IDLE;
    }
}
