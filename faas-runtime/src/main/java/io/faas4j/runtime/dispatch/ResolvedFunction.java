package io.faas4j.runtime.dispatch;

import io.faas4j.error.FaasException;
import io.faas4j.function.ClientContext;
import io.faas4j.function.FunctionRef;
import io.faas4j.invocation.FunctionHandle;
import io.faas4j.invocation.InvocationResult;
import io.faas4j.runtime.context.Revision;
import io.faas4j.runtime.payload.Crossing;
import io.faas4j.runtime.payload.PayloadFault;
import io.faas4j.runtime.registry.Route;
import io.faas4j.runtime.registry.Target;
import java.lang.reflect.Type;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** A function, resolved once: what it finds it keeps, and finds again only when the function changed. */
final class ResolvedFunction<I, O> implements FunctionHandle<I, O> {

    private final Dispatcher dispatcher;
    private final FunctionRef ref;
    private final Type eventType;
    private final Type resultType;

    // Racy on purpose: immutable objects, any of which will do, or is seen not to.
    private Route route;
    private Passage passage;
    private Passage otherPassage;

    ResolvedFunction(Dispatcher dispatcher, FunctionRef ref, Type eventType, Type resultType) {
        this.dispatcher = dispatcher;
        this.ref = ref;
        this.eventType = eventType;
        this.resultType = resultType;
        this.route = dispatcher.route(ref);
        this.passage = Passage.NONE;
        this.otherPassage = Passage.NONE;
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
    public @Nullable O invoke(@Nullable I event) {
        Object outcome = run(event, null, null);
        if (outcome instanceof Failed failed) {
            throw failed.toException();
        }
        return cast(outcome);
    }

    @Override
    public InvocationResult<O> call(@Nullable I event) {
        Receipt receipt = new Receipt();
        return receipt.toResult(run(event, null, receipt));
    }

    @Override
    public InvocationResult<O> call(@Nullable I event, ClientContext clientContext) {
        ClientContexts.requireSize(clientContext, dispatcher.codec());
        Receipt receipt = new Receipt();
        return receipt.toResult(run(event, clientContext, receipt));
    }

    private @Nullable Object run(@Nullable I event, @Nullable ClientContext client, @Nullable Receipt receipt) {
        while (true) {
            Revision revision = revision();
            Crossing crossing = crossing(revision);
            // A result that may turn out unreadable needs the request's id for its error.
            Receipt noted = receipt == null && !crossing.resultIsDirect() ? new Receipt() : receipt;
            Object outcome = dispatcher.invoke(revision, crossing, crossing.enter(event), ref, client, noted);
            if (outcome != Dispatcher.DRAINED) {
                return noted == null ? outcome : arrive(outcome, crossing, revision, noted);
            }
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
        try {
            while (true) {
                Revision revision = revision();
                Crossing crossing = crossing(revision);
                CompletableFuture<WorkerRun.Ended> ended =
                        dispatcher.submit(revision, crossing, crossing.enter(event), ref);
                if (ended != null) {
                    return ended.thenApply(
                            end -> end.receipt().toResult(arrive(end.outcome(), crossing, revision, end.receipt())));
                }
            }
        } catch (FaasException refused) {
            return CompletableFuture.failedFuture(refused);
        }
    }

    @Override
    public void dryRun(@Nullable I event) {
        crossing(revision()).enter(event);
    }

    private Revision revision() {
        Target target = route.target();
        if (target == null) {
            target = findAgain();
        }
        return target.secondary() == null ? target.primary() : dispatcher.choose(target);
    }

    /** The function was deleted, and perhaps deployed anew. */
    private Target findAgain() {
        while (true) {
            Route found = dispatcher.route(ref);
            Target target = found.target();
            if (target != null) {
                route = found;
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
