package io.faas4j.runtime.dispatch;

import io.faas4j.invocation.FunctionError;
import io.faas4j.runtime.context.CurrentInvocation;
import io.faas4j.runtime.context.ExecutionContext;
import io.faas4j.runtime.context.InvocationContext;
import io.faas4j.runtime.context.TimeoutListener;
import io.faas4j.runtime.payload.Crossing;
import io.faas4j.runtime.travel.CarriedContext;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * One invocation on its context's own thread. Its future is completed by that thread, or at the deadline by the sweep,
 * whoever is first; the context is given back by its own thread alone.
 *
 * <p>An idle context still refers to its last run: when that has ended, it keeps neither event nor result, nor anything else
 * of the invocation.
 */
final class WorkerRun implements Runnable, TimeoutListener {

    /**
     * How it ended.
     *
     * @param outcome a value, detached, or a {@link Failed}
     * @param receipt what it took
     */
    record Ended(@Nullable Object outcome, Receipt receipt) {}

    private final Invocations invocations;
    private final ExecutionContext context;
    private @Nullable Object event;
    private final long borrowing;
    private final long start;
    private final boolean isFirstInit;
    private final boolean isCold;
    private @Nullable CarriedContext carried = CarriedContext.capture();

    // Null when the run has ended, and has completed the future.
    private @Nullable Crossing crossing;
    private @Nullable InvocationContext invocation;
    private @Nullable Answer future;

    WorkerRun(
            Invocations invocations,
            ExecutionContext context,
            Crossing crossing,
            @Nullable Object event,
            InvocationContext invocation,
            long start,
            boolean isFirstInit,
            @Nullable Receipt asked) {
        this.invocations = invocations;
        this.context = context;
        this.crossing = crossing;
        this.event = event;
        this.invocation = invocation;
        this.borrowing = context.borrowings();
        this.start = start;
        this.isFirstInit = isFirstInit;
        this.isCold = !context.isWarm();
        this.future = new Answer(asked);
    }

    /** What the caller waits for. */
    private static final class Answer extends CompletableFuture<Ended> {
        private final @Nullable Receipt asked;

        Answer(@Nullable Receipt asked) {
            this.asked = asked;
        }
    }

    /** Before it runs. */
    CompletableFuture<Ended> future() {
        return answer();
    }

    private Answer answer() {
        return Objects.requireNonNull(future);
    }

    @Override
    public void run() {
        try {
            if (context.attach(Thread.currentThread())) {
                runHandler(Objects.requireNonNull(invocation), Objects.requireNonNull(crossing));
            } else {
                // Its end was not told yet, perhaps: who tells it finds nothing here afterwards.
                timedOut();
                invocations.endedBeforeItBegan(context, Objects.requireNonNull(invocation));
            }
        } catch (RuntimeException | Error unexpected) {
            invocations.brokeOff(context, borrowing);
            // Once the context is given back no deadline runs: nobody else would answer the caller.
            answer().completeExceptionally(unexpected);
            throw unexpected;
        } finally {
            forget();
        }
    }

    private void runHandler(InvocationContext running, Crossing through) {
        Object crossed = event;
        event = null;
        Answer answer = answer();
        CurrentInvocation current = CurrentInvocation.ofThread();
        Receipt receipt = Receipt.like(answer.asked);
        CarriedContext.Scope scope = CarriedContext.open(carried);
        carried = null;
        try {
            Object outcome = context.isWarm()
                    ? invocations.runWarm(context, through, crossed, running, start, null, current, receipt)
                    : invocations.runCold(context, through, crossed, running, start, isFirstInit, current, receipt);
            answer.complete(new Ended(outcome, receipt));
        } finally {
            receipt.leave(null);
            scope.close();
            CarriedContext.clear();
        }
    }

    /** The run has ended, or never will begin. */
    void forget() {
        event = null;
        carried = null;
        crossing = null;
        invocation = null;
        future = null;
    }

    @Override
    public void timedOut() {
        Answer answer = future;
        InvocationContext ended = invocation;
        if (answer == null || ended == null) {
            return;
        }
        long init = isFirstInit ? context.initNanos() : -1;
        long begun = isFirstInit ? context.invokePhaseStart(start) : start;
        long spent = invocations.spent(ended, begun, invocations.now());
        FunctionError error = FunctionErrors.timedOut(ended.requestId(), spent);
        Receipt receipt = Receipt.like(answer.asked);
        receipt.noteBrokenOff(ended, new Phase(0, init, isCold), spent, error);
        Failed failed = new Failed(error, ended.requestId(), ended.functionVersion());
        answer.complete(new Ended(failed, receipt));
    }
}
