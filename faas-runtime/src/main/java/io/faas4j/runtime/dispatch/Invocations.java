package io.faas4j.runtime.dispatch;

import io.faas4j.function.ShutdownReason;
import io.faas4j.invocation.FunctionError;
import io.faas4j.runtime.context.Caller;
import io.faas4j.runtime.context.CurrentInvocation;
import io.faas4j.runtime.context.ExecutionContext;
import io.faas4j.runtime.context.InitFault;
import io.faas4j.runtime.context.InvocationContext;
import io.faas4j.runtime.context.Revision;
import io.faas4j.runtime.logs.InitPhase;
import io.faas4j.runtime.payload.Crossing;
import io.faas4j.runtime.payload.PayloadFault;
import io.faas4j.runtime.tally.Counted;
import io.faas4j.runtime.time.TimeSource;
import org.jspecify.annotations.Nullable;

/** Runs one invocation on the current thread, in an execution context that the current thread or its caller borrowed. */
final class Invocations {

    /*
     * The warm path is runWarm: two clock reads, one object, the call, and the context's own two compare-and-sets. Whatever
     * does not happen in every warm invocation stands in a method of its own, so that this one stays small enough to be
     * compiled into its callers.
     */
    private final TimeSource time;

    Invocations(TimeSource time) {
        this.time = time;
    }

    // ---- on the caller's thread ------------------------------------------------------------------------------------

    @Nullable
    Object runHere(
            ExecutionContext context,
            Revision revision,
            Crossing crossing,
            @Nullable Object event,
            Caller caller,
            CurrentInvocation current,
            @Nullable Receipt receipt) {
        if (!context.isWarm()) {
            return runColdHere(context, crossing, event, caller, current, receipt);
        }
        long borrowing = context.borrowings();
        long start = time.nanoTime();
        InvocationContext invocation;
        try {
            InvocationContext parent = current.get();
            long deadline = capped(start + revision.timeoutNanos(), parent);
            invocation = new InvocationContext(context, caller, parent, deadline);
            context.begin(Thread.currentThread(), deadline, null);
        } catch (Throwable notBegun) {
            neverBegan(context, caller, start);
            throw notBegun;
        }
        try {
            return runWarm(context, crossing, event, invocation, start, null, current, receipt);
        } catch (Throwable unexpected) {
            brokeOff(context, borrowing);
            throw unexpected;
        }
    }

    private @Nullable Object runColdHere(
            ExecutionContext context,
            Crossing crossing,
            @Nullable Object event,
            Caller caller,
            CurrentInvocation current,
            @Nullable Receipt receipt) {
        long borrowing = context.borrowings();
        long start = time.nanoTime();
        InvocationContext invocation;
        boolean isFirstInit = !context.wasInitAttempted();
        try {
            InvocationContext parent = current.get();
            long deadline = firstDeadline(context, start, parent);
            invocation = new InvocationContext(context, caller, parent, deadline);
            if (isFirstInit) {
                context.beginInit(Thread.currentThread(), deadline, latest(parent), null);
            } else {
                context.begin(Thread.currentThread(), deadline, null);
            }
        } catch (Throwable notBegun) {
            neverBegan(context, caller, start);
            throw notBegun;
        }
        try {
            return runCold(context, crossing, event, invocation, start, isFirstInit, current, receipt);
        } catch (Throwable unexpected) {
            brokeOff(context, borrowing);
            throw unexpected;
        }
    }

    /** Something that nobody foresaw was thrown: the context is given back, if it was not before that. */
    void brokeOff(ExecutionContext context, long borrowing) {
        context.giveBackIfKept(borrowing, time.nanoTime());
    }

    /** The deadline of the first phase: of the init phase, or of an invoke phase that makes the handler again. */
    long firstDeadline(ExecutionContext context, long start, @Nullable InvocationContext parent) {
        boolean isWithinInvocation = context.isWarm() || context.wasInitAttempted();
        return capped(
                start + (isWithinInvocation ? timeout(context) : context.pool().initLimitNanos()), parent);
    }

    /** A nested invocation ends with the one around it, at the latest. */
    private long capped(long deadline, @Nullable InvocationContext parent) {
        return parent == null ? deadline : parent.capped(deadline, time);
    }

    /** When the invocation around one ends, or {@link ExecutionContext#NO_DEADLINE}. */
    long latest(@Nullable InvocationContext parent) {
        long none = ExecutionContext.NO_DEADLINE;
        return parent != null && parent.isTimedBy(time) ? parent.deadlineNanos() : none;
    }

    /** How long an invoke phase could take before it timed out. */
    long allowed(InvocationContext invocation, long startNanos) {
        long timeout = timeout(invocation.executionContext());
        return Math.max(0, capped(startNanos + timeout, invocation.parent()) - startNanos);
    }

    /** How long an invoke phase took that timed out: less than it could, if the runtime was closed meanwhile. */
    long spent(InvocationContext invocation, long startNanos, long endNanos) {
        return Math.min(allowed(invocation, startNanos), Math.max(0, endNanos - startNanos));
    }

    long now() {
        return time.nanoTime();
    }

    private static long timeout(ExecutionContext context) {
        return context.pool().revision().timeoutNanos();
    }

    // ---- on any thread ---------------------------------------------------------------------------------------------

    /** Runs the handler of a warm context; {@code phase} is null for the plain warm invocation. */
    @Nullable
    Object runWarm(
            ExecutionContext context,
            Crossing crossing,
            @Nullable Object event,
            InvocationContext invocation,
            long start,
            @Nullable Phase phase,
            CurrentInvocation current,
            @Nullable Receipt receipt) {
        Object result;
        try {
            if (receipt != null) {
                receipt.began(invocation, phase != null);
            }
            result = crossing.detach(call(context, event, invocation, current));
        } catch (Throwable thrown) {
            return failed(context, invocation, phaseOf(phase, start), thrown, receipt);
        }
        if (invocation.isExit()) {
            return exited(context, invocation, phaseOf(phase, start), receipt);
        }
        long end = time.nanoTime();
        Counted counted = context.recordSuccess(invocation.traffic(), start, end);
        if (!context.giveBack()) {
            return timedOut(context, invocation, phaseOf(phase, start), end, counted, false, receipt);
        }
        if (receipt != null) {
            receipt.note(invocation, phaseOf(phase, start), end, null);
        }
        return result;
    }

    private static Phase phaseOf(@Nullable Phase phase, long start) {
        return phase == null ? Phase.warm(start) : phase;
    }

    private static @Nullable Object call(
            ExecutionContext context, @Nullable Object event, InvocationContext invocation, CurrentInvocation current)
            throws Exception {
        if (event instanceof PayloadFault fault) {
            throw fault;
        }
        current.set(invocation);
        try {
            return context.callHandler(event, invocation);
        } finally {
            current.set(around(invocation, context));
        }
    }

    /** What the thread runs when the handler has ended: on a context's own thread nothing, else the caller's handler. */
    private static @Nullable InvocationContext around(InvocationContext invocation, ExecutionContext context) {
        return context.isOnOwnThread() ? null : invocation.parent();
    }

    /**
     * Makes the handler, then runs it. The first init phase has a limit of its own; if it fails or is over that limit, the
     * handler is made once more within the invocation (rules CTX-2 to CTX-4, CTX-7).
     */
    @Nullable
    Object runCold(
            ExecutionContext context,
            Crossing crossing,
            @Nullable Object event,
            InvocationContext invocation,
            long begun,
            boolean isFirstInit,
            CurrentInvocation current,
            @Nullable Receipt receipt) {
        long start = begun;
        if (isFirstInit) {
            if (receipt != null) {
                receipt.initBegins(invocation, InitPhase.INIT);
            }
            Throwable failure = initialize(context, invocation, current);
            long ended = time.nanoTime();
            long deadline = capped(ended + timeout(context), invocation.parent());
            boolean isInTime = context.endInit(ended - begun, deadline);
            if (receipt != null) {
                receipt.initEnded(invocation, InitPhase.INIT, ended - begun, !isInTime, failure);
            }
            if (isInTime) {
                context.tally(invocation.traffic()).coldStarted(ended - begun);
                if (failure == null) {
                    Phase phase = new Phase(ended, ended - begun, true);
                    InvocationContext begins = invocation.withDeadline(deadline);
                    return runWarm(context, crossing, event, begins, ended, phase, current, receipt);
                }
                if (isInterrupt(failure) && !context.isOnOwnThread()) {
                    // Not for this invocation, whose init phase was within its limit: the caller shall see it.
                    Thread.currentThread().interrupt();
                }
                start = ended;
            } else {
                context.tally(invocation.traffic()).coldStarted(ended - begun);
                if (failure == null) {
                    context.reset(ShutdownReason.TIMEOUT);
                }
                if (!context.beginAfterLateInit(isInterrupt(failure))) {
                    Phase phase = new Phase(context.invokePhaseStart(begun), -1, true);
                    return timedOut(context, invocation, phase, ended, Counted.NOT, false, receipt);
                }
                start = context.lateInitEnded();
            }
        }
        Phase phase = new Phase(start, -1, true);
        InvocationContext retried = invocation.withDeadline(capped(start + timeout(context), invocation.parent()));
        long making = time.nanoTime();
        Throwable failure = initializeWithin(context, retried, current, receipt);
        long made = time.nanoTime();
        noteRetriedInit(context, retried, isFirstInit, made - making);
        if (failure == null && context.isTimedOut()) {
            return timedOut(context, retried, phase, made, Counted.NOT, false, receipt);
        }
        return failure == null
                ? runWarm(context, crossing, event, retried, start, phase, current, receipt)
                : failed(context, retried, phase, failure, receipt);
    }

    private static void noteRetriedInit(
            ExecutionContext context, InvocationContext invocation, boolean isCountedAlready, long tookNanos) {
        if (isCountedAlready) {
            context.tally(invocation.traffic()).initializedAgain(tookNanos);
        } else {
            context.tally(invocation.traffic()).coldStarted(tookNanos);
        }
    }

    /** An init phase within the invoke phase (rules CTX-3, CTX-7). */
    private @Nullable Throwable initializeWithin(
            ExecutionContext context,
            InvocationContext invocation,
            CurrentInvocation current,
            @Nullable Receipt receipt) {
        if (receipt == null) {
            return initialize(context, invocation, current);
        }
        receipt.began(invocation, true);
        receipt.initBegins(invocation, InitPhase.INVOKE);
        long start = time.nanoTime();
        Throwable failure = initialize(context, invocation, current);
        boolean isLate = failure != null && invocation.isCancelled();
        receipt.initEnded(invocation, InitPhase.INVOKE, time.nanoTime() - start, isLate, failure);
        return failure;
    }

    private static @Nullable Throwable initialize(
            ExecutionContext context, InvocationContext invocation, CurrentInvocation current) {
        current.set(invocation);
        try {
            context.initialize();
            return null;
        } catch (Throwable thrown) {
            return thrown;
        } finally {
            current.set(around(invocation, context));
        }
    }

    private static boolean isInterrupt(@Nullable Throwable thrown) {
        return thrown instanceof InterruptedException
                || (thrown instanceof InitFault fault && fault.getCause() instanceof InterruptedException);
    }

    // ---- ends ------------------------------------------------------------------------------------------------------

    private Object failed(
            ExecutionContext context,
            InvocationContext invocation,
            Phase phase,
            Throwable thrown,
            @Nullable Receipt receipt) {
        if (invocation.isExit()) {
            return exited(context, invocation, phase, receipt);
        }
        if (FunctionErrors.isFatal(thrown) && context.isWarm() && !context.sharesHandler()) {
            context.reset(ShutdownReason.FAILURE);
        }
        boolean isInterrupt = isInterrupt(thrown);
        boolean isOwnThread = context.isOnOwnThread();
        long end = time.nanoTime();
        Counted counted = context.recordFailure(invocation.traffic(), phase.startNanos(), end);
        if (!context.giveBack()) {
            return timedOut(context, invocation, phase, end, counted, isInterrupt, receipt);
        }
        if (isInterrupt && !isOwnThread) {
            // Not the runtime's interrupt but the caller's own: the caller shall see it.
            Thread.currentThread().interrupt();
        }
        return ended(FunctionErrors.of(thrown), invocation, phase, end, receipt);
    }

    private Object exited(
            ExecutionContext context, InvocationContext invocation, Phase phase, @Nullable Receipt receipt) {
        if (context.isWarm()) {
            context.reset(ShutdownReason.FAILURE);
        }
        long end = time.nanoTime();
        Counted counted = context.recordFailure(invocation.traffic(), phase.startNanos(), end);
        if (!context.giveBack()) {
            return timedOut(context, invocation, phase, end, counted, false, receipt);
        }
        return ended(FunctionErrors.exited(invocation), invocation, phase, end, receipt);
    }

    /** The handler has ended, but the deadline was first. */
    private Object timedOut(
            ExecutionContext context,
            InvocationContext invocation,
            Phase phase,
            long end,
            Counted counted,
            boolean interruptWasConsumed,
            @Nullable Receipt receipt) {
        long allowed = spent(invocation, phase.startNanos(), end);
        context.recordTimeout(invocation.traffic(), phase.startNanos(), end, counted);
        boolean isAnswered = context.isOnOwnThread();
        context.giveBackAfterTimeout(end, interruptWasConsumed);
        FunctionError error = FunctionErrors.timedOut(invocation.requestId(), allowed);
        if (isAnswered) {
            if (receipt != null) {
                receipt.noteLate(invocation, phase, end, error);
            }
            noteError(invocation, error.errorType());
            return new Failed(error, invocation.requestId(), invocation.functionVersion());
        }
        return ended(error, invocation, phase, end, receipt);
    }

    /** An invocation on a context's own thread that had timed out before that thread got to it. */
    void endedBeforeItBegan(ExecutionContext context, InvocationContext invocation) {
        long end = time.nanoTime();
        context.recordTimeoutBeforeCall(invocation.traffic());
        context.giveBackAfterTimeout(end, false);
        noteError(invocation, FunctionError.TIMED_OUT);
    }

    /** An invocation that no thread could be found for. */
    void neverBegan(ExecutionContext context, Caller caller, long start) {
        long end = time.nanoTime();
        context.unused(end);
        if (!context.giveBack()) {
            context.giveBackAfterTimeout(end, false);
        }
        caller.traffic().refused();
    }

    /** The type alone: an error object may hold on to all that the handler did. */
    private void noteError(InvocationContext invocation, String type) {
        invocation.traffic().totals(invocation.functionVersion()).note(type, time.now());
    }

    private Object ended(
            FunctionError error, InvocationContext invocation, Phase phase, long end, @Nullable Receipt receipt) {
        noteError(invocation, error.errorType());
        if (receipt != null) {
            receipt.note(invocation, phase, end, error);
        }
        return new Failed(error, invocation.requestId(), invocation.functionVersion());
    }
}
