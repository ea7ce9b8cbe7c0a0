package io.faas4j.mapping;

import io.faas4j.async.CloseReport;
import io.faas4j.error.FaasException;
import io.faas4j.error.InvalidParameterValueException;
import io.faas4j.error.ResourceInUseException;
import io.faas4j.error.ResourceNotFoundException;
import io.faas4j.function.FunctionRef;
import io.faas4j.retry.Backoff;
import io.faas4j.runtime.failures.FailureLog;
import io.faas4j.runtime.snapshot.MappingSnapshot;
import java.time.Duration;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A function mapped to a source: it is invoked with what the source has, until the mapping is disabled or deleted. Changes are
 * asked for, and happen once the batches that are being handled are done (rules ESM-2, ESM-13). Safe for use by many threads.
 */
public final class EventSourceMapping {

    private static final Logger log = LoggerFactory.getLogger(EventSourceMapping.class);

    private final UUID uuid;
    private final String name;
    private final EngineFactory engines;
    private final Services services;
    private final MappingProgress progress;
    private final EventSourceMappings all;
    private final Backoff backoff;

    // Guarded by this object's monitor, where they are written.
    private volatile MappingState state;
    private volatile MappingConfig config;
    private volatile MappedFunction function;
    private volatile @Nullable Engine engine;
    private boolean isClosed;
    private int failedStarts;
    private @Nullable CompletableFuture<?> closing;
    private long givenBackBefore;

    EventSourceMapping(
            UUID uuid,
            String name,
            EngineFactory engines,
            MappedFunction function,
            MappingConfig config,
            MappingProgress progress,
            Services services,
            EventSourceMappings all) {
        this.uuid = uuid;
        this.name = name;
        this.engines = engines;
        this.function = function;
        this.config = config;
        this.services = services;
        this.all = all;
        this.progress = progress;
        this.backoff = Backoff.standard(services.random());
        this.state = config.isEnabled() ? MappingState.CREATING : MappingState.DISABLED;
    }

    // ---- what it is ------------------------------------------------------------------------------------------------

    /** Its id. */
    public UUID uuid() {
        return uuid;
    }

    /** By what its checkpoints are known: the source's and the function's names, unless it was given another. */
    public String name() {
        return name;
    }

    /** The function, as it was addressed. */
    public FunctionRef function() {
        return function.ref();
    }

    /** The source. */
    public String eventSourceArn() {
        return engines.arn();
    }

    /** How it is set. */
    public MappingConfig config() {
        return config;
    }

    /** Where it is in its life. */
    public MappingState state() {
        return state;
    }

    /** Why it is in this state (rule ESM-3). */
    public String stateTransitionReason() {
        return engines.isQueue() ? "USER_INITIATED" : "User action";
    }

    /** What it is doing, and why not. */
    public MappingStatus status() {
        return new MappingStatus(state, progress, engine);
    }

    /** What an operator sees of it. */
    MappingSnapshot snapshot() {
        MappingStatus now = status();
        return new MappingSnapshot(
                uuid,
                name,
                eventSourceArn(),
                function(),
                now.state().wireName(),
                now.isResting(),
                now.lastResult(),
                now.lastError().orElse(null),
                now.since(),
                now.iteratorAge(),
                now.inFlight());
    }

    boolean isQueue() {
        return engines.isQueue();
    }

    MappingProgress progress() {
        return progress;
    }

    // ---- changes ---------------------------------------------------------------------------------------------------

    /** Goes on polling where it stopped; nothing if it polls. */
    public void enable() {
        update(settings -> settings.enabled(true));
    }

    /** Stops polling once the batches that are being handled are done, and keeps its position (rule ESM-13). */
    public void disable() {
        update(settings -> settings.enabled(false));
    }

    /**
     * Changes settings; all but the starting position can be changed (rule ESM-5).
     *
     * @param change called at once
     * @throws ResourceInUseException if it is just being made, changed or deleted (rule ESM-10)
     * @throws FaasException if the settings do not fit the source
     */
    public void update(Consumer<MappingConfig.Builder> change) {
        MappingConfig seen = config;
        MappedFunction target = function;
        MappingConfig.Builder settings = seen.toBuilder();
        change.accept(settings);
        change(seen, target, settings.build(), target);
    }

    /**
     * Has another function invoked from now on; the position stays (rule ESM-5).
     *
     * @param target any form that {@link FunctionRef#parse} takes
     * @throws InvalidParameterValueException if there is no such function
     * @throws io.faas4j.error.ResourceConflictException if the source is mapped to it already (rule ESM-7)
     * @throws ResourceInUseException if it is just being made, changed or deleted (rule ESM-10)
     */
    public void retarget(String target) {
        MappingConfig seen = config;
        MappedFunction before = function;
        change(seen, before, seen, all.requireFree(this, FunctionRef.parse(target)));
    }

    private void change(MappingConfig seen, MappedFunction seenFunction, MappingConfig wanted, MappedFunction target) {
        if (!Objects.equals(wanted.startingPosition(), seen.startingPosition())) {
            throw new InvalidParameterValueException("StartingPosition cannot be changed once a mapping is made.");
        }
        if (wanted.isEnabled()) {
            engines.check(wanted, target);
        }
        Engine stopped;
        synchronized (this) {
            requireSettled("UpdateEventSourceMapping");
            if (config != seen || function != seenFunction) {
                throw new ResourceInUseException(
                        "Cannot perform UpdateEventSourceMapping because the event source mapping was changed meanwhile.");
            }
            boolean wasEnabled = state == MappingState.ENABLED;
            state = wasEnabled == wanted.isEnabled()
                    ? MappingState.UPDATING
                    : wanted.isEnabled() ? MappingState.ENABLING : MappingState.DISABLING;
            config = wanted;
            function = target;
            stopped = engine;
        }
        stop(stopped);
    }

    private void requireSettled(String operation) {
        if (state == MappingState.DELETING || state == MappingState.DELETED) {
            throw new ResourceNotFoundException("The resource you requested does not exist.");
        }
        boolean isWaitingForItsSource = isBeginning() && failedStarts > 0;
        if (state != MappingState.ENABLED && state != MappingState.DISABLED && !isWaitingForItsSource) {
            throw new ResourceInUseException(
                    "Cannot perform %s because the event source mapping is %s.".formatted(operation, state.wireName()));
        }
    }

    /**
     * Deletes the mapping, once the batches that are being handled are done; what it knows of its position goes with it.
     *
     * @throws ResourceInUseException if it is just being changed (rule ESM-10)
     */
    public void delete() {
        Engine stopped;
        synchronized (this) {
            if (state != MappingState.CREATING) {
                requireSettled("DeleteEventSourceMapping");
            }
            state = MappingState.DELETING;
            stopped = engine;
        }
        stop(stopped);
    }

    private void stop(@Nullable Engine stopped) {
        if (stopped == null) {
            goOn();
        } else {
            stopped.stop(this::goOn);
        }
    }

    // ---- life ------------------------------------------------------------------------------------------------------

    /** Begins, or does what was asked for once nothing is being handled. */
    void goOn() {
        boolean isDeleted;
        CompletableFuture<?> closed;
        synchronized (this) {
            engine = null;
            closed = closing;
            isDeleted = state == MappingState.DELETING;
            if (!isClosed && !isDeleted && !config.isEnabled()) {
                state = MappingState.DISABLED;
                return;
            }
        }
        if (closed != null) {
            closed.complete(null);
        } else if (isDeleted) {
            inBackground(this::forget);
        } else {
            inBackground(this::begin);
        }
    }

    private void inBackground(Runnable task) {
        synchronized (this) {
            if (isClosed) {
                return;
            }
        }
        try {
            services.tasks().execute(task);
        } catch (RuntimeException | Error noThread) {
            FailureLog.error(log, "No thread could be started for event source mapping {}", name, noThread);
            services.time().schedule(backoff.after(1), () -> inBackground(task));
        }
    }

    private void begin() {
        Engine begun = null;
        try {
            begun = engines.engine(config, function);
            synchronized (this) {
                if (isClosed || engine != null || !isBeginning()) {
                    return;
                }
                engine = begun;
            }
            begun.start();
        } catch (Exception | Error unreachable) {
            progress.problem("The source could not be reached", unreachable);
            Engine failed = begun;
            if (failed == null) {
                beginLater(null);
            } else {
                failed.stop(() -> beginLater(failed));
            }
            return;
        }
        synchronized (this) {
            failedStarts = 0;
            if (engine == begun && isBeginning()) {
                state = MappingState.ENABLED;
            }
        }
    }

    private boolean isBeginning() {
        return state == MappingState.CREATING || state == MappingState.ENABLING || state == MappingState.UPDATING;
    }

    private void beginLater(@Nullable Engine failed) {
        Duration delay;
        synchronized (this) {
            if (engine != failed || isClosed || !isBeginning()) {
                return;
            }
            engine = null;
            failedStarts++;
            delay = backoff.after(failedStarts);
        }
        services.time().scheduleHousekeeping(delay, () -> inBackground(this::begin));
    }

    private void forget() {
        try {
            services.checkpoints().remove(name);
        } catch (Exception | LinkageError unreachable) {
            FailureLog.warn(log, "The checkpoints of event source mapping {} could not be removed", name, unreachable);
        }
        all.removed(this);
        synchronized (this) {
            state = MappingState.DELETED;
        }
    }

    /** Ends it with the library: polls no more. */
    CompletableFuture<?> close() {
        CompletableFuture<?> done;
        Engine stopped;
        synchronized (this) {
            if (closing != null) {
                return closing;
            }
            done = new CompletableFuture<>();
            closing = done;
            isClosed = true;
            givenBackBefore = progress.tally().givenBack();
            stopped = engine;
        }
        if (stopped == null) {
            done.complete(null);
        } else {
            stopped.stop(() -> done.complete(null));
        }
        return done;
    }

    /** What it had received or read when it was closed, and has not finished: its source gives it out again. */
    CloseReport.RecordsInFlight inFlightAtClose() {
        Engine ended;
        long givenBack;
        synchronized (this) {
            ended = engine;
            givenBack = progress.tally().givenBack() - givenBackBefore;
        }
        int held = ended == null ? 0 : ended.inFlight();
        return new CloseReport.RecordsInFlight(uuid, name, eventSourceArn(), function(), (int) givenBack + held);
    }

    /** The library has waited long enough. */
    void endDeliveries() {
        engines.endDeliveries();
    }

    @Override
    public String toString() {
        return "EventSourceMapping[%s -> %s, %s]".formatted(engines.arn(), function.ref(), state.wireName());
    }
}
