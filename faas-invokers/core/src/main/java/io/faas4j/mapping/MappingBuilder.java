package io.faas4j.mapping;

import io.faas4j.error.InvalidParameterValueException;
import io.faas4j.event.DestinationRef;
import io.faas4j.function.FunctionRef;
import io.faas4j.source.StreamPosition;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Collects an event source mapping. Not safe for use by many threads.
 *
 * <pre>{@code faas.map(orders).to("ship:live").batchSize(10).reportBatchItemFailures(true).start() }</pre>
 */
public final class MappingBuilder {

    private final EventSourceMappings mappings;
    private final String arn;
    private final Function<MappingProgress, EngineFactory> engines;
    private MappingConfig.Builder config = MappingConfig.builder();
    private @Nullable FunctionRef target;
    private @Nullable String name;

    MappingBuilder(EventSourceMappings mappings, String arn, Function<MappingProgress, EngineFactory> engines) {
        this.mappings = mappings;
        this.arn = arn;
        this.engines = engines;
    }

    /**
     * Sets the function.
     *
     * @param function any form that {@link FunctionRef#parse} takes, such as {@code ship:live}
     */
    public MappingBuilder to(String function) {
        this.target = FunctionRef.parse(function);
        return this;
    }

    /**
     * Sets by what the mapping's checkpoints are known, so that they are found again by another process.
     *
     * @param unique not that of another mapping; the source's and the function's names if never set
     */
    public MappingBuilder name(String unique) {
        this.name = unique;
        return this;
    }

    /**
     * Sets the whole configuration.
     *
     * @param whole replaces every setting
     */
    public MappingBuilder config(MappingConfig whole) {
        this.config = whole.toBuilder();
        return this;
    }

    private MappingBuilder set(Consumer<MappingConfig.Builder> change) {
        change.accept(config);
        return this;
    }

    /** See {@link MappingConfig.Builder#batchSize}. */
    public MappingBuilder batchSize(int records) {
        return set(settings -> settings.batchSize(records));
    }

    /** See {@link MappingConfig.Builder#batchingWindow}. */
    public MappingBuilder batchingWindow(Duration window) {
        return set(settings -> settings.batchingWindow(window));
    }

    /** See {@link MappingConfig.Builder#enabled}. */
    public MappingBuilder enabled(boolean polls) {
        return set(settings -> settings.enabled(polls));
    }

    /** See {@link MappingConfig.Builder#filter}. */
    public MappingBuilder filter(String pattern) {
        return set(settings -> settings.filter(pattern));
    }

    /** See {@link MappingConfig.Builder#filters}. */
    public MappingBuilder filters(List<String> patterns) {
        return set(settings -> settings.filters(patterns));
    }

    /** See {@link MappingConfig.Builder#reportBatchItemFailures}. */
    public MappingBuilder reportBatchItemFailures(boolean reports) {
        return set(settings -> settings.reportBatchItemFailures(reports));
    }

    /** See {@link MappingConfig.Builder#stopAtFirstFailure}. */
    public MappingBuilder stopAtFirstFailure(boolean stops) {
        return set(settings -> settings.stopAtFirstFailure(stops));
    }

    /** See {@link MappingConfig.Builder#maximumConcurrency}. */
    public MappingBuilder maximumConcurrency(int batches) {
        return set(settings -> settings.maximumConcurrency(batches));
    }

    /** See {@link MappingConfig.Builder#adaptiveConcurrency}. */
    public MappingBuilder adaptiveConcurrency(boolean adapts) {
        return set(settings -> settings.adaptiveConcurrency(adapts));
    }

    /** See {@link MappingConfig.Builder#startingPosition}. */
    public MappingBuilder startingPosition(StreamPosition position) {
        return set(settings -> settings.startingPosition(position));
    }

    /** See {@link MappingConfig.Builder#parallelizationFactor}. */
    public MappingBuilder parallelizationFactor(int batches) {
        return set(settings -> settings.parallelizationFactor(batches));
    }

    /** See {@link MappingConfig.Builder#maximumRetryAttempts}. */
    public MappingBuilder maximumRetryAttempts(int retries) {
        return set(settings -> settings.maximumRetryAttempts(retries));
    }

    /** See {@link MappingConfig.Builder#maximumRecordAge}. */
    public MappingBuilder maximumRecordAge(Duration age) {
        return set(settings -> settings.maximumRecordAge(age));
    }

    /** See {@link MappingConfig.Builder#bisectBatchOnFunctionError}. */
    public MappingBuilder bisectBatchOnFunctionError(boolean bisects) {
        return set(settings -> settings.bisectBatchOnFunctionError(bisects));
    }

    /** See {@link MappingConfig.Builder#onFailure}. */
    public MappingBuilder onFailure(DestinationRef destination) {
        return set(settings -> settings.onFailure(destination));
    }

    /** See {@link MappingConfig.Builder#keepUndelivered}. */
    public MappingBuilder keepUndelivered(boolean keeps) {
        return set(settings -> settings.keepUndelivered(keeps));
    }

    /** See {@link MappingConfig.Builder#tumblingWindow}. */
    public MappingBuilder tumblingWindow(Duration window) {
        return set(settings -> settings.tumblingWindow(window));
    }

    /** See {@link MappingConfig.Builder#circuitBreaking}. */
    public MappingBuilder circuitBreaking(CircuitBreaking when) {
        return set(settings -> settings.circuitBreaking(when));
    }

    /**
     * Makes the mapping; it begins to poll soon (rule ESM-1).
     *
     * @throws InvalidParameterValueException if there is no such function, or a setting does not fit the source (rules ESM-8,
     *     ESM-9, ESM-14)
     * @throws io.faas4j.error.ResourceConflictException if the source is mapped to the function already (rule ESM-7)
     */
    public EventSourceMapping start() {
        if (target == null) {
            throw new InvalidParameterValueException("An event source mapping needs a function: call to(function).");
        }
        return mappings.create(arn, target, name, config.build(), engines);
    }
}
