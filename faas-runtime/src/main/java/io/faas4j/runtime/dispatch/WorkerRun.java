package io.faas4j.runtime.dispatch;

import io.faas4j.runtime.context.CurrentInvocation;
import io.faas4j.runtime.context.ExecutionContext;
import io.faas4j.runtime.context.InvocationContext;
import io.faas4j.runtime.context.TimeoutListener;
import io.faas4j.runtime.payload.Crossing;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * One invocation on its context's own thread. Its future is completed by that thread, or at the deadline by the sweep,
 * whoever is first; the context is given back by its own thread alone.
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
    private final Crossing crossing;
    private @Nullable Object event;
    private final InvocationContext invocation;
    private final long start;
    private final boolean isFirstInit;
    private final boolean isCold;

    /** Null once it is completed by the handler's end: an idle context keeps neither the event nor the result. */
    private @Nullable CompletableFuture<Ended> future = new CompletableFuture<>();

    WorkerRun(
            Invocations invocations,
            ExecutionContext context,
            Crossing crossing,
            @Nullable Object event,
            InvocationContext invocation,
            long start,
            boolean isFirstInit) {
        this.invocations = invocations;
        this.context = context;
        this.crossing = crossing;
        this.event = event;
        this.invocation = invocation;
        this.start = start;
        this.isFirstInit = isFirstInit;
        this.isCold = !context.isWarm();
    }

    /** Before it runs. */
    CompletableFuture<Ended> future() {
        return Objects.requireNonNull(future);
    }

    @Override
    public void run() {
        if (!context.attach(Thread.currentThread())) {
            event = null;
            invocations.endedBeforeItBegan(context, invocation);
            return;
        }
        Object crossed = event;
        event = null;
        CompletableFuture<Ended> answer = future();
        CurrentInvocation current = CurrentInvocation.ofThread();
        try {
            Receipt receipt = new Receipt();
            Object outcome = context.isWarm()
                    ? invocations.runWarm(context, crossing, crossed, invocation, start, null, current, receipt)
                    : invocations.runCold(context, crossing, crossed, invocation, start, isFirstInit, current, receipt);
            answer.complete(new Ended(outcome, receipt));
        } catch (RuntimeException | Error unexpected) {
            // Once the context is given back no deadline runs: nobody else would answer the caller.
            answer.completeExceptionally(unexpected);
            throw unexpected;
        } finally {
            future = null;
        }
    }

    @Override
    public void timedOut() {
        CompletableFuture<Ended> answer = future;
        if (answer == null) {
            return;
        }
        long init = isFirstInit ? context.initNanos() : -1;
        long allowed = invocations.allowed(invocation, start + Math.max(0, init));
        Receipt receipt = new Receipt();
        receipt.note(invocation, new Phase(0, init, isCold), allowed);
        Failed failed = new Failed(
                FunctionErrors.timedOut(invocation.requestId(), allowed),
                invocation.requestId(),
                invocation.functionVersion());
        answer.complete(new Ended(failed, receipt));
    }
}
