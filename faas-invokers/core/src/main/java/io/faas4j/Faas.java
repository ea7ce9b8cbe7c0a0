package io.faas4j;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.faas4j.function.Alias;
import io.faas4j.function.AliasSpec;
import io.faas4j.function.FunctionDefinition;
import io.faas4j.function.FunctionRef;
import io.faas4j.function.FunctionVersion;
import io.faas4j.function.TypeRef;
import io.faas4j.invocation.FunctionHandle;
import io.faas4j.invocation.InvocationRequest;
import io.faas4j.invocation.InvocationResponse;
import io.faas4j.invocation.InvocationResult;
import io.faas4j.runtime.FunctionRuntime;
import io.faas4j.runtime.RuntimeSettings;
import io.faas4j.runtime.registry.FunctionRegistry;
import io.faas4j.runtime.snapshot.Snapshot;
import io.faas4j.runtime.time.RandomSource;
import io.faas4j.runtime.time.TimeSource;
import io.faas4j.runtime.time.WorkerThreads;
import io.faas4j.sync.NamedFunctions;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.observation.ObservationRegistry;
import java.time.Duration;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

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

    private final FunctionRuntime runtime;
    private final NamedFunctions named;

    private Faas(RuntimeSettings settings) {
        this.runtime = new FunctionRuntime(settings);
        this.named = new NamedFunctions(runtime);
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
        return runtime.invoke(request);
    }

    // ---- for operators ---------------------------------------------------------------------------------------------

    /**
     * All functions, versions and limits as they are now, with what was counted since: an immutable picture, cheap enough to
     * be asked for each second with 10,000 functions. {@link Snapshot#health} tells what is not well.
     */
    public Snapshot snapshot() {
        return runtime.snapshot();
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
     * Refuses new invocations, waits for running ones up to the drain limit, times the rest out, and ends every execution
     * context. Idempotent.
     */
    @Override
    public void close() {
        runtime.close();
    }

    /** Collects settings; see {@link RuntimeSettings.Builder} for defaults and ranges. Not safe for use by many threads. */
    public static final class Builder {

        private final RuntimeSettings.Builder runtime = RuntimeSettings.builder();

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
         * Any setting of the runtime's.
         *
         * @param change called at once
         */
        public Builder configure(Consumer<RuntimeSettings.Builder> change) {
            change.accept(runtime);
            return this;
        }

        /** The library, ready to deploy to. */
        public Faas build() {
            return new Faas(runtime.build());
        }
    }
}
