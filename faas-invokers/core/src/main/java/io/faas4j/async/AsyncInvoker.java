package io.faas4j.async;

import io.faas4j.async.queue.Acceptance;
import io.faas4j.async.queue.Appetite;
import io.faas4j.async.queue.EventQueue;
import io.faas4j.async.queue.EventStore;
import io.faas4j.async.queue.FunctionQueue;
import io.faas4j.async.queue.QueuedEvent;
import io.faas4j.async.queue.Redrive;
import io.faas4j.destination.DeliveryLimit;
import io.faas4j.destination.Destinations;
import io.faas4j.destination.InvocationRecords;
import io.faas4j.error.EventQueueFullException;
import io.faas4j.error.FaasException;
import io.faas4j.error.InvalidRequestContentException;
import io.faas4j.error.ServiceException;
import io.faas4j.error.StoreException;
import io.faas4j.event.AcceptedEvent;
import io.faas4j.event.AsyncFunction;
import io.faas4j.event.DestinationMessage;
import io.faas4j.event.DestinationRef;
import io.faas4j.event.EventOptions;
import io.faas4j.event.Ledger;
import io.faas4j.function.FunctionRef;
import io.faas4j.invocation.InvocationRequest;
import io.faas4j.invocation.InvocationResponse;
import io.faas4j.queue.Queues;
import io.faas4j.runtime.FunctionRuntime;
import io.faas4j.runtime.context.CallChain;
import io.faas4j.runtime.dispatch.EventSource;
import io.faas4j.runtime.snapshot.Snapshot;
import io.faas4j.runtime.time.Tasks;
import io.faas4j.runtime.time.TimeSource;
import io.micrometer.core.instrument.MeterRegistry;
import java.lang.reflect.Type;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Asynchronous invocation: takes events over at once, and sees to each until it ended (section ASYNC). Safe for use by many
 * threads.
 */
public final class AsyncInvoker {

    /** Where no handler keeps it, a worker has settled what it has by then. */
    private static final Duration LAST_STEPS = Duration.ofMillis(500);

    private final FunctionRuntime runtime;
    private final EventQueue queue;
    private final @Nullable MeterRegistry meters;
    private final TimeSource time;
    private final Tasks tasks;
    private final Judge judge;
    private final Delays delays;
    private final AsyncSettings settings;
    private final Sender.Acceptor acceptor;
    private final Messages messages;
    private final Letters letters;
    private final Destinations destinations;
    private final DeadLetters deadLetters = new DeadLetters(this);
    private final NamedSenders named = new NamedSenders(this);
    private final Flows flows;
    private volatile boolean isStopped;

    /**
     * An invoker without events.
     *
     * @param runtime where the functions are
     * @param settings how events wait, are tried again and are delivered
     * @param queues where records and dead letters may go
     * @param meters where it is metered; null for nowhere
     * @param store where events outlive the process; null for nowhere
     * @throws StoreException if the store cannot be used
     */
    public static AsyncInvoker create(
            FunctionRuntime runtime,
            AsyncSettings settings,
            Queues queues,
            @Nullable MeterRegistry meters,
            @Nullable EventStore store) {
        Destinations destinations = new Destinations(runtime.scope(), queues, runtime.time(), runtime.random());
        return new AsyncInvoker(runtime, settings, destinations, meters, store);
    }

    private AsyncInvoker(
            FunctionRuntime runtime,
            AsyncSettings settings,
            Destinations destinations,
            @Nullable MeterRegistry meters,
            @Nullable EventStore store) {
        this.runtime = runtime;
        this.meters = meters;
        this.time = runtime.time();
        this.flows = new Flows(this::begin, this::isThere);
        this.queue = store == null
                ? EventQueue.inMemory(time, settings.queue())
                : EventQueue.durable(time, settings.queue(), store, new Hunger());
        this.tasks = runtime.threads().tasks("faas-event", time);
        this.delays = new Delays(settings, runtime.random());
        this.settings = settings;
        this.judge = new Judge(time, delays, failure -> runtime.invoker().errorJson(failure.error()));
        this.acceptor = new Sender.Acceptor(time, runtime.random(), !settings.redrawsVersion(), queue.isDurable());
        this.messages = new Messages(
                new InvocationRecords(runtime.scope(), time),
                payload -> runtime.invoker().eventJson(payload));
        this.letters = new Letters(time);
        this.destinations = destinations;
        runtime.functions().onDelete(this::functionDeleted);
        if (queue.isDurable()) {
            Undeployed undeployed = new Undeployed(this::isThere, this::wakeMetered);
            runtime.functions().onCreate(undeployed::deployed);
            runtime.functions().onCreate(queue::deployed);
            queue.listen(ready -> undeployed.ready(ready.function()));
            queue.functions().stream()
                    .filter(inherited -> inherited.claimable() > 0)
                    .forEach(inherited -> undeployed.ready(inherited.function()));
        } else {
            queue.listen(ready -> wake(ready.function()));
        }
    }

    /** Events may have come from a store, and none been received here. */
    private void wakeMetered(String function) {
        EventFlow flow = flows.of(function);
        flow.kept();
        flow.drain().wake();
    }

    private void wake(String function) {
        flows.of(function).drain().wake();
    }

    private boolean isThere(String function) {
        try {
            runtime.functions().get(function);
            return true;
        } catch (FaasException gone) {
            return false;
        }
    }

    /** For what is nobody's. */
    private final class Hunger implements Appetite {

        /** As many as its workers need soon; an alias may still be missing here. */
        @Override
        public int ready(FunctionRef target) {
            try {
                runtime.functions().route(target);
            } catch (FaasException notHere) {
                return 0;
            }
            EventFlow flow = flows.ifThere(target.name());
            return flow == null ? Pace.EAGER : flow.drain().pace().ahead();
        }

        @Override
        public void took(String function, int events) {
            flows.of(function).received(events);
        }
    }

    private void functionDeleted(String name) {
        if (queue.isDurable() && isKnown(name)) {
            // Whose events are all from before the process began, has no flow so far.
            flows.of(name);
        }
        flows.functionDeleted(name);
        named.forget(name);
    }

    private boolean isKnown(String function) {
        return queues().stream().anyMatch(each -> each.function().equals(function));
    }

    private EventFlow begin(String function) {
        FunctionQueue events = queue.function(function);
        Addresses addresses = new Addresses(runtime);
        AsyncTally tally = new AsyncTally();
        DeliveryLimit limit = deliveryLimit();
        Deliveries deliveries =
                new Deliveries(messages, this::deliver, tally, delays, settings.deliveryAttempts(), limit, time);
        Attempts attempts = new Attempts(events, addresses, tally, judge, deliveries, time, () -> isStopped);
        Drain drain = new Drain(
                events,
                tasks,
                time,
                // A destination that is slow keeps no handler from running.
                () -> runtime.concurrencyLimit() + limit.underWay(),
                () -> isStopped,
                attempts::work,
                () -> flows.of(function).drain().wake());
        return new EventFlow(events, addresses, tally, drain, limit, () -> flows.of(function), meters);
    }

    private void deliver(DestinationRef to, DestinationMessage message, QueuedEvent about) throws Exception {
        CallChain chain = new CallChain(about.extras().chain())
                .plus(about.target().function().name());
        deliver(to, message, chain);
    }

    /**
     * Delivers a message once, and returns when it has been taken.
     *
     * @param to where to
     * @param message what is told
     * @param chain the invocations that led to it (rules REC-3, DEST-9)
     * @throws Exception if it was not taken
     */
    public void deliver(DestinationRef to, DestinationMessage message, CallChain chain) throws Exception {
        destinations.deliver(
                to,
                message,
                (function, result) -> this.<byte[]>sender(function, null).follow(result.body(), chain),
                chain);
    }

    /** Where what becomes of events goes. */
    public Destinations destinations() {
        return destinations;
    }

    /** A new limit of deliveries, as long as is set for all of them. */
    public DeliveryLimit deliveryLimit() {
        return new DeliveryLimit(time, settings.deliveryTimeout());
    }

    // ---- accepting -------------------------------------------------------------------------------------------------

    /**
     * A function resolved once, to be sent events.
     *
     * @param ref the function
     * @param eventType the type of the caller's events
     * @throws io.faas4j.error.ResourceNotFoundException if the reference leads nowhere
     */
    public <I> AsyncFunction<I> function(FunctionRef ref, Type eventType) {
        return sender(ref, eventType);
    }

    /**
     * Accepts an event by name.
     *
     * @param function any form that {@link FunctionRef#parse} takes
     * @param event the event, or null
     * @param options what is asked for it
     */
    public AcceptedEvent invoke(String function, @Nullable Object event, EventOptions options) {
        return named.invoke(function, event, options);
    }

    /**
     * Makes an event as {@link #invoke(String, Object, EventOptions)} does, for somebody else than the queue to take over.
     *
     * @param function any form that {@link FunctionRef#parse} takes
     * @param event the event, or null
     * @param options what is asked for it
     * @param taker given the event; answers what became of it
     */
    public AcceptedEvent handOver(
            String function, @Nullable Object event, EventOptions options, Function<QueuedEvent, Acceptance> taker) {
        return named.handOver(function, event, options, taker);
    }

    /** As {@link #function}. */
    <I> Sender<I> sender(FunctionRef ref, @Nullable Type eventType) {
        Address address = address(ref);
        EventFlow flow = flows.of(ref.name());
        EventSource source =
                eventType == null ? address.route().ofJson() : address.route().ofValues(eventType);
        return new Sender<>(flow, address, source, acceptor);
    }

    /**
     * Accepts an event as Lambda's Invoke API does (rules ASYNC-1, ASYNC-15).
     *
     * @param request JSON, for the function; a client context is not delivered
     * @return status 202 and no payload
     */
    public InvocationResponse invoke(InvocationRequest request) {
        EventOptions options =
                request.tenantId().map(EventOptions.NONE::tenantId).orElse(EventOptions.NONE);
        return InvocationResponse.accepted(accept(request.function(), request.payload(), options, EventSource.chain())
                .requestId());
    }

    /** Accepts JSON that belongs to a chain of invocations. */
    AcceptedEvent accept(FunctionRef function, byte[] json, EventOptions options, CallChain chain) {
        return this.<byte[]>sender(function, null).send(json, options, chain);
    }

    // ---- for operators ---------------------------------------------------------------------------------------------

    /** The dead letters of all functions. */
    public DeadLetters deadLetters() {
        return deadLetters;
    }

    /**
     * Keeps as a dead letter of its function what another part of the library gave up, whether the function is still there or
     * not.
     *
     * @param function as it was addressed
     * @param event what it is
     * @throws EventQueueFullException if the function has as many dead letters as it may have
     * @throws StoreException if it could not be stored: then it is not kept
     * @throws ServiceException if this is closed
     */
    public void keep(FunctionRef function, GivenUpEvent event) {
        EventFlow flow = flows.of(function.name());
        Acceptance answer = flow.queue().keep(letters.of(flow.addresses().of(function), event));
        if (answer instanceof Acceptance.Full full) {
            throw new EventQueueFullException(flow.queue().function(), full.limit(), full.value());
        }
        if (answer instanceof Acceptance.Unstored unstored) {
            throw new StoreException(
                    unstored.reason(),
                    "The dead letter of function '%s' was not kept: it could not be stored (%s)."
                            .formatted(flow.queue().function(), unstored.cause().getMessage()),
                    unstored.cause());
        }
        if (answer instanceof Acceptance.Closed) {
            throw new ServiceException("The runtime is closed.", null);
        }
        flow.kept();
    }

    /** How many events were accepted since the start, and where each of them is; of deleted functions too. */
    public Ledger ledger() {
        return queue.ledger();
    }

    /**
     * As {@link #ledger()}, of one function.
     *
     * @param function its bare name
     */
    public Ledger ledger(String function) {
        EventFlow flow = flows.ifThere(function);
        if (flow != null || !queue.isDurable()) {
            return flow == null ? Ledger.EMPTY : flow.queue().ledger();
        }
        return isKnown(function) ? queue.function(function).ledger() : Ledger.EMPTY;
    }

    /** The same picture, with the events of each function. */
    public Snapshot withEvents(Snapshot snapshot) {
        return SnapshotEvents.addedTo(snapshot, queues());
    }

    /**
     * Takes an event back that has not started.
     *
     * @param requestId the event's
     * @return false if an attempt has begun, or the event has ended or is unknown
     */
    public boolean cancel(UUID requestId) {
        return queues().stream().anyMatch(each -> each.cancel(requestId));
    }

    // ---- the end ---------------------------------------------------------------------------------------------------

    /**
     * Refuses events from now on; those accepted are handled still, and so are the records of theirs that go to functions.
     */
    public void stopAccepting() {
        queue.stopAccepting();
    }

    /**
     * Waits until nothing is left that can be handled now, without waiting for retries and delays; then handles nothing any
     * more.
     *
     * @param limit how long to wait at most
     */
    public void drain(Duration limit) {
        awaitWorkers(limit);
        isStopped = true;
    }

    private void awaitWorkers(Duration limit) {
        long end = time.nanoTime() + limit.toNanos();
        long before;
        try {
            do {
                before = queue.ledger().accepted();
                for (EventFlow flow : flows.all()) {
                    flow.drain().awaitIdle(Duration.ofNanos(Math.max(0, end - time.nanoTime())));
                }
                // What was delivered to a function while others were awaited may be one of theirs.
            } while (queue.ledger().accepted() != before && time.nanoTime() - end < 0);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /**
     * Ends everything, once the functions' invocations have ended: destinations that have not answered are timed out.
     *
     * @param before what the ledger said when closing began
     * @param begunNanos when that was
     */
    public CloseReport close(Ledger before, long begunNanos) {
        isStopped = true;
        flows.all().forEach(flow -> flow.deliveries().endAll());
        awaitWorkers(LAST_STEPS);
        List<CloseReport.HandedBack> handedBack = new ArrayList<>(handBack());
        List<CloseReport.Abandoned> abandoned = flows.all().stream()
                .flatMap(flow -> flow.drain().running().stream())
                .map(event -> new CloseReport.Abandoned(
                        event.target().function(), event.requestId(), "a worker is still busy with it"))
                .toList();
        // What a worker has put back meanwhile.
        handedBack.addAll(handBack());
        flows.all().forEach(EventFlow::close);
        tasks.close();
        queue.close();
        long finished = ended(queue.ledger()) - ended(before);
        return new CloseReport(
                finished, handedBack, abandoned, List.of(), Duration.ofNanos(time.nanoTime() - begunNanos));
    }

    private List<CloseReport.HandedBack> handBack() {
        Messages lenient = new Messages(new InvocationRecords(runtime.scope(), time), this::json);
        Returns returns = new Returns(lenient, this::address, this::json, time.nanoTime());
        return queues().stream()
                .flatMap(each -> each.handBack().stream())
                .map(returns::of)
                .toList();
    }

    private Address address(QueuedEvent event) {
        return flows.of(event.target().function().name()).addresses().of(event.target());
    }

    private static long ended(Ledger ledger) {
        return ledger.accepted() - ledger.open() - ledger.handedBack();
    }

    // ---- for this package ------------------------------------------------------------------------------------------

    Collection<FunctionQueue> queues() {
        return queue.functions();
    }

    /**
     * Whom events are for.
     *
     * @throws io.faas4j.error.ResourceNotFoundException if the reference leads nowhere
     */
    Address address(FunctionRef ref) {
        // Before anything is made for a name that leads nowhere.
        runtime.functions().route(ref);
        return flows.of(ref.name()).addresses().of(ref);
    }

    /** Has dead letters run their function anew, or have only their record delivered: these were received already. */
    int redrive(FunctionQueue of, List<Redrive> redrives, boolean runAnew) {
        int gone = redrives.isEmpty() ? 0 : of.redrive(redrives);
        if (gone > 0 && runAnew) {
            flows.of(of.function()).tally().received(gone);
        }
        return gone;
    }

    boolean keepsVersion() {
        return acceptor.keepsVersion();
    }

    /** To be looked at: what cannot be written as JSON is told as text. */
    byte[] json(@Nullable Object payload) {
        try {
            return runtime.invoker().eventJson(payload);
        } catch (InvalidRequestContentException unwritable) {
            return runtime.invoker().eventJson(String.valueOf(payload));
        }
    }

    /** Checks what a dead letter's event is to be, which may be a whole batch of records. */
    void requireEvent(byte[] json, boolean isBatch) {
        if (isBatch) {
            runtime.invoker().requireBatch(json);
        } else {
            runtime.invoker().requireEvent(json);
        }
    }

    long now() {
        return time.nanoTime();
    }

    Instant instant(long nanos) {
        return time.now().minusNanos(time.nanoTime() - nanos);
    }
}
