package io.faas4j.runtime.dispatch;

import io.faas4j.invocation.FunctionError;
import io.faas4j.runtime.context.Caller;
import io.faas4j.runtime.context.CurrentInvocation;
import io.faas4j.runtime.context.ExecutionContext;
import io.faas4j.runtime.context.InvocationContext;
import io.faas4j.runtime.context.TimeoutListener;
import io.faas4j.runtime.payload.Crossing;
import io.faas4j.runtime.travel.CarriedContext;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * One invocation on a thread that is lent to it, with a hard deadline and no hand-over: if the deadline comes first, somebody
 * else is told of the outcome, and the thread comes back when the handler ends at last. One object for each invocation, since
 * the deadline may tell late.
 */
final class LentRun implements TimeoutListener {

    /** Answered instead of an outcome that was told of already. */
    static final Object LATE = new Object();

    private static final VarHandle ANSWERED = answered();

    private final Invocations invocations;
    private final ExecutionContext context;
    private final @Nullable Receipt receipt;
    private final LentThread thread;
    private final int tag;

    /** Written by whoever answers, once. */
    @SuppressWarnings("UnusedVariable")
    private boolean isAnswered;

    // Written before the deadline that publishes them.
    private @Nullable InvocationContext invocation;
    private long start;
    private boolean isFirstInit;
    private boolean isCold;

    LentRun(Invocations invocations, ExecutionContext context, @Nullable Receipt receipt, LentThread thread, int tag) {
        this.invocations = invocations;
        this.context = context;
        this.receipt = receipt;
        this.thread = thread;
        this.tag = tag;
    }

    private static VarHandle answered() {
        try {
            return MethodHandles.lookup().findVarHandle(LentRun.class, "isAnswered", boolean.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    /** Runs the handler; what it throws is an outcome too. */
    @Nullable
    Object run(Crossing crossing, @Nullable Object event, Caller caller, @Nullable CarriedContext carried) {
        long borrowing = context.borrowings();
        InvocationContext running = begin(caller);
        CarriedContext.Scope scope = CarriedContext.open(carried);
        try {
            CurrentInvocation current = CurrentInvocation.ofThread();
            Object outcome = isCold
                    ? invocations.runCold(context, crossing, event, running, start, isFirstInit, current, receipt)
                    : invocations.runWarm(context, crossing, event, running, start, null, current, receipt);
            if (!ANSWERED.compareAndSet(this, false, true)) {
                return LATE;
            }
            if (isFollowedAtOnce(outcome, scope)) {
                thread.ended(context, borrowing);
            }
            return outcome;
        } catch (Throwable unexpected) {
            invocations.brokeOff(context, borrowing);
            if (!ANSWERED.compareAndSet(this, false, true)) {
                return LATE;
            }
            throw unexpected;
        } finally {
            if (receipt != null) {
                receipt.leave(null);
            }
            scope.close();
            if (CarriedContext.clear()) {
                thread.pause();
            }
            // Whatever interrupted the handler was not meant for what the thread runs next.
            Thread.interrupted();
        }
    }

    /** Whether there is nothing to be done after the invocation that takes any time. */
    private boolean isFollowedAtOnce(@Nullable Object outcome, CarriedContext.Scope scope) {
        return !isCold && receipt == null && scope.isNothing() && !(outcome instanceof Failed);
    }

    /** When it began. */
    long startNanos() {
        return start;
    }

    private InvocationContext begin(Caller caller) {
        start = thread.goesOnIn(context) ? context.lastUsedNanos() : invocations.now();
        thread.begins(start);
        // Only this attempt's own end can be the next one's start.
        thread.pause();
        try {
            isCold = !context.isWarm();
            isFirstInit = isCold && !context.wasInitAttempted();
            long deadline = invocations.firstDeadline(context, start, null);
            InvocationContext begun = new InvocationContext(context, caller, null, deadline);
            invocation = begun;
            if (isFirstInit) {
                context.beginInit(Thread.currentThread(), deadline, invocations.latest(null), this);
            } else {
                context.begin(Thread.currentThread(), deadline, this);
            }
            return begun;
        } catch (Throwable notBegun) {
            invocations.neverBegan(context, caller, start);
            throw notBegun;
        }
    }

    @Override
    public void timedOut() {
        InvocationContext ended = invocation;
        if (ended == null || !ANSWERED.compareAndSet(this, false, true)) {
            return;
        }
        long init = isFirstInit ? context.initNanos() : -1;
        long begun = isFirstInit ? context.invokePhaseStart(start) : start;
        long now = invocations.now();
        long spent = invocations.spent(ended, begun, now);
        FunctionError error = FunctionErrors.timedOut(ended.requestId(), spent);
        if (receipt != null) {
            Receipt told = Receipt.like(receipt);
            told.noteBrokenOff(ended, new Phase(0, init, isCold), spent, error);
            told.answered(new Failed(error, ended.requestId(), ended.functionVersion()));
        }
        thread.late(tag, new AttemptOutcome.Failure(error, ended.functionVersion(), start, now - start));
    }
}
