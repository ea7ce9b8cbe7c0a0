package io.faas4j.runtime.dispatch;

import io.faas4j.error.FaasException;
import io.faas4j.function.FunctionRef;
import io.faas4j.invocation.FunctionHandle;
import io.faas4j.invocation.InvocationResult;
import io.faas4j.invocation.InvokeOptions;
import io.faas4j.runtime.context.Caller;
import io.faas4j.runtime.context.Revision;
import io.faas4j.runtime.payload.Crossing;
import io.faas4j.runtime.payload.PayloadFault;
import io.faas4j.runtime.registry.Route;
import io.faas4j.runtime.registry.Target;
import io.faas4j.runtime.travel.CarriedContext;
import java.lang.reflect.Type;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** A function, resolved once: what it finds it keeps, and finds again only when the function changed. */
final class ResolvedFunction<I, O> implements FunctionHandle<I, O> {

    private final Dispatcher dispatcher;
    private final FunctionRef ref;
    private final InvokeOptions options;
    private final boolean isPatient;
    private final Type eventType;
    private final Type resultType;

    // Racy on purpose: immutable objects, any of which will do, or is seen not to.
    private Way way;
    private Passage passage;
    private Passage otherPassage;

    ResolvedFunction(Dispatcher dispatcher, FunctionRef ref, InvokeOptions options, Type eventType, Type resultType) {
        this.dispatcher = dispatcher;
        this.ref = ref;
        this.options = options;
        this.isPatient = !options.maxWait().isZero();
        this.eventType = eventType;
        this.resultType = resultType;
        this.way = findWay();
        this.passage = Passage.NONE;
        this.otherPassage = Passage.NONE;
    }

    /** Where the reference leads, and who goes there. */
    private record Way(Route route, Caller caller) {}

    private Way findWay() {
        Route route = dispatcher.route(ref);
        return new Way(route, new Caller(ref, options, route.traffic()));
    }

    /** One revision, and the way there and back for this caller's types. */
    private record Passage(
            @Nullable Revision revision, @Nullable Crossing crossing) {
        static final Passage NONE = new Passage(null, null);
    }

    @Override
    public FunctionRef ref() {
        return ref;
    }

    @Override
    public FunctionHandle<I, O> with(InvokeOptions changed) {
        changed.clientContext().ifPresent(client -> ClientContexts.requireSize(client, dispatcher.codec()));
        return new ResolvedFunction<>(dispatcher, ref, changed, eventType, resultType);
    }

    @Override
    public @Nullable O invoke(@Nullable I event) {
        Object outcome = run(event, isPatient ? new Receipt() : null);
        if (outcome instanceof Failed failed) {
            throw failed.toException();
        }
        return cast(outcome);
    }

    @Override
    public InvocationResult<O> call(@Nullable I event) {
        Receipt receipt = Receipt.reporting(options);
        return receipt.toResult(run(event, receipt));
    }

    private @Nullable Object run(@Nullable I event, @Nullable Receipt receipt) {
        Revision revision = revision();
        return revision.isFollowed() || (receipt != null && options.isLogTailAsked())
                ? runFollowed(revision, event, receipt == null ? new Receipt() : receipt)
                : run(revision, event, receipt);
    }

    /** As {@link #run}, for somebody who is told of it. */
    private @Nullable Object runFollowed(Revision revision, @Nullable I event, Receipt receipt) {
        receipt.tell(dispatcher.follow(way.caller()));
        try {
            Object outcome = run(revision, event, receipt);
            receipt.answered(outcome);
            return outcome;
        } catch (Throwable refused) {
            receipt.leave(null);
            receipt.refused(refused);
            throw refused;
        }
    }

    private @Nullable Object run(Revision first, @Nullable I event, @Nullable Receipt receipt) {
        Revision revision = first;
        while (true) {
            Crossing crossing = crossing(revision);
            Caller caller = way.caller();
            // A result that may turn out unreadable needs the request's id for its error.
            Receipt noted = receipt == null && !crossing.resultIsDirect() ? new Receipt() : receipt;
            Object entered = enter(crossing, event, caller);
            Object outcome = dispatcher.invoke(revision, crossing, entered, caller, noted);
            if (outcome != Dispatcher.DRAINED) {
                return noted == null ? outcome : arrive(outcome, crossing, revision, noted);
            }
            revision = revision();
        }
    }

    private static @Nullable Object enter(Crossing crossing, @Nullable Object event, Caller caller) {
        try {
            return crossing.enter(event);
        } catch (RuntimeException | Error refused) {
            caller.traffic().refused();
            throw refused;
        }
    }

    private static @Nullable Object arrive(
            @Nullable Object outcome, Crossing crossing, Revision revision, Receipt receipt) {
        try {
            return crossing.arrive(outcome);
        } catch (PayloadFault fault) {
            return new Failed(FunctionErrors.of(fault), receipt.requestId(), revision.version());
        }
    }

    @Override
    public CompletionStage<InvocationResult<O>> submit(@Nullable I event) {
        Receipt receipt = Receipt.reporting(options);
        try {
            return submit(event, receipt);
        } catch (FaasException refused) {
            receipt.refused(refused);
            return CompletableFuture.failedFuture(refused);
        } catch (Throwable unexpected) {
            receipt.refused(unexpected);
            throw unexpected;
        }
    }

    private CompletionStage<InvocationResult<O>> submit(@Nullable I event, Receipt receipt) {
        CarriedContext carried = CarriedContext.capture();
        while (true) {
            Revision revision = revision();
            Crossing crossing = crossing(revision);
            Caller caller = way.caller();
            if (!receipt.isFollowed() && (revision.isFollowed() || options.isLogTailAsked())) {
                receipt.tell(dispatcher.follow(caller));
            }
            Object entered = enter(crossing, event, caller);
            CompletableFuture<WorkerRun.Ended> ended = dispatcher.submit(revision, crossing, entered, caller, receipt);
            if (ended != null) {
                receipt.callerLeaves();
                return ended.handleAsync(
                        (end, broken) -> result(end, broken, crossing, revision, receipt),
                        dependant -> dispatcher.afterOutcome(carried, dependant));
            }
        }
    }

    private InvocationResult<O> result(
            WorkerRun.@Nullable Ended end,
            @Nullable Throwable broken,
            Crossing crossing,
            Revision revision,
            Receipt receipt) {
        if (end == null) {
            Throwable cause = broken == null ? new IllegalStateException("no outcome") : broken;
            receipt.refused(cause);
            throw new CompletionException(cause);
        }
        receipt.copy(end.receipt());
        Object outcome = arriveOrTell(end.outcome(), crossing, revision, receipt);
        receipt.answered(outcome);
        return receipt.toResult(outcome);
    }

    private static @Nullable Object arriveOrTell(
            @Nullable Object outcome, Crossing crossing, Revision revision, Receipt receipt) {
        try {
            return arrive(outcome, crossing, revision, receipt);
        } catch (RuntimeException | Error unexpected) {
            receipt.refused(unexpected);
            throw unexpected;
        }
    }

    @Override
    public void dryRun(@Nullable I event) {
        Revision revision = revision();
        Tenants.checkUncounted(revision, way.caller());
        crossing(revision).enter(event);
    }

    private Revision revision() {
        Target target = way.route().target();
        if (target == null) {
            target = findAgain();
        }
        return target.secondary() == null ? target.primary() : dispatcher.choose(target);
    }

    /** The function was deleted, and perhaps deployed anew. */
    private Target findAgain() {
        while (true) {
            Way found = findWay();
            Target target = found.route().target();
            if (target != null) {
                way = found;
                return target;
            }
        }
    }

    private Crossing crossing(Revision revision) {
        Passage last = passage;
        if (last.revision() == revision && last.crossing() != null) {
            return last.crossing();
        }
        Passage other = otherPassage;
        if (other.revision() == revision && other.crossing() != null) {
            return other.crossing();
        }
        Tenants.check(revision, way.caller());
        Crossing made = dispatcher.crossing(eventType, resultType, revision);
        otherPassage = last;
        passage = new Passage(revision, made);
        return made;
    }

    @SuppressWarnings("unchecked")
    private @Nullable O cast(@Nullable Object outcome) {
        return (O) outcome;
    }
}
