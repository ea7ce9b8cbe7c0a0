package io.faas4j;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.faas4j.async.AsyncInvoker;
import io.faas4j.async.AsyncSettings;
import io.faas4j.async.CloseReport;
import io.faas4j.async.DeadLetters;
import io.faas4j.async.queue.Acceptance;
import io.faas4j.async.queue.QueuedEvent;
import io.faas4j.destination.Destinations;
import io.faas4j.directory.Directories;
import io.faas4j.durable.DurableStore;
import io.faas4j.durable.OpenStore;
import io.faas4j.durable.OutgoingEvents;
import io.faas4j.error.ValidationException;
import io.faas4j.event.AcceptedEvent;
import io.faas4j.event.AsyncFunction;
import io.faas4j.event.EventOptions;
import io.faas4j.event.Ledger;
import io.faas4j.function.Alias;
import io.faas4j.function.AliasSpec;
import io.faas4j.function.FunctionDefinition;
import io.faas4j.function.FunctionRef;
import io.faas4j.function.FunctionVersion;
import io.faas4j.function.TypeRef;
import io.faas4j.idempotency.Idempotency;
import io.faas4j.idempotency.IdempotencyStore;
import io.faas4j.invocation.FunctionHandle;
import io.faas4j.invocation.InvocationRequest;
import io.faas4j.invocation.InvocationResponse;
import io.faas4j.invocation.InvocationResult;
import io.faas4j.invocation.InvocationType;
import io.faas4j.mapping.EventSourceMappings;
import io.faas4j.mapping.MappingBuilder;
import io.faas4j.queue.Queues;
import io.faas4j.runtime.FunctionRuntime;
import io.faas4j.runtime.RuntimeSettings;
import io.faas4j.runtime.registry.EventInvokeConfigs;
import io.faas4j.runtime.registry.FunctionRegistry;
import io.faas4j.runtime.snapshot.Snapshot;
import io.faas4j.runtime.time.RandomSource;
import io.faas4j.runtime.time.TimeSource;
import io.faas4j.runtime.time.WorkerThreads;
import io.faas4j.source.CheckpointStore;
import io.faas4j.source.QueueSource;
import io.faas4j.source.ShardLeases;
import io.faas4j.source.StreamSource;
import io.faas4j.stream.ChangeLogs;
import io.faas4j.stream.Streams;
import io.faas4j.sync.NamedFunctions;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.observation.ObservationRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * AWS Lambda's programming and invocation model in this process: one object, one lifecycle. Safe for use by many threads.
 *
 * <pre>{@code
 * try (Faas faas = Faas.create()) {
 *     faas.deploy(FunctionDefinition.of("greet", String.class, String.class, (name, context) -> "Hello, " + name));
 *     System.out.println(faas.invoke("greet", "world", String.class));
 * }
 * }</pre>
 */
public final class Faas implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(Faas.class);

    private final FunctionRuntime runtime;
    private final NamedFunctions named;
    private final Queues queues;
    private final AsyncInvoker async;
    private final Streams streams;
    private final EventSourceMappings mappings;
    private final ChangeLogs changeLogs;
    private final Directories directories;
    private final @Nullable OpenStore store;
    private final IdempotencyStore idempotency;
    private final Duration drainLimit;
    private @Nullable CloseReport closed;

    private Faas(Builder builder) {
        RuntimeSettings settings = builder.runtime.build();
        this.drainLimit = settings.drainLimit();
        this.runtime = new FunctionRuntime(settings, EventSourceMappings::readingBatches);
        this.named = new NamedFunctions(runtime);
        try {
            this.store = builder.durable == null ? null : builder.durable.open(runtime.time());
        } catch (RuntimeException | Error failure) {
            runtime.close(Duration.ZERO);
            throw failure;
        }
        this.queues = store == null
                ? new Queues(runtime.scope(), runtime.time(), runtime.random())
                : new Queues(runtime.scope(), runtime.time(), runtime.random(), store.queues(), runtime.threads());
        try {
            this.async = AsyncInvoker.create(
                    runtime, builder.async, queues, settings.meters(), store == null ? null : store.events());
        } catch (RuntimeException | Error failure) {
            closeStore();
            runtime.close(Duration.ZERO);
            throw failure;
        }
        if (store != null && builder.keepsLastValues) {
            runtime.functions().keepLastValues(store.lastValues());
        }
        this.idempotency = idempotency(builder);
        this.streams = new Streams(runtime.scope(), runtime.time());
        this.mappings =
                new EventSourceMappings(runtime, async, checkpoints(builder), leases(builder), settings.meters());
        this.changeLogs = new ChangeLogs(runtime.scope(), runtime.time(), runtime.random(), runtime.codec());
        this.directories = new Directories(runtime.scope(), runtime.time(), runtime.random(), runtime.threads());
    }

    private CheckpointStore checkpoints(Builder builder) {
        if (builder.checkpoints != null) {
            return builder.checkpoints;
        }
        return store == null ? CheckpointStore.inMemory() : store.checkpoints();
    }

    /** Of the checkpoints: leases without them would keep nobody from anything. */
    private @Nullable ShardLeases leases(Builder builder) {
        return builder.checkpoints != null || store == null
                ? null
                : store.leases().orElse(null);
    }

    private IdempotencyStore idempotency(Builder builder) {
        if (builder.idempotency != null) {
            return builder.idempotency;
        }
        return store == null ? IdempotencyStore.inMemory() : store.idempotency();
    }

    /** With every default. */
    public static Faas create() {
        return builder().build();
    }

    /** A builder with every default. */
    public static Builder builder() {
        return new Builder();
    }

    // ---- functions -------------------------------------------------------------------------------------------------

    /**
     * Creates a function, or updates its {@code $LATEST}.
     *
     * @param function what runs, and how
     * @return the new {@code $LATEST}
     */
    public FunctionVersion deploy(FunctionDefinition<?, ?> function) {
        return functions().deploy(function);
    }

    /**
     * Publishes {@code $LATEST} as the next version, or gives the last one if nothing changed since (rules VER-1, VER-2).
     *
     * @param function the function's name
     */
    public FunctionVersion publish(String function) {
        return functions().publish(function);
    }

    /**
     * Creates an alias, or changes what the spec sets of it (rules ALIAS-2, ALIAS-8).
     *
     * @param function the function's name
     * @param alias such as {@code AliasSpec.of("live").version("1").routing(Routing.to("2", 0.1))}
     */
    public Alias alias(String function, AliasSpec alias) {
        return functions().aliases().put(function, alias);
    }

    /**
     * Begins to make a handler idempotent: the same event twice gives the first result without running twice.
     *
     * @param event the class of its events
     * @param result the class of its results
     */
    public <E, R> Idempotency<E, R> idempotency(Class<E> event, Class<R> result) {
        return idempotency(TypeRef.of(event), TypeRef.of(result));
    }

    /**
     * As {@link #idempotency(Class, Class)}, for types with type arguments.
     *
     * @param event the type of its events
     * @param result the type of its results
     */
    public <E, R> Idempotency<E, R> idempotency(TypeRef<E> event, TypeRef<R> result) {
        return Idempotency.create(idempotency, runtime, result);
    }

    /** All operations on functions, versions, aliases and reserved concurrency. */
    public FunctionRegistry functions() {
        return runtime.functions();
    }

    // ---- invoking --------------------------------------------------------------------------------------------------

    /**
     * A function resolved once: the fastest way to invoke it often.
     *
     * @param function any form that {@link FunctionRef#parse} takes, such as {@code classify:live}
     * @param event the class of the caller's events
     * @param result the class the caller wants
     * @throws io.faas4j.error.ResourceNotFoundException if the reference leads nowhere
     */
    public <I, O> FunctionHandle<I, O> function(String function, Class<I> event, Class<O> result) {
        return runtime.handle(FunctionRef.parse(function), event, result);
    }

    /**
     * As {@link #function(String, Class, Class)}, for types with type arguments.
     *
     * @param function any form that {@link FunctionRef#parse} takes
     * @param event the type of the caller's events
     * @param result the type the caller wants
     */
    public <I, O> FunctionHandle<I, O> function(String function, TypeRef<I> event, TypeRef<O> result) {
        return runtime.handle(FunctionRef.parse(function), event.type(), result.type());
    }

    /**
     * Invokes a function by name and waits for its result.
     *
     * @param function any form that {@link FunctionRef#parse} takes
     * @param event the event, or null
     * @param result the class the caller wants
     * @return the result; null if the handler returned null
     * @throws io.faas4j.invocation.FunctionErrorException if the function failed
     */
    public <O> @Nullable O invoke(String function, @Nullable Object event, Class<O> result) {
        return named.handle(function, event, result).invoke(event);
    }

    /**
     * Invokes a function by name and waits for its outcome, with the report of what it took.
     *
     * @param function any form that {@link FunctionRef#parse} takes
     * @param event the event, or null
     * @param result the class the caller wants
     */
    public <O> InvocationResult<O> call(String function, @Nullable Object event, Class<O> result) {
        return named.handle(function, event, result).call(event);
    }

    /**
     * Invokes a function as Lambda's Invoke API does: JSON bytes in, JSON bytes out.
     *
     * @param request the function, the payload, and how to invoke
     */
    public InvocationResponse invoke(InvocationRequest request) {
        return request.invocationType() == InvocationType.EVENT ? async.invoke(request) : runtime.invoke(request);
    }

    /**
     * A function resolved once, to be sent events: the fastest way to send many.
     *
     * @param function any form that {@link FunctionRef#parse} takes
     * @param event the class of the caller's events
     * @throws io.faas4j.error.ResourceNotFoundException if the reference leads nowhere
     */
    public <I> AsyncFunction<I> async(String function, Class<I> event) {
        return async.function(FunctionRef.parse(function), event);
    }

    /**
     * As {@link #async(String, Class)}, for types with type arguments.
     *
     * @param function any form that {@link FunctionRef#parse} takes
     * @param event the type of the caller's events
     */
    public <I> AsyncFunction<I> async(String function, TypeRef<I> event) {
        return async.function(FunctionRef.parse(function), event.type());
    }

    /**
     * Sends a function an event by name: it is taken over at once, and handled later, with retries (section ASYNC).
     *
     * @param function any form that {@link FunctionRef#parse} takes
     * @param event the event, or null
     * @throws io.faas4j.error.EventQueueFullException if the function's queue has no room; see {@link AsyncFunction} for more
     */
    public AcceptedEvent invokeAsync(String function, @Nullable Object event) {
        return async.invoke(function, event, EventOptions.NONE);
    }

    /**
     * As {@link #invokeAsync(String, Object)}, with more asked for.
     *
     * @param function any form that {@link FunctionRef#parse} takes
     * @param event the event, or null
     * @param options a delay, keys, a priority, a wait for room, a tenant
     */
    public AcceptedEvent invokeAsync(String function, @Nullable Object event, EventOptions options) {
        return async.invoke(function, event, options);
    }

    /**
     * For a store's own ways to send events, such as the outbox of {@code faas-invokers-jdbc}.
     *
     * @return empty unless this is {@linkplain Builder#durable durable}
     */
    public Optional<OutgoingEvents> outgoingEvents() {
        OpenStore opened = store;
        return opened == null ? Optional.empty() : Optional.of(new Outgoing(opened, async));
    }

    private record Outgoing(OpenStore store, AsyncInvoker async) implements OutgoingEvents {
        @Override
        public AcceptedEvent send(
                String function,
                @Nullable Object event,
                EventOptions options,
                Function<QueuedEvent, Acceptance> taker) {
            return async.handOver(function, event, options, taker);
        }
    }

    // ---- sources ---------------------------------------------------------------------------------------------------

    /**
     * The queues in this process, or those of the store of a {@linkplain Builder#durable durable} library: made, found and deleted, and
     * dead letters moved on (section QUEUE).
     */
    public Queues queues() {
        return queues;
    }

    /** The streams in this process, which last as long as this object (section STREAM). */
    public Streams streams() {
        return streams;
    }

    /** Change logs in this process, by which an application tells of changes of its items (section CHANGE). */
    public ChangeLogs changeLogs() {
        return changeLogs;
    }

    /** Folders whose files are sources of object notifications (section OBJECT). */
    public Directories directories() {
        return directories;
    }

    /**
     * Begins to map a queue to a function: the function is invoked with its messages (section ESM-SQS).
     *
     * @param source a queue in this process, or a connector's
     */
    public MappingBuilder map(QueueSource source) {
        return mappings.map(source);
    }

    /**
     * Begins to map a stream to a function: the function is invoked with its records (section ESM-STREAM).
     *
     * @param source a stream in this process, or a connector's
     */
    public MappingBuilder map(StreamSource source) {
        return mappings.map(source);
    }

    /** The event source mappings there are. */
    public EventSourceMappings mappings() {
        return mappings;
    }

    // ---- for operators ---------------------------------------------------------------------------------------------

    /**
     * All functions, versions, events, event source mappings and limits as they are now, with what was counted since: an immutable picture, cheap enough to
     * be asked for each second with 10,000 functions. {@link Snapshot#health} tells what is not well.
     */
    public Snapshot snapshot() {
        return async.withEvents(runtime.snapshot()).withMappings(mappings.snapshots());
    }

    /** How many events were accepted since the start, of deleted functions too, and where each of them is (section ASYNC). */
    public Ledger ledger() {
        return async.ledger();
    }

    /**
     * As {@link #ledger()}, of one function.
     *
     * @param function its bare name
     */
    public Ledger ledger(String function) {
        return async.ledger(function);
    }

    /** How functions, versions and aliases retry their events, and where these go in the end (rule ASYNC-3). */
    public EventInvokeConfigs eventInvokeConfigs() {
        return functions().eventInvokeConfigs();
    }

    /** Topics and event buses in this process, and destinations of your own, for events that have ended; see {@link #queues} too. */
    public Destinations destinations() {
        return async.destinations();
    }

    /** The events that failed and have nowhere to go, until somebody decides about them. */
    public DeadLetters deadLetters() {
        return async.deadLetters();
    }

    /**
     * Takes an event back that has not started; {@link AcceptedEvent#cancel} does so too, and faster.
     *
     * @param requestId the event's
     * @return false if an attempt has begun, or the event has ended or is unknown
     */
    public boolean cancel(UUID requestId) {
        return async.cancel(requestId);
    }

    // ---- life ------------------------------------------------------------------------------------------------------

    /** How many invocations run now. */
    public int concurrentExecutions() {
        return runtime.concurrentExecutions();
    }

    /** How many invocations timed out on their context's own thread, whose handler has not ended yet (rule LIB-1). */
    public int leakedContexts() {
        return runtime.leakedContexts();
    }

    /**
     * As {@link #shutdown}. Events that are handed back are lost if nobody asks for that report: a warning in the log says how
     * many.
     */
    @Override
    public void close() {
        CloseReport report = shutdown();
        if (!report.handedBack().isEmpty() || !report.abandoned().isEmpty()) {
            log.warn(
                    "Closed with {} events handed back and {} abandoned; shutdown() reports them",
                    report.handedBack().size(),
                    report.abandoned().size());
        }
        if (!report.recordsInFlight().isEmpty()) {
            log.warn(
                    "Closed with records of event source mappings in flight, which come again: {}",
                    report.recordsInFlight());
        }
    }

    /**
     * Polls no sources any more and waits for the batches that handlers have, refuses new events, handles those that can be handled now, then refuses new invocations too, waits for the running ones,
     * both together up to the drain limit, times the rest out, also what is being delivered, and ends every execution context.
     * While events are handled, records of theirs that go to functions are accepted; what a handler sends is refused. Idempotent: a
     * later call answers as the first.
     *
     * @return what became of the events that were still open, and which records mappings had in flight
     */
    public synchronized CloseReport shutdown() {
        CloseReport known = closed;
        if (known != null) {
            return known;
        }
        Ledger before = async.ledger();
        long begun = runtime.time().nanoTime();
        CloseReport report;
        List<CloseReport.RecordsInFlight> inFlight = List.of();
        try {
            inFlight = mappings.close(drainLimit);
            async.stopAccepting();
            async.drain(left(begun));
        } finally {
            runtime.close(left(begun));
            directories.close();
            streams.close();
            changeLogs.close();
            report = async.close(before, begun).withRecordsInFlight(inFlight);
            closeStore();
            closed = report;
        }
        return report;
    }

    private void closeStore() {
        if (store != null) {
            store.close();
        }
    }

    private Duration left(long begun) {
        return Duration.ofNanos(
                Math.max(0, drainLimit.toNanos() - (runtime.time().nanoTime() - begun)));
    }

    /** Collects settings; see {@link RuntimeSettings.Builder} for defaults and ranges. Not safe for use by many threads. */
    public static final class Builder {

        private final RuntimeSettings.Builder runtime = RuntimeSettings.builder();
        private AsyncSettings async = AsyncSettings.defaults();
        private @Nullable CheckpointStore checkpoints;
        private @Nullable IdempotencyStore idempotency;
        private @Nullable DurableStore durable;
        private boolean keepsLastValues;

        private Builder() {}

        /** See {@link RuntimeSettings.Builder#concurrency}. */
        public Builder concurrency(int invocations) {
            return configure(settings -> settings.concurrency(invocations));
        }

        /** See {@link RuntimeSettings.Builder#unreservedMinimum}. */
        public Builder unreservedMinimum(int invocations) {
            return configure(settings -> settings.unreservedMinimum(invocations));
        }

        /** See {@link RuntimeSettings.Builder#drainLimit}. */
        public Builder drainLimit(Duration limit) {
            return configure(settings -> settings.drainLimit(limit));
        }

        /** See {@link RuntimeSettings.Builder#time}. */
        public Builder time(TimeSource time) {
            return configure(settings -> settings.time(time));
        }

        /** See {@link RuntimeSettings.Builder#random}. */
        public Builder random(RandomSource random) {
            return configure(settings -> settings.random(random));
        }

        /** See {@link RuntimeSettings.Builder#threads}. */
        public Builder threads(WorkerThreads threads) {
            return configure(settings -> settings.threads(threads));
        }

        /** See {@link RuntimeSettings.Builder#objectMapper}. */
        public Builder objectMapper(ObjectMapper mapper) {
            return configure(settings -> settings.objectMapper(mapper));
        }

        /** See {@link RuntimeSettings.Builder#meterRegistry}. */
        public Builder meterRegistry(MeterRegistry registry) {
            return configure(settings -> settings.meterRegistry(registry));
        }

        /** See {@link RuntimeSettings.Builder#observationRegistry}. */
        public Builder observationRegistry(ObservationRegistry registry) {
            return configure(settings -> settings.observationRegistry(registry));
        }

        /** See {@link RuntimeSettings.Builder#invocationLogs}. */
        public Builder invocationLogs(boolean written) {
            return configure(settings -> settings.invocationLogs(written));
        }

        /**
         * Sets how asynchronous events wait, are tried again and are delivered.
         *
         * @param settings {@link AsyncSettings#defaults} if never set
         */
        public Builder async(AsyncSettings settings) {
            this.async = settings;
            return this;
        }

        /**
         * Sets where it is kept how far mappings have read their streams.
         *
         * @param store that of {@link #durable} if never set; without that in memory: a new process begins where each mapping is
         *     set to
         */
        public Builder checkpoints(CheckpointStore store) {
            this.checkpoints = store;
            return this;
        }

        /**
         * Sets where {@linkplain Faas#idempotency(Class, Class) idempotent handlers} keep their keys and results.
         *
         * @param store that of {@link #durable} if never set; without that {@link IdempotencyStore#inMemory}
         */
        public Builder idempotency(IdempotencyStore store) {
            this.idempotency = store;
            return this;
        }

        /**
         * Keeps asynchronous events, dead letters, queues, checkpoints and the keys of idempotent handlers in a store that outlives the process: an event is
         * accepted, and a message sent, once it is stored, and what a process leaves, however it ends, the next one goes on with, as soon as its function is
         * deployed. Payloads are kept as JSON.
         *
         * @param store opened by {@link #build}, which fails with a {@link io.faas4j.error.StoreException} if it cannot be, and
         *     closed with the library
         */
        public Builder durable(DurableStore store) {
            this.durable = store;
            return this;
        }

        /**
         * Sets whether what is set of functions at run time outlives the process in the {@linkplain #durable store}: changes of
         * aliases, reserved and provisioned concurrency, event invoke configurations. It comes back when what it belongs to is there again:
         * with {@code deploy}, {@code publish} and the creation of the alias. An alias is then what it was changed to last, whatever it
         * is created as, unless it leads to a version that is not there: that is said in a warning. All else that the application sets
         * itself afterwards holds. What other processes change later on a shared store is found by the next process.
         *
         * <p>A change that cannot be stored holds in this process, and fails with a {@link io.faas4j.error.StoreException}. Functions'
         * configurations come with their definitions, and are not kept; neither are policies that scale by themselves.
         *
         * @param kept false if never set
         */
        public Builder keepLastValues(boolean kept) {
            this.keepsLastValues = kept;
            return this;
        }

        /**
         * Any setting of the runtime's.
         *
         * @param change called at once
         */
        public Builder configure(Consumer<RuntimeSettings.Builder> change) {
            change.accept(runtime);
            return this;
        }

        /**
         * The library, ready to deploy to.
         *
         * @throws ValidationException if last values are to be kept, and there is no durable store
         */
        public Faas build() {
            if (keepsLastValues && durable == null) {
                throw ValidationException.of("durable", null, "Member must not be null, for last values to be kept");
            }
            return new Faas(this);
        }
    }
}
