package io.faas4j.runtime.telemetry;

import io.faas4j.error.TooManyRequestsException;
import io.faas4j.function.FunctionRef;
import io.faas4j.invocation.FunctionErrorException;
import io.faas4j.runtime.context.InvocationContext;
import io.faas4j.runtime.logs.InitPhase;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The observations of one invocation, each of them current on its thread: the caller's side until the caller has its answer, or
 * has handed the event over; the function's on the thread that runs the handler.
 */
public final class ObservedInvocation {

    private final ObservationRegistry registry;
    private final FunctionObservationContext invokeContext;
    private final Observation invoke;
    private @Nullable ObservedScope callerScope;
    private @Nullable Part init;
    private @Nullable Part handler;

    /** An observation that is current on the handler's thread. */
    private record Part(FunctionObservationContext context, Observation observation, ObservedScope scope) {}

    /**
     * Begins the caller's side: a part of what the current thread observes.
     *
     * @param registry who is told
     * @param invoked the function as it was addressed
     */
    public ObservedInvocation(ObservationRegistry registry, FunctionRef invoked) {
        this.registry = registry;
        this.invokeContext = new FunctionObservationContext(FunctionObservation.INVOKE, invoked.name());
        invokeContext.addressed(invoked.qualifier().map(Object::toString).orElse(null));
        this.invoke = create(FunctionObservation.INVOKE, invokeContext).start();
        this.callerScope = ObservedScope.open(invoke, registry);
    }

    private Observation create(FunctionObservation kind, FunctionObservationContext context) {
        return kind.observation(null, new FunctionObservationConvention(kind), () -> context, registry);
    }

    // ---- on the handler's thread -----------------------------------------------------------------------------------

    /** The making of the handler begins. */
    public void initBegins(InvocationContext invocation, InitPhase phase) {
        FunctionObservationContext context = contextOf(FunctionObservation.INIT, invocation);
        context.inPhase(phase.text());
        Part around = handler;
        init = open(context, around == null ? invoke : around.observation());
    }

    /**
     * The making of the handler has ended.
     *
     * @param isLate whether it went over its limit, with a failure or without
     */
    public void initEnded(boolean isLate, @Nullable Throwable failure) {
        Part ended = init;
        init = null;
        String within = failure == null ? "success" : "function_error";
        close(ended, isLate ? "timeout" : within, failure);
    }

    /** The handler is about to be called. */
    public void handlerBegins(InvocationContext invocation, boolean isCold) {
        FunctionObservationContext context = contextOf(FunctionObservation.HANDLER, invocation);
        context.coldStart(isCold);
        handler = open(context, invoke);
    }

    /** The handler has ended. */
    public void handlerEnded(@Nullable FunctionErrorException failure) {
        Part ended = handler;
        handler = null;
        close(ended, outcome(failure), failure);
    }

    private static FunctionObservationContext contextOf(FunctionObservation kind, InvocationContext invocation) {
        FunctionObservationContext context = new FunctionObservationContext(kind, invocation.functionName());
        context.ran(invocation.requestId(), invocation.functionVersion());
        return context;
    }

    private Part open(FunctionObservationContext context, Observation parent) {
        Observation begun =
                create(context.kind(), context).parentObservation(parent).start();
        return new Part(context, begun, ObservedScope.open(begun, registry));
    }

    private static void close(@Nullable Part part, String outcome, @Nullable Throwable failure) {
        if (part == null) {
            return;
        }
        try {
            part.scope().close();
        } finally {
            end(part.observation(), part.context(), outcome, failure);
        }
    }

    // ---- on the caller's side --------------------------------------------------------------------------------------

    /** The caller goes on without its answer, on the thread that made this. */
    public void callerLeaves() {
        ObservedScope open = callerScope;
        callerScope = null;
        if (open != null) {
            open.close();
        }
    }

    /**
     * The caller has its answer.
     *
     * @param requestId the invocation's id
     * @param version what ran
     * @param failure how the function failed; null if it did not
     */
    public void answered(UUID requestId, String version, @Nullable FunctionErrorException failure) {
        invokeContext.ran(requestId, version);
        endInvoke(outcome(failure), failure);
    }

    /** No handler was called for the caller. */
    public void refused(Throwable refusal) {
        String outcome = refusal instanceof TooManyRequestsException ? "throttled" : "refused";
        endInvoke(outcome, refusal);
    }

    private void endInvoke(String outcome, @Nullable Throwable failure) {
        try {
            callerLeaves();
        } finally {
            end(invoke, invokeContext, outcome, failure);
        }
    }

    private static void end(
            Observation observation, FunctionObservationContext context, String outcome, @Nullable Throwable failure) {
        context.ended(outcome);
        try {
            if (failure != null) {
                observation.error(failure);
            }
        } finally {
            observation.stop();
        }
    }

    private static String outcome(@Nullable FunctionErrorException failure) {
        if (failure == null) {
            return "success";
        }
        return failure.error().isTimeout() ? "timeout" : "function_error";
    }
}
