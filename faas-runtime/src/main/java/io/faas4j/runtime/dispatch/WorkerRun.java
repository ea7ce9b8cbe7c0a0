package io.faas4j.runtime.dispatch;

import io.faas4j.runtime.context.ExecutionContext;
import io.faas4j.runtime.context.InvocationContext;
import io.faas4j.runtime.context.TimeoutListener;
import io.faas4j.runtime.payload.Crossing;
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
    private final @Nullable Object event;
    private final InvocationContext invocation;
    private final long start;
    private final boolean isFirstInit;
    private final boolean isCold;
    private final CompletableFuture<Ended> future = new CompletableFuture<>();

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

    CompletableFuture<Ended> future() {
        return future;
    }

    @Override
    public void run() {
        if (!context.attach(Thread.currentThread())) {
            invocations.endedBeforeItBegan(context);
            return;
        }
        try {
            Receipt receipt = new Receipt();
            Object outcome = context.isWarm()
                    ? invocations.runWarm(context, crossing, event, invocation, start, null, receipt)
                    : invocations.runCold(context, crossing, event, invocation, start, isFirstInit, receipt);
            future.complete(new Ended(outcome, receipt));
        } catch (RuntimeException | Error unexpected) {
            // Once the context is given back no deadline runs: nobody else would answer the caller.
            future.completeExceptionally(unexpected);
            throw unexpected;
        }
    }

    @Override
    public void timedOut() {
        long timeout = context.pool().revision().timeoutNanos();
        Receipt receipt = new Receipt();
        receipt.note(invocation, new Phase(0, -1, isCold), timeout);
        Failed failed = new Failed(
                FunctionErrors.timedOut(invocation.requestId(), timeout),
                invocation.requestId(),
                invocation.functionVersion());
        future.complete(new Ended(failed, receipt));
    }
}
