package io.faas4j.runtime.dispatch;

import io.faas4j.error.RecursiveInvocationException;
import io.faas4j.error.ServiceException;
import io.faas4j.error.TooManyRequestsException;
import io.faas4j.function.FunctionRef;
import io.faas4j.runtime.concurrency.LoopGuard;
import io.faas4j.runtime.concurrency.QueueWait;
import io.faas4j.runtime.context.Caller;
import io.faas4j.runtime.context.ContextSettings;
import io.faas4j.runtime.context.CurrentInvocation;
import io.faas4j.runtime.context.ExecutionContext;
import io.faas4j.runtime.context.HandlerLoader;
import io.faas4j.runtime.context.InvocationContext;
import io.faas4j.runtime.context.RequestIds;
import io.faas4j.runtime.context.Revision;
import io.faas4j.runtime.payload.Crossing;
import io.faas4j.runtime.payload.PayloadCodec;
import io.faas4j.runtime.registry.FunctionRegistry;
import io.faas4j.runtime.registry.Route;
import io.faas4j.runtime.registry.Target;
import io.faas4j.runtime.time.BriefWait;
import io.faas4j.runtime.time.TimeSource;
import io.faas4j.runtime.travel.CarriedContext;
import java.lang.reflect.Type;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/** Brings an event into an execution context, in either execution mode. Safe for use by many threads. */
final class Dispatcher {

    /** Answered instead of an outcome when the revision was replaced meanwhile: resolve again. */
    static final Object DRAINED = new Object();

    private final FunctionRegistry registry;
    private final ContextSettings settings;
    private final PayloadCodec codec;
    private final Invocations invocations;
    private volatile boolean closed;

    Dispatcher(FunctionRegistry registry, ContextSettings settings, PayloadCodec codec) {
        this.registry = registry;
        this.settings = settings;
        this.codec = codec;
        this.invocations = new Invocations(settings.time());
    }

    // ---- resolving -------------------------------------------------------------------------------------------------

    Route route(FunctionRef ref) {
        if (closed) {
            throw new ServiceException("The runtime is closed.", null);
        }
        return registry.route(ref);
    }

    Revision choose(Target target) {
        return target.choose(settings.random());
    }

    Crossing crossing(Type event, Type result, Revision revision) {
        boolean isStream = HandlerLoader.isStream(revision.definition().code());
        return Crossing.ofValues(event, result, revision.definition(), isStream, codec);
    }

    Crossing jsonCrossing(Revision revision) {
        boolean isStream = HandlerLoader.isStream(revision.definition().code());
        return Crossing.ofJson(revision.definition(), isStream, codec);
    }

    /** Follows an invocation that is about to begin, for whoever wants to see it. */
    InvocationTelemetry follow(Caller caller) {
        return new InvocationTelemetry(settings.telemetry(), caller);
    }

    PayloadCodec codec() {
        return codec;
    }

    ContextSettings settings() {
        return settings;
    }

    /**
     * Runs what depends on an outcome, which may take long and invoke again: on a thread of its own, since neither a
     * context's nor the timer's may be kept; or here, if the JVM has no thread left.
     *
     * @param carried what the dependant sees
     */
    void afterOutcome(@Nullable CarriedContext carried, Runnable dependant) {
        Runnable task = () -> CarriedContext.run(carried, dependant);
        try {
            settings.threads().newThread("faas-outcome", task).start();
        } catch (RuntimeException | Error notStarted) {
            task.run();
        }
    }

    /**
     * The crossing of events that waited.
     *
     * @param keepsResult whether the result is wanted, as JSON
     */
    Crossing eventCrossing(Revision revision, boolean keepsResult) {
        boolean isStream = HandlerLoader.isStream(revision.definition().code());
        return Crossing.ofEvents(revision.definition(), isStream, keepsResult, codec);
    }

    long nanosSince(long start) {
        return settings.time().nanoTime() - start;
    }

    // ---- running ---------------------------------------------------------------------------------------------------

    /**
     * Invokes and waits.
     *
     * @param event has crossed already
     * @return the detached result, a {@link Failed}, or {@link #DRAINED}
     */
    @Nullable
    Object invoke(
            Revision revision, Crossing crossing, @Nullable Object event, Caller caller, @Nullable Receipt receipt) {
        CurrentInvocation current = CurrentInvocation.ofThread();
        InvocationContext parent = current.get();
        if (parent != null) {
            requireNoLoop(parent, revision, caller);
            if (parent.isOver()) {
                return tooLate(revision, caller);
            }
        }
        ExecutionContext context = revision.pool().borrowWarm();
        if (context == null) {
            context = borrow(revision, caller, parent, receipt);
            if (context == null) {
                return DRAINED;
            }
        }
        return revision.runsOnWorker()
                ? await(handOver(context, crossing, event, caller, parent, receipt), receipt)
                : invocations.runHere(context, revision, crossing, event, caller, current, receipt);
    }

    /**
     * Invokes on the context's own thread and does not wait, but for a place if the caller is patient.
     *
     * @param asked what is to be noted, and who is told
     * @return null if the revision was replaced meanwhile
     */
    @Nullable
    CompletableFuture<WorkerRun.Ended> submit(
            Revision revision, Crossing crossing, @Nullable Object event, Caller caller, Receipt asked) {
        InvocationContext parent = CurrentInvocation.ofThread().get();
        if (parent != null) {
            requireNoLoop(parent, revision, caller);
            if (parent.isOver()) {
                return CompletableFuture.completedFuture(
                        new WorkerRun.Ended(tooLate(revision, caller), Receipt.like(asked)));
            }
        }
        ExecutionContext context = borrow(revision, caller, parent, asked);
        return context == null ? null : handOver(context, crossing, event, caller, parent, asked);
    }

    /**
     * A context for an event that waited, to be run in on the current thread, which belongs to the handler until that returns.
     *
     * @param thread the current one; its listener is told if the deadline ends the invocation before the handler does
     * @param tag what it is told with
     * @return to be run; null if the revision was replaced meanwhile
     */
    @Nullable
    LentRun lend(Revision revision, Caller caller, @Nullable Receipt receipt, LentThread thread, int tag) {
        ExecutionContext context = revision.pool().borrowWarm();
        if (context == null) {
            context = borrow(revision, caller, null, receipt);
        }
        return context == null ? null : new LentRun(invocations, context, receipt, thread, tag);
    }

    private @Nullable ExecutionContext borrow(
            Revision revision, Caller caller, @Nullable InvocationContext parent, @Nullable Receipt receipt) {
        try {
            QueueWait wait =
                    caller.isPatient() && receipt != null ? receipt.queueWait(() -> queueWait(caller, parent)) : null;
            return revision.poolFor(caller).borrow(wait);
        } catch (TooManyRequestsException throttle) {
            caller.traffic().throttled();
            if (revision.configuration().contextConcurrency() > 1) {
                caller.traffic().concurrencyThrottled();
            }
            throw throttle;
        } catch (RuntimeException | Error refused) {
            caller.traffic().refused();
            throw refused;
        }
    }

    /** A handler's invocation waits no longer than the handler may run. */
    private QueueWait queueWait(Caller caller, @Nullable InvocationContext parent) {
        TimeSource time = settings.time();
        long end = time.nanoTime() + caller.options().maxWait().toNanos();
        return new QueueWait(time, parent == null ? end : parent.capped(end, time));
    }

    /** Each link of the chain is an invocation made by the handler of the one before (rule REC-3). */
    private static void requireNoLoop(InvocationContext parent, Revision revision, Caller caller) {
        if (parent.depth() < LoopGuard.LONGEST_LOOP - 1) {
            return;
        }
        try {
            revision.pool().concurrency().loops().check(parent.timesInChain(revision.pool()));
        } catch (RecursiveInvocationException loop) {
            caller.traffic().loopStopped();
            throw loop;
        }
    }

    /** No handler is called for a caller whose own deadline has passed: its time is what a nested invocation inherits. */
    private Failed tooLate(Revision revision, Caller caller) {
        caller.traffic().refused();
        UUID id = RequestIds.next(settings.random());
        return new Failed(FunctionErrors.timedOut(id, 0), id, revision.version());
    }

    private CompletableFuture<WorkerRun.Ended> handOver(
            ExecutionContext context,
            Crossing crossing,
            @Nullable Object event,
            Caller caller,
            @Nullable InvocationContext parent,
            @Nullable Receipt asked) {
        long start = settings.time().nanoTime();
        WorkerRun run = null;
        try {
            boolean isFirstInit = !context.isWarm() && !context.wasInitAttempted();
            long deadline = invocations.firstDeadline(context, start, parent);
            InvocationContext invocation = new InvocationContext(context, caller, parent, deadline);
            run = new WorkerRun(invocations, context, crossing, event, invocation, start, isFirstInit, asked);
            CompletableFuture<WorkerRun.Ended> future = run.future();
            if (isFirstInit) {
                context.beginInit(null, deadline, invocations.latest(parent), run);
            } else {
                context.begin(null, deadline, run);
            }
            context.worker().execute(run);
            return future;
        } catch (RuntimeException | Error notStarted) {
            invocations.neverBegan(context, caller, start);
            if (run != null) {
                run.forget();
            }
            throw new ServiceException("The thread of an execution context could not be started.", notStarted);
        }
    }

    /** Waits without end: the deadline sweep answers at the latest. An interrupt of the caller's is kept for it. */
    private static @Nullable Object await(CompletableFuture<WorkerRun.Ended> future, @Nullable Receipt receipt) {
        BriefWait.on(future);
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    WorkerRun.Ended ended = future.get();
                    if (receipt != null) {
                        receipt.copy(ended.receipt());
                    }
                    return ended.outcome();
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        } catch (ExecutionException e) {
            throw new ServiceException("An invocation ended without an outcome.", e.getCause());
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    void close() {
        closed = true;
    }
}
