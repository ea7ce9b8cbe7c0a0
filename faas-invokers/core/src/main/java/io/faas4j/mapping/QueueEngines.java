package io.faas4j.mapping;

import io.faas4j.source.QueueSource;

/** The engines of a mapping of a queue. */
final class QueueEngines implements EngineFactory {

    static final int DEFAULT_BATCH_SIZE = 10;

    private final QueueSource source;
    private final MappingProgress progress;
    private final Services services;

    QueueEngines(QueueSource source, MappingProgress progress, Services services) {
        this.source = source;
        this.progress = progress;
        this.services = services;
    }

    @Override
    public String arn() {
        return source.arn();
    }

    @Override
    public boolean isQueue() {
        return true;
    }

    @Override
    public int defaultBatchSize() {
        return DEFAULT_BATCH_SIZE;
    }

    @Override
    public void check(MappingConfig config, MappedFunction function) {
        MappingChecks.queue(source, config, function);
        new QueuePlan(source, config, function, services);
    }

    @Override
    public Engine engine(MappingConfig config, MappedFunction function) {
        return new QueueEngine(
                source,
                new QueuePlan(source, config, function, services),
                function,
                progress,
                services,
                Pause.of(config.circuitBreaking(), services.time()));
    }
}
