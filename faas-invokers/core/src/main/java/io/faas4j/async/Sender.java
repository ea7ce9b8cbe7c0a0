package io.faas4j.async;

import io.faas4j.async.queue.Acceptance;
import io.faas4j.async.queue.EventExtras;
import io.faas4j.async.queue.FunctionQueue;
import io.faas4j.async.queue.QueuedEvent;
import io.faas4j.error.EventQueueFullException;
import io.faas4j.error.InvocationInterruptedException;
import io.faas4j.error.ServiceException;
import io.faas4j.error.StoreException;
import io.faas4j.event.AcceptedEvent;
import io.faas4j.event.AsyncFunction;
import io.faas4j.event.EventOptions;
import io.faas4j.function.FunctionRef;
import io.faas4j.runtime.context.CallChain;
import io.faas4j.runtime.context.RequestIds;
import io.faas4j.runtime.context.Revision;
import io.faas4j.runtime.dispatch.EventSource;
import io.faas4j.runtime.time.RandomSource;
import io.faas4j.runtime.time.TimeSource;
import io.faas4j.runtime.travel.CarriedContext;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Where events for one reference come in. Safe for use by many threads. */
final class Sender<I> implements AsyncFunction<I> {

    private final EventFlow flow;
    private final Address address;
    private final EventSource source;
    private final Acceptor acceptor;

    Sender(EventFlow flow, Address address, EventSource source, Acceptor acceptor) {
        this.flow = flow;
        this.address = address;
        this.source = source;
        this.acceptor = acceptor;
    }

    /**
     * What all senders of a runtime have in common.
     *
     * @param time tells an event's age
     * @param random gives its request id
     * @param keepsVersion whether an event runs on the version drawn for it at first (rule ALIAS-6)
     * @param needsJson whether payloads must be bytes
     */
    record Acceptor(TimeSource time, RandomSource random, boolean keepsVersion, boolean needsJson) {}

    @Override
    public FunctionRef ref() {
        return address.function();
    }

    @Override
    public AcceptedEvent invoke(@Nullable I event) {
        return invoke(event, EventOptions.NONE);
    }

    @Override
    public AcceptedEvent invoke(@Nullable I event, EventOptions options) {
        return send(event, options, EventSource.chain());
    }

    /**
     * As {@link #invoke(Object, EventOptions)}, for an event that belongs to a chain of invocations by other means.
     *
     * @param chain the invocations that led to it
     */
    AcceptedEvent send(@Nullable I event, EventOptions options, CallChain chain) {
        QueuedEvent made = make(event, options, chain);
        return accepted(made, offer(flow.queue(), made, options.maxWait()));
    }

    /** As {@link #send(Object, EventOptions, CallChain)}, for what the runtime itself makes of events: also while it closes. */
    AcceptedEvent follow(@Nullable I event, CallChain chain) {
        QueuedEvent made = make(event, EventOptions.NONE, chain);
        return accepted(made, flow.queue().acceptFollowing(made));
    }

    /** As {@link #invoke(Object, EventOptions)}, for somebody else than the queue to take over. */
    AcceptedEvent handOver(@Nullable I event, EventOptions options, Function<QueuedEvent, Acceptance> taker) {
        QueuedEvent made = make(event, options, EventSource.chain());
        return answered(made, taker.apply(made));
    }

    private QueuedEvent make(@Nullable I event, EventOptions options, CallChain chain) {
        Revision drawn = source.draw(options.tenantId().orElse(null));
        Object payload = source.capture(drawn, event, acceptor.needsJson());
        long now = acceptor.time().nanoTime();
        return new QueuedEvent(
                RequestIds.nextHigh(acceptor.random()),
                RequestIds.nextLow(acceptor.random()),
                address,
                acceptor.keepsVersion() ? drawn.version() : null,
                payload,
                bytes(payload),
                now,
                now + options.delay().toNanos(),
                options.priority(),
                extras(options, chain));
    }

    private AcceptedEvent accepted(QueuedEvent made, Acceptance answer) {
        if (answer instanceof Acceptance.Accepted) {
            flow.received(1);
        }
        return answered(made, answer);
    }

    private AcceptedEvent answered(QueuedEvent made, Acceptance answer) {
        if (answer instanceof Acceptance.Accepted) {
            return new Taken(flow.queue(), made);
        }
        if (answer instanceof Acceptance.Duplicate duplicate) {
            return new Duplicate(flow.queue(), duplicate.first());
        }
        if (answer instanceof Acceptance.Full full) {
            throw new EventQueueFullException(flow.queue().function(), full.limit(), full.value());
        }
        if (answer instanceof Acceptance.Unstored unstored) {
            throw new StoreException(
                    unstored.reason(),
                    "The event for function '%s' was not accepted: it could not be stored (%s)."
                            .formatted(flow.queue().function(), unstored.cause().getMessage()),
                    unstored.cause());
        }
        throw new ServiceException("The runtime is closed.", null);
    }

    private static Acceptance offer(FunctionQueue queue, QueuedEvent event, Duration maxWait) {
        if (maxWait.isZero()) {
            return queue.accept(event);
        }
        try {
            return queue.accept(event, maxWait);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InvocationInterruptedException("The wait for room in the event queue was interrupted.", e);
        }
    }

    private static int bytes(@Nullable Object payload) {
        if (payload instanceof byte[] json) {
            return json.length;
        }
        return payload instanceof String text ? text.length() : 0;
    }

    private static EventExtras extras(EventOptions options, CallChain chain) {
        CarriedContext carried = CarriedContext.capture();
        List<String> functions = chain.functions();
        if (carried == null && functions.isEmpty() && isPlain(options)) {
            return EventExtras.NONE;
        }
        return new EventExtras(
                options.orderKey().orElse(null),
                options.deduplicationKey().orElse(null),
                options.tenantId().orElse(null),
                functions,
                carried);
    }

    private static boolean isPlain(EventOptions options) {
        return options.orderKey().isEmpty()
                && options.deduplicationKey().isEmpty()
                && options.tenantId().isEmpty();
    }

    /** An event the queue has taken. */
    private record Taken(FunctionQueue queue, QueuedEvent event) implements AcceptedEvent {
        @Override
        public UUID requestId() {
            return event.requestId();
        }

        @Override
        public boolean isDuplicate() {
            return false;
        }

        @Override
        public boolean cancel() {
            return queue.cancel(event);
        }
    }

    /** An event that another stands for. */
    private record Duplicate(FunctionQueue queue, UUID requestId) implements AcceptedEvent {
        @Override
        public boolean isDuplicate() {
            return true;
        }

        @Override
        public boolean cancel() {
            return queue.cancel(requestId);
        }
    }
}
