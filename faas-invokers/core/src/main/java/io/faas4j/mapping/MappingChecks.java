package io.faas4j.mapping;

import io.faas4j.error.InvalidParameterValueException;
import io.faas4j.error.ValidationException;
import io.faas4j.event.DestinationRef;
import io.faas4j.source.QueueSource;
import io.faas4j.source.StreamPosition;
import io.faas4j.source.StreamSource;
import java.time.Duration;

/** What a source asks of a mapping's configuration (rules ESM-8, ESM-9, ESM-14, the table of fields). */
final class MappingChecks {

    private static final int LARGEST_FIFO_BATCH = 10;
    private static final int LARGEST_BATCH_WITHOUT_WINDOW = 10;

    private MappingChecks() {}

    static void queue(QueueSource source, MappingConfig config, MappedFunction function) {
        refuseDeadLetters(config);
        refuse(config.onFailure().isPresent(), "DestinationConfig");
        refuse(config.keepsUndelivered(), "keepUndelivered");
        refuse(config.startingPosition().isPresent(), "StartingPosition");
        refuse(config.parallelizationFactor() != 1, "ParallelizationFactor");
        refuse(config.maximumRetryAttempts() != -1, "MaximumRetryAttempts");
        refuse(config.maximumRecordAge().isPresent(), "MaximumRecordAgeInSeconds");
        refuse(config.bisectsBatchOnFunctionError(), "BisectBatchOnFunctionError");
        refuse(!config.tumblingWindow().isZero(), "TumblingWindowInSeconds");
        if (source.isFifo()) {
            fifo(config);
        } else if (config.batchSize().orElse(1) > LARGEST_BATCH_WITHOUT_WINDOW
                && config.batchingWindow().isZero()) {
            throw new InvalidParameterValueException(
                    "Maximum batch window in seconds must be greater than 0 if maximum batch size is greater than 10");
        }
        Duration visibility = source.visibilityTimeout();
        Duration timeout = function.timeout();
        if (timeout.compareTo(visibility) > 0) {
            throw new InvalidParameterValueException(
                    "Queue visibility timeout: %d seconds is less than Function timeout: %d seconds"
                            .formatted(visibility.toSeconds(), timeout.toSeconds()));
        }
    }

    private static void fifo(MappingConfig config) {
        int batchSize = config.batchSize().orElse(1);
        if (batchSize > LARGEST_FIFO_BATCH) {
            throw ValidationException.of(
                    "batchSize", batchSize, "Member must have value less than or equal to 10 for a FIFO queue");
        }
        if (!config.batchingWindow().isZero()) {
            throw new InvalidParameterValueException(
                    "Batching window is not supported for FIFO queues, was %s.".formatted(config.batchingWindow()));
        }
    }

    static void stream(StreamSource source, MappingConfig config) {
        refuse(config.maximumConcurrency().isPresent(), "ScalingConfig");
        refuse(config.isConcurrencyAdaptive(), "adaptiveConcurrency");
        refuse(config.stopsAtFirstFailure(), "stopAtFirstFailure");
        if (config.startingPosition().isEmpty()) {
            throw new InvalidParameterValueException(
                    "1 validation error detected: Value null at 'startingPosition' failed to satisfy constraint: "
                            + "Member must not be null.");
        }
        if (config.keepsUndelivered() && (config.onFailure().isEmpty() || isDeadLetters(config))) {
            throw new InvalidParameterValueException(
                    "keepUndelivered needs an onFailure destination that may refuse what the dead-letter area then keeps, was %s."
                            .formatted(config.onFailure().map(Object::toString).orElse("none")));
        }
        boolean isAtTimestamp = config.startingPosition().get() instanceof StreamPosition.AtTimestamp;
        if (isAtTimestamp && source.kind() == StreamSource.Kind.CHANGES) {
            throw new InvalidParameterValueException("Unsupported starting position for arn type: " + source.arn());
        }
        if (!config.tumblingWindow().isZero() && config.parallelizationFactor() > 1) {
            throw new InvalidParameterValueException("A tumbling window needs a parallelizationFactor of 1, was %d."
                    .formatted(config.parallelizationFactor()));
        }
    }

    private static boolean isDeadLetters(MappingConfig config) {
        return config.onFailure()
                .filter(to -> to.kind() == DestinationRef.Kind.DEAD_LETTERS)
                .isPresent();
    }

    private static void refuseDeadLetters(MappingConfig config) {
        if (isDeadLetters(config)) {
            throw ValidationException.of(
                    "destinationConfig.onFailure.destination",
                    DestinationRef.deadLetters(),
                    "Member must be null for a queue: what fails goes to the queue's own dead-letter queue");
        }
    }

    private static void refuse(boolean isGiven, String field) {
        if (isGiven) {
            throw new InvalidParameterValueException(
                    "Unsupported %s parameter for given event source mapping type.".formatted(field));
        }
    }
}
