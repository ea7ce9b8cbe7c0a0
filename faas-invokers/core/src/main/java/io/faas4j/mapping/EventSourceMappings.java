package io.faas4j.mapping;

import io.faas4j.async.AsyncInvoker;
import io.faas4j.async.CloseReport;
import io.faas4j.error.InvalidParameterValueException;
import io.faas4j.error.ResourceConflictException;
import io.faas4j.error.ResourceNotFoundException;
import io.faas4j.error.ServiceException;
import io.faas4j.function.FunctionRef;
import io.faas4j.runtime.FunctionRuntime;
import io.faas4j.runtime.context.RequestIds;
import io.faas4j.runtime.payload.PayloadCodec;
import io.faas4j.runtime.snapshot.MappingSnapshot;
import io.faas4j.source.CheckpointStore;
import io.faas4j.source.QueueSource;
import io.faas4j.source.ShardLeases;
import io.faas4j.source.StreamSource;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The event source mappings of one runtime (section ESM). Safe for use by many threads. */
public final class EventSourceMappings {

    private final FunctionRuntime runtime;
    private final Services services;
    private final @Nullable MeterRegistry meters;

    // Guarded by this object's monitor.
    private final Map<UUID, EventSourceMapping> mappings = new LinkedHashMap<>();
    private final Map<UUID, MappingMeters> registered = new LinkedHashMap<>();
    private boolean isClosed;

    /**
     * Without mappings.
     *
     * @param runtime where the functions are
     * @param async where what is given up goes
     * @param checkpoints how far streams are read
     * @param leases which process reads what, if several share the checkpoints; null if none but this one uses them
     * @param meters where it is metered; null for nowhere
     */
    public EventSourceMappings(
            FunctionRuntime runtime,
            AsyncInvoker async,
            CheckpointStore checkpoints,
            @Nullable ShardLeases leases,
            @Nullable MeterRegistry meters) {
        this.runtime = runtime;
        this.meters = meters;
        this.services = new Services(
                runtime.time(),
                runtime.random(),
                runtime.threads().tasks("faas-mapping", runtime.time()),
                runtime.codec(),
                runtime.scope(),
                async,
                checkpoints,
                leases);
    }

    /**
     * A codec that reads {@link io.faas4j.source.StreamBatch} and {@link io.faas4j.source.QueueBatch} from Lambda's JSON events too
     * (rules EVT-1 to EVT-3), so that a function with typed batches can be invoked with such an event by anybody.
     *
     * @param values reads and writes all else
     */
    public static PayloadCodec readingBatches(PayloadCodec values) {
        return new BatchCodec(values);
    }

    /**
     * Begins to map a queue.
     *
     * @param source the queue
     */
    public MappingBuilder map(QueueSource source) {
        return new MappingBuilder(this, source.arn(), progress -> new QueueEngines(source, progress, services));
    }

    /**
     * Begins to map a stream.
     *
     * @param source the stream
     */
    public MappingBuilder map(StreamSource source) {
        return new MappingBuilder(this, source.arn(), progress -> new StreamEngines(source, progress, services));
    }

    /** The mappings there are, in the order they were made; those that are being deleted too. */
    public synchronized List<EventSourceMapping> list() {
        return List.copyOf(mappings.values());
    }

    /** All of them as they are now, in the order they were made. */
    public List<MappingSnapshot> snapshots() {
        return list().stream().map(EventSourceMapping::snapshot).toList();
    }

    /**
     * One mapping.
     *
     * @param uuid its id
     * @throws ResourceNotFoundException if there is none
     */
    public synchronized EventSourceMapping get(UUID uuid) {
        return Optional.ofNullable(mappings.get(uuid))
                .orElseThrow(() -> new ResourceNotFoundException("The resource you requested does not exist."));
    }

    EventSourceMapping create(
            String arn,
            FunctionRef target,
            @Nullable String name,
            MappingConfig given,
            Function<MappingProgress, EngineFactory> engines) {
        MappedFunction function = require(target);
        String known = name == null ? arn + " -> " + target : name;
        MappingProgress progress = new MappingProgress(known, services.time());
        EngineFactory factory = engines.apply(progress);
        MappingConfig config = given.batchSize().isPresent()
                ? given
                : given.toBuilder().batchSize(factory.defaultBatchSize()).build();
        factory.check(config, function);
        UUID uuid = RequestIds.next(services.random());
        EventSourceMapping made =
                new EventSourceMapping(uuid, known, factory, function, config, progress, services, this);
        synchronized (this) {
            if (isClosed) {
                throw new ServiceException("The runtime is closed.", null);
            }
            requireNew(made, target, factory.isQueue());
            mappings.put(uuid, made);
        }
        if (meters != null) {
            register(made, meters);
        }
        made.goOn();
        return made;
    }

    /** Without the monitor: a registry may call whom it likes. */
    private void register(EventSourceMapping made, MeterRegistry into) {
        MappingMeters metered = new MappingMeters(into, made);
        boolean isGone;
        synchronized (this) {
            isGone = isClosed || !mappings.containsKey(made.uuid());
            if (!isGone) {
                registered.put(made.uuid(), metered);
            }
        }
        if (isGone) {
            metered.remove();
        }
    }

    /** The function, if there is one. */
    MappedFunction require(FunctionRef target) {
        MappedFunction function = new MappedFunction(runtime, target);
        if (!function.exists()) {
            throw new InvalidParameterValueException("Function does not exist");
        }
        return function;
    }

    /** The function that a mapping is to have from now on, if there is one and no other mapping has it. */
    MappedFunction requireFree(EventSourceMapping mapping, FunctionRef target) {
        synchronized (this) {
            for (EventSourceMapping each : mappings.values()) {
                boolean isTaken = each != mapping
                        && each.eventSourceArn().equals(mapping.eventSourceArn())
                        && each.function().equals(target);
                if (isTaken) {
                    throw new ResourceConflictException(
                            conflict(each.eventSourceArn(), target, each.isQueue(), each.uuid()));
                }
            }
        }
        return require(target);
    }

    private void requireNew(EventSourceMapping made, FunctionRef target, boolean isQueue) {
        for (EventSourceMapping each : mappings.values()) {
            boolean isSame = each.eventSourceArn().equals(made.eventSourceArn())
                    && each.function().equals(target);
            if (isSame) {
                throw new ResourceConflictException(conflict(made.eventSourceArn(), target, isQueue, each.uuid()));
            }
            if (each.name().equals(made.name())) {
                throw new ResourceConflictException("An event source mapping with name '%s' already exists: %s."
                        .formatted(made.name(), each.uuid()));
            }
        }
    }

    private String conflict(String arn, FunctionRef target, boolean isQueue, UUID uuid) {
        String function = target.arn(services.scope());
        return isQueue
                ? ("An event source mapping with SQS arn (\" %s \") and function (\" %s \") already exists. "
                                + "Please update or delete the existing mapping with UUID %s")
                        .formatted(arn, function, uuid)
                : ("The event source arn (\" %s \") and function (\" %s \") provided mapping already exists. "
                                + "Please update or delete the existing mapping with UUID %s")
                        .formatted(arn, function, uuid);
    }

    void removed(EventSourceMapping mapping) {
        MappingMeters gone;
        synchronized (this) {
            mappings.remove(mapping.uuid());
            gone = registered.remove(mapping.uuid());
        }
        if (gone != null) {
            gone.remove();
        }
    }

    // ---- the end ---------------------------------------------------------------------------------------------------

    /**
     * Polls no more, gives back what no handler has, and waits until handlers have returned.
     *
     * @param limit how long to wait at most
     * @return what is not finished, one entry for each mapping that has something
     */
    public List<CloseReport.RecordsInFlight> close(Duration limit) {
        List<EventSourceMapping> all;
        List<MappingMeters> gone;
        synchronized (this) {
            isClosed = true;
            all = new ArrayList<>(mappings.values());
            gone = new ArrayList<>(registered.values());
            registered.clear();
        }
        try {
            CompletableFuture<?> idle = CompletableFuture.allOf(
                    all.stream().map(EventSourceMapping::close).toArray(CompletableFuture[]::new));
            if (!services.time().await(idle, limit)) {
                all.forEach(EventSourceMapping::endDeliveries);
            }
        } catch (InterruptedException e) {
            all.forEach(EventSourceMapping::endDeliveries);
            Thread.currentThread().interrupt();
        } finally {
            gone.forEach(MappingMeters::remove);
            services.tasks().close();
        }
        return all.stream()
                .map(EventSourceMapping::inFlightAtClose)
                .filter(each -> each.records() > 0)
                .toList();
    }
}
