package io.faas4j.runtime.dispatch;

import io.faas4j.error.FaasException;
import io.faas4j.error.RecursiveInvocationException;
import io.faas4j.error.ResourceNotFoundException;
import io.faas4j.error.ServiceException;
import io.faas4j.event.EventInvokeConfig;
import io.faas4j.event.FunctionEventInvokeConfig;
import io.faas4j.function.FunctionRef;
import io.faas4j.function.Qualifier;
import io.faas4j.invocation.InvokeOptions;
import io.faas4j.runtime.context.CallChain;
import io.faas4j.runtime.context.Caller;
import io.faas4j.runtime.context.EventAttempt;
import io.faas4j.runtime.context.Revision;
import io.faas4j.runtime.payload.Crossing;
import io.faas4j.runtime.registry.Route;
import io.faas4j.runtime.registry.Target;
import io.faas4j.runtime.travel.CarriedContext;
import java.lang.reflect.Type;
import org.jspecify.annotations.Nullable;

/**
 * The way of asynchronous events that were sent to one reference: in by a {@link EventSource}, and, later and perhaps more than
 * once, on to the function. What it finds it keeps. Safe for use by many threads.
 */
public final class EventRoute {

    private final Dispatcher dispatcher;
    private final FunctionRef ref;

    // Racy on purpose: immutable objects, any of which will do, or is seen not to.
    private @Nullable Route route;
    private Passage passage = Passage.NONE;
    private Passage otherPassage = Passage.NONE;

    EventRoute(Dispatcher dispatcher, FunctionRef ref) {
        this.dispatcher = dispatcher;
        this.ref = ref;
    }

    private record Passage(
            @Nullable Revision revision,
            boolean keepsResult,
            @Nullable Crossing crossing) {
        static final Passage NONE = new Passage(null, false, null);

        boolean is(Revision wanted, boolean isKept) {
            return revision == wanted && keepsResult == isKept;
        }
    }

    /** The function as it was addressed. */
    public FunctionRef ref() {
        return ref;
    }

    // ---- in --------------------------------------------------------------------------------------------------------

    /**
     * For callers who have values.
     *
     * @param eventType the type of their events
     */
    public EventSource ofValues(Type eventType) {
        return new EventSource(this, dispatcher.codec(), eventType);
    }

    /** For callers who have JSON bytes. */
    public EventSource ofJson() {
        return new EventSource(this, dispatcher.codec(), null);
    }

    Revision draw(@Nullable String tenant) {
        Route way = way();
        Target target = target(way);
        Revision drawn = dispatcher.choose(target);
        Tenants.check(drawn, new Caller(ref, options(tenant), way.traffic()));
        return drawn;
    }

    Crossing captures(Revision revision, @Nullable Type eventType) {
        return eventType == null
                ? dispatcher.jsonCrossing(revision)
                : dispatcher.crossing(eventType, Object.class, revision);
    }

    void refused() {
        way().traffic().refused();
    }

    /** Whether the function is reserved no concurrency, so that its events have no chance (rule ASYNC-8). */
    public boolean isReservedNothing() {
        try {
            return target(way()).primary().pool().concurrency().isReservedNothing();
        } catch (FaasException gone) {
            return false;
        }
    }

    /**
     * Whether an event with such a chain would be refused, as its senders include its own function too often (rule REC-2). If so,
     * it counts as stopped.
     *
     * @param chain the invocations that led to it
     */
    public boolean stopsLoop(CallChain chain) {
        int times = chain.times(ref.name());
        if (times == 0) {
            return false;
        }
        try {
            Route way = way();
            if (target(way).primary().pool().concurrency().loops().isStopped(times)) {
                way.traffic().loopStopped();
                return true;
            }
            return false;
        } catch (FaasException gone) {
            return false;
        }
    }

    /** How its events are retried, and where they go in the end: what is set for exactly this qualifier (rule ASYNC-13). */
    public EventInvokeConfig config() {
        Route known = route;
        FunctionEventInvokeConfig set = known == null ? null : known.eventInvokeConfig();
        if (set != null) {
            return set.config();
        }
        try {
            set = way().eventInvokeConfig();
        } catch (FaasException gone) {
            return EventInvokeConfig.create();
        }
        return set == null ? EventInvokeConfig.create() : set.config();
    }

    // ---- on to the function ----------------------------------------------------------------------------------------

    /**
     * Tries an event on the current thread, which belongs to the handler until it returns; its deadline is a hard one all the
     * same. Throws nothing.
     *
     * @param attempt which
     * @param version what it was drawn to run on; null to draw now
     * @param payload what {@link EventSource#capture} gave
     * @param tenant for whom; null for nobody
     * @param carried what the thread carried that sent the event
     * @param keepsResult whether the result is wanted
     * @param thread the current one; its listener is told, instead of an answer, if the deadline comes before the handler's end
     * @param tag what it is told with
     */
    public AttemptOutcome attempt(
            EventAttempt attempt,
            @Nullable String version,
            @Nullable Object payload,
            @Nullable String tenant,
            @Nullable CarriedContext carried,
            boolean keepsResult,
            LentThread thread,
            int tag) {
        Receipt receipt = null;
        try {
            while (true) {
                Route way = way();
                Revision revision = revision(target(way), version);
                Caller caller = new Caller(ref, options(tenant), way.traffic(), attempt);
                Tenants.check(revision, caller);
                requireNoLoop(attempt, revision, caller);
                Crossing crossing = crossing(revision, keepsResult);
                if (receipt == null && revision.isFollowed()) {
                    receipt = followed(caller, carried);
                    thread.pause();
                }
                Object event = crossing.enterCaptured(payload);
                if (event != payload) {
                    // To read it took time that is not the handler's.
                    thread.pause();
                }
                LentRun run = dispatcher.lend(revision, caller, receipt, thread, tag);
                if (run != null) {
                    Object outcome = run.run(crossing, event, caller, carried);
                    return ended(outcome, run.startNanos(), revision, receipt, keepsResult);
                }
            }
        } catch (FaasException refused) {
            return refused(refused, receipt);
        } catch (Throwable unexpected) {
            return refused(
                    new ServiceException("An asynchronous invocation ended without an outcome.", unexpected), receipt);
        }
    }

    /** Followed as a part of what the sender did, if that was followed too. */
    private Receipt followed(Caller caller, @Nullable CarriedContext carried) {
        Receipt receipt = new Receipt();
        CarriedContext.run(carried, () -> {
            InvocationTelemetry telemetry = dispatcher.follow(caller);
            // No caller waits on this thread: what is current here is the handler's.
            telemetry.callerLeaves();
            receipt.tell(telemetry);
        });
        return receipt;
    }

    private AttemptOutcome ended(
            @Nullable Object outcome, long start, Revision revision, @Nullable Receipt receipt, boolean keepsResult) {
        if (outcome == LentRun.LATE) {
            return AttemptOutcome.Late.LATE;
        }
        if (receipt != null) {
            receipt.answered(outcome);
        }
        if (outcome instanceof Failed failed) {
            return new AttemptOutcome.Failure(
                    failed.error(), failed.executedVersion(), start, dispatcher.nanosSince(start));
        }
        return keepsResult
                ? new AttemptOutcome.Returned(
                        Crossing.bytes(outcome), revision.version(), start, dispatcher.nanosSince(start))
                : AttemptOutcome.Unseen.UNSEEN;
    }

    private static AttemptOutcome refused(FaasException why, @Nullable Receipt receipt) {
        if (receipt != null) {
            receipt.leave(null);
            receipt.refused(why);
        }
        return new AttemptOutcome.Refused(why);
    }

    /** An event whose senders include its own function too often (rule REC-2). */
    private static void requireNoLoop(EventAttempt attempt, Revision revision, Caller caller) {
        int times = attempt.chain().times(revision.functionName());
        if (times == 0) {
            return;
        }
        try {
            revision.pool().concurrency().loops().check(times);
        } catch (RecursiveInvocationException loop) {
            caller.traffic().loopStopped();
            throw loop;
        }
    }

    // ---- what is found ---------------------------------------------------------------------------------------------

    private Route way() {
        Route known = route;
        if (known != null && known.target() != null) {
            return known;
        }
        Route found = dispatcher.route(ref);
        route = found;
        return found;
    }

    private Target target(Route first) {
        Route way = first;
        while (true) {
            Target target = way.target();
            if (target != null) {
                return target;
            }
            way = way();
        }
    }

    /** The version drawn at first, also if an alias has moved on since; if it is gone, what is drawn now. */
    private Revision revision(Target target, @Nullable String version) {
        if (version == null || target.primary().version().equals(version)) {
            return version == null ? dispatcher.choose(target) : target.primary();
        }
        Revision weighted = target.secondary();
        if (weighted != null && weighted.version().equals(version)) {
            return weighted;
        }
        try {
            FunctionRef drawn = FunctionRef.parse(ref.name()).withQualifier(new Qualifier(version));
            return target(dispatcher.route(drawn)).primary();
        } catch (ResourceNotFoundException deleted) {
            return dispatcher.choose(target);
        }
    }

    private Crossing crossing(Revision revision, boolean keepsResult) {
        Passage last = passage;
        if (last.is(revision, keepsResult) && last.crossing() != null) {
            return last.crossing();
        }
        Passage other = otherPassage;
        if (other.is(revision, keepsResult) && other.crossing() != null) {
            return other.crossing();
        }
        Crossing made = dispatcher.eventCrossing(revision, keepsResult);
        otherPassage = last;
        passage = new Passage(revision, keepsResult, made);
        return made;
    }

    private static InvokeOptions options(@Nullable String tenant) {
        return tenant == null ? InvokeOptions.NONE : InvokeOptions.NONE.tenantId(tenant);
    }
}
