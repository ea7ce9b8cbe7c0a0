package io.faas4j.mapping;

import io.faas4j.destination.DeliveryLimit;
import io.faas4j.source.StreamSource;

/** The engines of a mapping of a stream. */
final class StreamEngines implements EngineFactory {

    static final int DEFAULT_BATCH_SIZE = 100;

    private final StreamSource source;
    private final MappingProgress progress;
    private final Services services;
    private final DeliveryLimit deliveries;

    StreamEngines(StreamSource source, MappingProgress progress, Services services) {
        this.source = source;
        this.progress = progress;
        this.services = services;
        this.deliveries = services.async().deliveryLimit();
    }

    @Override
    public String arn() {
        return source.arn();
    }

    @Override
    public boolean isQueue() {
        return false;
    }

    @Override
    public int defaultBatchSize() {
        return DEFAULT_BATCH_SIZE;
    }

    @Override
    public void check(MappingConfig config, MappedFunction function) {
        MappingChecks.stream(source, config);
        new StreamPlan(source, config, services);
    }

    @Override
    public void endDeliveries() {
        deliveries.endAll();
    }

    @Override
    public Engine engine(MappingConfig config, MappedFunction function) {
        return new StreamEngine(
                source,
                new StreamPlan(source, config, services),
                function,
                progress,
                services,
                deliveries,
                Pause.of(config.circuitBreaking(), services.time()));
    }
}
