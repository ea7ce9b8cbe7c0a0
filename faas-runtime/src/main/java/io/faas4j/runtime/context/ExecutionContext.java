package io.faas4j.runtime.context;

import static io.faas4j.runtime.context.ContextState.BUSY;
import static io.faas4j.runtime.context.ContextState.HELD;
import static io.faas4j.runtime.context.ContextState.HELD_INIT;
import static io.faas4j.runtime.context.ContextState.IDLE;
import static io.faas4j.runtime.context.ContextState.INIT;
import static io.faas4j.runtime.context.ContextState.LATE_INIT;
import static io.faas4j.runtime.context.ContextState.RETIRE;
import static io.faas4j.runtime.context.ContextState.TIMED_OUT;
import static io.faas4j.runtime.context.ContextState.WARM;
import static io.faas4j.runtime.context.ContextState.phase;
import static io.faas4j.runtime.context.ContextState.withPhase;

import io.faas4j.function.Context;
import io.faas4j.function.Handler;
import io.faas4j.function.InitializationType;
import io.faas4j.function.ShutdownReason;
import io.faas4j.runtime.tally.Counted;
import io.faas4j.runtime.tally.Tally;
import io.faas4j.runtime.tally.Traffic;
import io.faas4j.runtime.time.TimeSource;
import io.faas4j.runtime.time.Worker;
import java.lang.invoke.VarHandle;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The environment in which one handler instance lives, and serves one invocation at a time (rule CTX-1).
 *
 * <p>Who borrowed a context from its {@link ContextPool} owns it until {@link #giveBack} answered: only the owner calls
 * the methods of an invocation, {@link #beginInit} to {@link #giveBack}.
 */
public final class ExecutionContext extends PooledContext {

    /*
     * I1, I2  see PooledContext.
     * I3  an invocation ends exactly once: the owner's change away from BUSY and the sweep's to TIMED_OUT exclude each other.
     * I4  an interrupt is delivered under the interrupts lock, after the sweep's change has won; the owner passes through
     *     that lock before it goes on, so that no interrupt comes later than the invocation it is meant for.
     */
    private static final Tally[] NO_TALLIES = {};

    private final long number;
    private final long created;
    private final long idSeed;

    /** What it shares with other contexts, as one slot of several; null if it is alone. */
    private final @Nullable Environment environment;

    private @Nullable Handler<Object, Object> handler;
    private @Nullable Initialization initialization;
    private boolean initAttempted;

    // The last tally that was used, since it mostly is the next one too; and those for further qualifiers than the
    // first, for
    // which the context itself is the tally.
    private @Nullable Tally tally;
    private Tally[] tallies = NO_TALLIES;

    // Written by the sweep under the interrupts lock, read by an owner who passed through it.
    private boolean interruptSent;
    private long lateInitEnded = NO_DEADLINE;
    private long lateDeadline;
    private long timedOutAt;

    /** What the init phase within its limit took; negative if there was none. Written before the deadline that follows it. */
    private long lastInitNanos = -1;

    /** When the invocation ends at the latest, for a deadline that only an init phase's end brings. Written before that phase. */
    private long cap = NO_DEADLINE;

    private volatile @Nullable Worker worker;
    private volatile @Nullable Path scratch;

    ExecutionContext(ContextPool pool, long number, long word) {
        this(pool, number, word, null, null);
    }

    /** One slot of several; warm from the beginning if the others are. */
    static ExecutionContext slot(ContextPool pool, long number, long word, Environment environment) {
        Handler<Object, Object> shared = environment.handlerIfReady();
        ExecutionContext made =
                new ExecutionContext(pool, number, shared == null ? word : word | WARM, environment, shared);
        environment.joined(made);
        return made;
    }

    private ExecutionContext(
            ContextPool pool,
            long number,
            long word,
            @Nullable Environment environment,
            @Nullable Handler<Object, Object> handler) {
        super(pool, word);
        this.number = number;
        this.environment = environment;
        this.handler = handler;
        this.lastUsed = pool.settings().time().nanoTime();
        this.created = environment == null ? lastUsed : environment.created();
        this.idSeed = pool.settings().random().nextLong();
        this.idCount = pool.settings().random().nextLong();
    }

    // ---- one invocation, by its owner ------------------------------------------------------------------------------

    /** Whether the context has a handler. */
    public boolean isWarm() {
        return handler != null;
    }

    /** Whether an init phase was tried before, so that the next one runs within the invocation (rules CTX-3, CTX-7). */
    public boolean wasInitAttempted() {
        return initAttempted;
    }

    /** Calls the handler of a warm context. */
    @SuppressWarnings(
            "NullAway") // the owner has made the handler, and an event may be null for a handler that takes it
    public @Nullable Object callHandler(@Nullable Object event, Context context) throws Exception {
        return handler.handle(event, context);
    }

    /** Whether the invocation runs on the context's own thread. */
    public boolean isOnOwnThread() {
        return listener != null;
    }

    /**
     * Begins an invoke phase.
     *
     * @param runner the thread that runs the handler; null if it will {@link #attach} itself
     * @param deadlineNanos when it times out
     * @param timeoutListener told of a timeout; null if the owner itself waits for the handler
     */
    public void begin(@Nullable Thread runner, long deadlineNanos, @Nullable TimeoutListener timeoutListener) {
        if (thread != runner) {
            thread = runner;
        }
        if (listener != timeoutListener) {
            listener = timeoutListener;
        }
        deadline(deadlineNanos);
    }

    /**
     * As {@link #begin}, for a first init phase: the deadline is that of the init limit.
     *
     * @param latest when the whole invocation ends at the latest, since one around it does; {@link #NO_DEADLINE} for none
     */
    public void beginInit(
            @Nullable Thread runner, long deadlineNanos, long latest, @Nullable TimeoutListener timeoutListener) {
        cap = latest;
        lastInitNanos = -1;
        lateInitEnded = NO_DEADLINE;
        changeOwnPhase(BUSY, INIT);
        begin(runner, deadlineNanos, timeoutListener);
    }

    /**
     * Ends a first init phase and begins what follows, with the deadline of the invoke phase.
     *
     * @param initNanos what the phase took
     * @param deadlineNanos when the invocation times out
     * @return false if the phase was over its limit: the invocation's deadline runs already, see {@link #beginAfterLateInit}
     */
    public boolean endInit(long initNanos, long deadlineNanos) {
        deadline(NO_DEADLINE);
        if (!changeOwnPhase(INIT, BUSY)) {
            return false;
        }
        lastInitNanos = initNanos;
        deadline(deadlineNanos);
        return true;
    }

    /**
     * Goes on after an init phase that was over its limit.
     *
     * @param interruptedException whether the phase ended with an {@link InterruptedException}
     * @return false if by now the whole invocation has timed out
     */
    public boolean beginAfterLateInit(boolean interruptedException) {
        passInterrupts(interruptedException);
        long invokeDeadline = lateDeadline;
        if (!changeOwnPhase(LATE_INIT, BUSY)) {
            return false;
        }
        deadline(invokeDeadline);
        return true;
    }

    /** When the init phase went over its limit, which is where the invoke phase begins then. */
    public long lateInitEnded() {
        return lateInitEnded;
    }

    /**
     * Says which thread runs the invocation: the context's own, which has just started to.
     *
     * @return false if the invocation has timed out already, and the handler must not run
     */
    public boolean attach(Thread runner) {
        thread = runner;
        // The sweep changes the word and then reads the thread: it sees this thread, or is seen by it, or both.
        VarHandle.fullFence();
        return phase(state()) != TIMED_OUT;
    }

    /** Makes the handler. What the making throws goes to the caller, after the hooks so far ran. */
    @SuppressWarnings("IllegalCatch")
    public void initialize() throws Throwable {
        initAttempted = true;
        if (environment != null) {
            handler = environment.initialize(this);
        } else {
            Environment.Ready made = makeHandler();
            handler = made.handler();
            initialization = made.initialization();
        }
        addFlags(WARM);
    }

    @SuppressWarnings("IllegalCatch")
    Environment.Ready makeHandler() throws Throwable {
        Initialization init = new Initialization(this);
        try {
            Handler<Object, Object> made = init.withHooks(
                    HandlerLoader.load(pool().revision().definition().code(), init));
            return new Environment.Ready(made, init);
        } catch (Throwable failure) {
            pool().contexts().shutDown(init, null, ShutdownReason.FAILURE);
            throw failure;
        }
    }

    /** Whether it is one slot of several that share a handler, which no error of one resets (rules LMI-2, LMI-5). */
    public boolean sharesHandler() {
        return environment != null;
    }

    /**
     * When the invoke phase began of an invocation that began with a first init phase, if either has ended: where an init
     * phase went over its limit, or else with the invocation.
     *
     * @param begunNanos when the invocation began
     */
    public long invokePhaseStart(long begunNanos) {
        if (lastInitNanos >= 0) {
            return begunNanos + lastInitNanos;
        }
        return lateInitEnded == NO_DEADLINE ? begunNanos : lateInitEnded;
    }

    /** What the init phase took, if it was within its limit; negative if there was none. */
    public long initNanos() {
        return lastInitNanos;
    }

    /** Whether the invocation's deadline has passed, or it was told to end with the runtime. */
    public boolean isTimedOut() {
        return phase(state()) == TIMED_OUT;
    }

    /**
     * Takes the handler away, so that the next invocation makes a new one; the scratch directory stays (rule CTX-7). A slot of
     * several looks for the handler again, and after a failure has all of them replaced (rule LMI-2).
     */
    public void reset(ShutdownReason reason) {
        if (environment != null && reason == ShutdownReason.FAILURE) {
            environment.close(this);
            return;
        }
        long word;
        do {
            word = state();
        } while (!changeState(word, word & ~WARM));
        shutDownHandler(reason);
    }

    private void shutDownHandler(ShutdownReason reason) {
        Handler<Object, Object> old = handler;
        Initialization init = initialization;
        handler = null;
        initialization = null;
        if (init != null) {
            pool().contexts().shutDown(init, old, reason);
        }
    }

    /** The next request id's first half; the second is {@link #nextIdLow}, asked for before. */
    public long idHigh(long low) {
        return idSeed ^ RequestIds.mix(low);
    }

    /** A number that this context never gives twice. */
    public long nextIdLow() {
        return RequestIds.mix(idCount += RequestIds.GAMMA);
    }

    /**
     * Counts an invocation with a result; the last the owner writes before it gives the context back.
     *
     * @return whether it is counted: not if its deadline has passed, see {@link #recordTimeout}
     */
    public Counted recordSuccess(Traffic traffic, long startNanos, long endNanos) {
        boolean counts = !isTimedOut();
        if (counts) {
            tally(traffic).succeeded(endNanos - startNanos);
        }
        unused(endNanos);
        return counts ? Counted.AS_SUCCESS : Counted.NOT;
    }

    /** As {@link #recordSuccess}, for one that ended in a function error. */
    public Counted recordFailure(Traffic traffic, long startNanos, long endNanos) {
        boolean counts = !isTimedOut();
        if (counts) {
            tally(traffic).failed(endNanos - startNanos);
        }
        unused(endNanos);
        return counts ? Counted.AS_FAILURE : Counted.NOT;
    }

    /**
     * Counts an invocation that timed out; before {@link #giveBackAfterTimeout}.
     *
     * @param before as what it was counted already
     */
    public void recordTimeout(Traffic traffic, long startNanos, long endNanos, Counted before) {
        tally(traffic).timedOut(endNanos - startNanos, endNanos - timedOutAt, before);
    }

    /** As {@link #recordTimeout}, for one whose handler was not called. */
    public void recordTimeoutBeforeCall(Traffic traffic) {
        tally(traffic).timedOut(0, -1, Counted.NOT);
    }

    /** Instead of {@link #recordSuccess}, if the handler was not to run. */
    public void unused(long endNanos) {
        lastUsed = endNanos;
        deadline(NO_DEADLINE);
    }

    /** When its last invocation ended; only for its owner. */
    public long lastUsedNanos() {
        return lastUsed;
    }

    /** The counts of this context for what comes through one qualifier; only for its owner. */
    public Tally tally(Traffic traffic) {
        Tally last = tally;
        return last != null && last.isOf(traffic) ? last : otherTally(traffic);
    }

    private Tally otherTally(Traffic traffic) {
        if (isOf(traffic)) {
            tally = this;
            return this;
        }
        for (Tally known : tallies) {
            if (known.isOf(traffic)) {
                tally = known;
                return known;
            }
        }
        Tally begun = traffic.totals(pool().revision().version()).begin(hasBegun() ? null : this);
        if (begun != this) {
            forgetDeleted();
            tallies = Arrays.copyOf(tallies, tallies.length + 1);
            tallies[tallies.length - 1] = begun;
        }
        tally = begun;
        return begun;
    }

    /** Qualifiers may come and go as long as the context lives. */
    private void forgetDeleted() {
        List<Tally> kept = new ArrayList<>();
        for (Tally known : tallies) {
            if (known.isOver()) {
                known.endTally();
            } else {
                kept.add(known);
            }
        }
        tallies = kept.toArray(NO_TALLIES);
    }

    /**
     * Gives the context back after its deadline, when the handler has ended at last: reset, so that it can serve again, or
     * retired together with its thread if that took no notice of its interrupt (rule LIB-1).
     *
     * @param endNanos when the handler ended
     * @param interruptedException whether the handler ended with an {@link InterruptedException}
     */
    public void giveBackAfterTimeout(long endNanos, boolean interruptedException) {
        passInterrupts(interruptedException);
        boolean onWorker = listener != null;
        if (onWorker) {
            pool().contexts().workerEnded();
        }
        if (environment == null) {
            reset(ShutdownReason.TIMEOUT);
        }
        if (environment == null
                && onWorker
                && endNanos - timedOutAt > pool().contexts().interruptGraceNanos()) {
            addFlags(RETIRE);
        }
        lastUsed = endNanos;
        // It has passed: whoever sweeps a busy word must not find it there, now or after the next borrowing.
        deadline(NO_DEADLINE);
        changeOwnPhase(TIMED_OUT, BUSY);
        giveBack();
    }

    /**
     * Gives the context back after something was thrown that nobody foresaw, unless it was given back before that.
     *
     * @param borrowing the {@link #borrowings} of the invocation that ends so
     * @param endNanos when
     */
    public void giveBackIfKept(long borrowing, long endNanos) {
        if (!isInvokedBy(borrowing)) {
            return;
        }
        // An init phase over its limit was interrupted.
        beginAfterLateInit(false);
        unused(endNanos);
        if (!giveBack()) {
            giveBackAfterTimeout(endNanos, false);
        }
    }

    /**
     * Waits for the delivery of the sweep's interrupt, and takes back what of it is left. An interrupt that was for an
     * invocation around this one, or the caller's own, is there again afterwards even if it was consumed here.
     */
    private void passInterrupts(boolean wasConsumed) {
        // Not by waiting for the lock: who waits has his interrupt taken aside meanwhile, where the sweep does not see
        // it.
        while (!pool().contexts().interrupts().tryLock()) {
            Thread.onSpinWait();
        }
        try {
            boolean forUs = interruptSent;
            interruptSent = false;
            boolean isCallersOwn = !forUs && wasConsumed && !isOnOwnThread();
            if (isCallersOwn || pool().contexts().isAnotherInterrupted(Thread.currentThread(), this)) {
                Thread.currentThread().interrupt();
            } else if (forUs && !wasConsumed) {
                Thread.interrupted();
            }
        } finally {
            pool().contexts().interrupts().unlock();
        }
    }

    @Override
    void becameIdle() {
        pool().push(this);
    }

    @Override
    void end(ShutdownReason reason) {
        Worker own = worker;
        if (own != null) {
            own.close();
        }
        endTally();
        for (Tally further : tallies) {
            further.endTally();
        }
        if (environment != null) {
            leave(environment);
        }
        Handler<Object, Object> last = handler;
        Initialization init = initialization;
        handler = null;
        initialization = null;
        ShutdownReason why = environment == null ? reason : environment.reason(reason);
        pool().contexts().retire(this, init, last, why);
    }

    /** The last slot takes what all shared with it. */
    private void leave(Environment shared) {
        boolean isLast;
        pool().contexts().lock().lock();
        try {
            isLast = shared.left(this);
        } finally {
            pool().contexts().lock().unlock();
        }
        Environment.Ready ended = isLast ? shared.end() : null;
        if (ended != null) {
            handler = ended.handler();
            initialization = ended.initialization();
        }
        if (isLast) {
            scratch = shared.scratchIfAny();
            shared.makeUpForEnd();
        }
    }

    @Override
    void leavePlace() {
        pool().provisioned().left(this);
    }

    @Override
    void renew() {
        pool().provisioned().renew(this);
    }

    // ---- ahead of traffic, by the thread that initialises ----------------------------------------------------------

    /**
     * Begins an init phase of a held context.
     *
     * @param runner the thread of the phase
     * @param deadlineNanos when it is over its limit
     * @param guard told of that
     * @return false if the context is not wanted any more
     */
    boolean beginAhead(Thread runner, long deadlineNanos, TimeoutListener guard) {
        if (!changeOwnPhase(HELD, HELD_INIT)) {
            return false;
        }
        begin(runner, deadlineNanos, guard);
        // Who abandons the phase sets RETIRE and then reads the deadline: it sees this one, or is seen by it, or both.
        VarHandle.fullFence();
        if (isToRetire()) {
            endAhead(false, false);
            return false;
        }
        return true;
    }

    /**
     * Ends an init phase of a held context, which is held again afterwards, or retired if it is not wanted any more.
     *
     * @param isMade whether there is a handler now
     * @param interruptedException whether the phase ended with an {@link InterruptedException}
     * @return whether the phase was within its limit
     */
    boolean endAhead(boolean isMade, boolean interruptedException) {
        deadline(NO_DEADLINE);
        lastUsed = pool().settings().time().nanoTime();
        boolean isInTime = changeOwnPhase(HELD_INIT, HELD);
        if (!isInTime) {
            passInterrupts(interruptedException);
            pool().contexts().workerEnded();
            if (isMade) {
                reset(ShutdownReason.TIMEOUT);
            }
            changeOwnPhase(TIMED_OUT, HELD);
        }
        if (isToRetire()) {
            retire(ShutdownReason.SPINDOWN);
        }
        return isInTime;
    }

    /** Retires a context that is prepared ahead of traffic; its init phase is interrupted. */
    void abandon() {
        retire(ShutdownReason.SPINDOWN);
        boolean isLost = true;
        while (isLost) {
            long word = state();
            // Another change may come first, such as a flag that is added: then it is tried again.
            isLost = phase(word) == HELD_INIT
                    && deadline() != NO_DEADLINE
                    && expire(word, pool().settings().time().nanoTime(), true) == 0;
        }
    }

    /** Offers the first slot of an environment to all, or ends the environment if its handler could not be made. */
    void offerOrEnd() {
        if (environment != null && !environment.isReady()) {
            environment.close(this);
        } else {
            offer(0);
        }
    }

    // ---- the sweep -------------------------------------------------------------------------------------------------

    /**
     * Looks after one context: times its invocation out, removes it when it was idle or lived too long.
     *
     * @param now the time
     * @param force whether every invocation times out, whatever its deadline
     * @return how many nanoseconds from now it needs another look
     */
    long sweep(long now, boolean force) {
        long word = state();
        long phase = phase(word);
        if (phase == IDLE) {
            return sweepIdle(now);
        }
        long left = Long.MAX_VALUE;
        if (phase == BUSY || phase == INIT || phase == LATE_INIT || phase == HELD_INIT) {
            long deadline = deadline();
            if (deadline != NO_DEADLINE) {
                left = deadline - now;
                if (left <= 0 || force) {
                    left = expire(word, now, force);
                }
            }
        }
        if (now - created >= pool().settings().maxLifetime().toNanos()) {
            endOfLife();
        }
        return left;
    }

    /** A provisioned context stays until another is ready to take its place, and so do those of a minimum (rules CTX-15, LMI-4). */
    private void endOfLife() {
        if (isProvisioned()) {
            pool().provisioned().recycle(this);
        } else if (environment == null || environment.mayEnd()) {
            retire(ShutdownReason.SPINDOWN);
        }
    }

    private long sweepIdle(long now) {
        long idleLeft = isProvisioned()
                ? Long.MAX_VALUE
                : pool().settings().idleTimeout().toNanos() - (now - lastUsed);
        long lifeLeft = pool().settings().maxLifetime().toNanos() - (now - created);
        long left = Math.min(idleLeft, lifeLeft);
        if (left > 0) {
            return left;
        }
        if (environment != null && lifeLeft > 0) {
            endIdle(environment);
        } else {
            endOfLife();
        }
        return Long.MAX_VALUE;
    }

    /** What stays for a minimum keeps no place longer than others do. */
    private void endIdle(Environment shared) {
        if (shared.mayLoseSlot()) {
            retireIfIdle(ShutdownReason.SPINDOWN);
        } else {
            reclaimPermit();
        }
    }

    private long expire(long word, long now, boolean force) {
        TimeoutListener told = null;
        long left = Long.MAX_VALUE;
        pool().contexts().interrupts().lock();
        try {
            boolean isFirstInit = phase(word) == INIT && !force;
            long timeout = pool().revision().timeoutNanos();
            if (isFirstInit) {
                lateInitEnded = now;
                lateDeadline = cap != NO_DEADLINE && cap - (now + timeout) < 0 ? cap : now + timeout;
            }
            timedOutAt = now;
            TimeoutListener waiting = listener;
            if (!changeState(word, withPhase(word, isFirstInit ? LATE_INIT : TIMED_OUT))) {
                return 0;
            }
            if (isFirstInit) {
                deadline(lateDeadline);
                left = Math.max(0, lateDeadline - now);
            } else if (waiting != null) {
                pool().contexts().workerTimedOut();
                told = waiting;
            }
            if (environment == null || force || phase(word) != BUSY) {
                interruptSent |= interrupt();
            }
        } finally {
            pool().contexts().interrupts().unlock();
        }
        if (told != null) {
            told.timedOut();
        }
        return left;
    }

    /** Interrupts the running thread, unless an interrupt of its own is pending: that one is kept, and ends the wait too. */
    private boolean interrupt() {
        Thread running = thread;
        if (running == null) {
            return false;
        }
        boolean ownIsPending = running.isInterrupted() && !pool().contexts().isAnotherInterrupted(running, this);
        if (ownIsPending) {
            return false;
        }
        running.interrupt();
        return true;
    }

    /** Whether the sweep has interrupted a thread for this context, and its invocation has not ended yet. */
    boolean hasInterrupted(Thread other) {
        return interruptSent && thread == other;
    }

    // ---- what belongs to the context -------------------------------------------------------------------------------

    /** The context's own thread, started with its first task. */
    public Worker worker() {
        Worker own = worker;
        if (own == null) {
            own = new Worker(pool().settings().threads(), "faas-" + this);
            worker = own;
        }
        return own;
    }

    /** Its number, one for all slots that share a handler. */
    long number() {
        return environment == null ? number : environment.number();
    }

    /** A number by which its log stream is told from others of the same {@link #number}, in another runtime. */
    long streamSeed() {
        return environment == null ? idHigh(0) : environment.streamSeed();
    }

    Instant createdAt() {
        TimeSource time = pool().settings().time();
        return time.now().minusNanos(time.nanoTime() - created);
    }

    /** How it came to be (rule CTX-14). */
    public InitializationType initializationType() {
        if (environment != null) {
            return InitializationType.MANAGED_INSTANCES;
        }
        return isProvisioned() ? InitializationType.PROVISIONED_CONCURRENCY : InitializationType.ON_DEMAND;
    }

    /** The scratch directory, made at the first call. */
    Path temporaryDirectory() {
        if (environment != null) {
            return environment.scratch(this);
        }
        Path made = scratch;
        if (made == null) {
            made = pool().contexts().scratch().create(this);
            scratch = made;
        }
        return made;
    }

    @Nullable
    Path scratchIfAny() {
        return scratch;
    }

    @Override
    public String toString() {
        return pool().revision() + "#" + number;
    }
}
