package io.faas4j.runtime;

import io.faas4j.function.ArnScope;
import io.faas4j.function.FunctionRef;
import io.faas4j.invocation.FunctionHandle;
import io.faas4j.invocation.InvocationRequest;
import io.faas4j.invocation.InvocationResponse;
import io.faas4j.runtime.concurrency.RuntimeConcurrency;
import io.faas4j.runtime.context.ContextSettings;
import io.faas4j.runtime.context.Contexts;
import io.faas4j.runtime.context.ProvisionedListener;
import io.faas4j.runtime.dispatch.FunctionInvoker;
import io.faas4j.runtime.payload.PayloadCodec;
import io.faas4j.runtime.registry.FunctionRegistry;
import io.faas4j.runtime.snapshot.ConcurrencySnapshot;
import io.faas4j.runtime.snapshot.Snapshot;
import io.faas4j.runtime.tally.TrafficListener;
import io.faas4j.runtime.telemetry.FunctionMeters;
import io.faas4j.runtime.telemetry.ProvisionedMeters;
import io.faas4j.runtime.telemetry.RuntimeMeters;
import io.faas4j.runtime.time.RandomSource;
import io.faas4j.runtime.time.TimeSource;
import io.faas4j.runtime.time.WorkerThreads;
import io.micrometer.core.instrument.MeterRegistry;
import java.lang.reflect.Type;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * How one invocation runs: functions, execution contexts, limits. Two runtimes in one JVM share nothing. Safe for use by
 * many threads.
 */
public final class FunctionRuntime implements AutoCloseable {

    private final ContextSettings settings;
    private final boolean ownsTime;
    private final Duration drainLimit;
    private final PayloadCodec codec;
    private final Contexts contexts;
    private final RuntimeConcurrency concurrency;
    private final FunctionRegistry functions;
    private final FunctionInvoker invoker;
    private final RuntimeMeters meters;
    private final AtomicBoolean closed = new AtomicBoolean();

    /**
     * A runtime without functions.
     *
     * @param given how it runs
     */
    public FunctionRuntime(RuntimeSettings given) {
        this(given, UnaryOperator.identity());
    }

    /**
     * A runtime without functions, whose payloads are read by more than the settings say.
     *
     * @param given how it runs
     * @param reading makes of the settings' codec the one that is used
     */
    public FunctionRuntime(RuntimeSettings given, UnaryOperator<PayloadCodec> reading) {
        this.settings = given.contexts();
        this.ownsTime = given.ownsTime();
        this.drainLimit = given.drainLimit();
        this.codec = reading.apply(given.codec());
        Wiring wiring = new Wiring();
        this.contexts = new Contexts(settings, wiring::relax);
        this.concurrency = new RuntimeConcurrency(
                given.concurrency(),
                given.unreservedMinimum(),
                contexts::reclaimPermits,
                given.admission(settings.time()),
                contexts::runSoon);
        wiring.concurrency = concurrency;
        this.functions = new FunctionRegistry(contexts, concurrency, given.registry(), listener(given), ahead(given));
        this.invoker = new FunctionInvoker(functions, settings, codec);
        this.meters = new RuntimeMeters(given.meters(), contexts, concurrency);
    }

    private TrafficListener listener(RuntimeSettings given) {
        MeterRegistry registry = given.meters();
        return registry == null
                ? TrafficListener.NONE
                : new FunctionMeters(
                        registry,
                        given.histograms(),
                        (function, version) -> functions().contexts(function, version));
    }

    private static ProvisionedListener ahead(RuntimeSettings given) {
        MeterRegistry registry = given.meters();
        return registry == null ? ProvisionedListener.NONE : new ProvisionedMeters(registry);
    }

    /** Each of the two needs the other: contexts relax the limits, and limits reclaim permits from contexts. */
    private static final class Wiring {
        private volatile @Nullable RuntimeConcurrency concurrency;

        void relax() {
            RuntimeConcurrency wired = concurrency;
            if (wired != null) {
                wired.relax();
            }
        }
    }

    /** The functions, with their versions and aliases. */
    public FunctionRegistry functions() {
        return functions;
    }

    /**
     * A function, resolved once.
     *
     * @param ref the function
     * @param eventType the type of the caller's events
     * @param resultType the type the caller wants
     */
    public <I, O> FunctionHandle<I, O> handle(FunctionRef ref, Type eventType, Type resultType) {
        return invoker.handle(ref, eventType, resultType);
    }

    /**
     * Invokes with JSON bytes.
     *
     * @param request what Lambda's Invoke API takes
     */
    public InvocationResponse invoke(InvocationRequest request) {
        return invoker.invoke(request);
    }

    /** How asynchronous events reach their functions. */
    public FunctionInvoker invoker() {
        return invoker;
    }

    /** Where the runtime's functions live. */
    public ArnScope scope() {
        return settings.scope();
    }

    /** The runtime's time. */
    public TimeSource time() {
        return settings.time();
    }

    /** The runtime's randomness. */
    public RandomSource random() {
        return settings.random();
    }

    /** Where the runtime's threads come from. */
    public WorkerThreads threads() {
        return settings.threads();
    }

    /** What turns payloads into JSON and back. */
    public PayloadCodec codec() {
        return codec;
    }

    /** How many invocations may run at once. */
    public int concurrencyLimit() {
        return concurrency.limit();
    }

    /** How many invocations run now. */
    public int concurrentExecutions() {
        return contexts.busy();
    }

    /** How many invocations timed out on their context's own thread, whose handler has not ended yet (rule LIB-1). */
    public int leakedContexts() {
        return contexts.leaked();
    }

    /** All functions, versions and limits as they are now, without events; cheap enough to be asked for each second. */
    public Snapshot snapshot() {
        return new Snapshot(settings.time().now(), concurrencySnapshot(), functions.snapshots(), List.of());
    }

    private ConcurrencySnapshot concurrencySnapshot() {
        Contexts.Busy busy = contexts.busyByReservation();
        return new ConcurrencySnapshot(
                concurrency.limit(),
                busy.all(),
                busy.unreserved(),
                concurrency.placesTaken(),
                concurrency.reservedPlaces(),
                contexts.leaked());
    }

    /**
     * Refuses new invocations, waits for running ones up to the drain limit, times the rest out, and ends every context.
     * Idempotent.
     */
    @Override
    public void close() {
        close(drainLimit);
    }

    /**
     * As {@link #close()}, with another limit.
     *
     * @param limit how long to wait for running invocations; 0 or more; 0 times them out at once
     */
    public void close(Duration limit) {
        if (!closed.compareAndSet(false, true)) {
            return;
        }
        try {
            invoker.close();
            functions.close();
            contexts.close(limit);
        } finally {
            meters.close();
            if (ownsTime) {
                settings.time().close();
            }
        }
    }
}
