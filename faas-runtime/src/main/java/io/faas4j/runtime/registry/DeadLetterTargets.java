package io.faas4j.runtime.registry;

import io.faas4j.error.InvalidParameterValueException;
import io.faas4j.error.ValidationException;
import io.faas4j.event.DestinationRef;
import io.faas4j.function.FunctionConfiguration;

/** What a function's dead-letter target may be (rule DLQ-6). */
final class DeadLetterTargets {

    private static final String FIELD = "deadLetterConfig.targetArn";

    private DeadLetterTargets() {}

    /**
     * Refuses what is neither a queue nor a topic. One that keeps an order is let pass, as every delivery to it fails (rule
     * ASYNC-9).
     */
    static void check(FunctionConfiguration configuration) {
        configuration.deadLetterTarget().ifPresent(DeadLetterTargets::check);
    }

    private static void check(String target) {
        if (!isQueueOrTopic(target)) {
            throw ValidationException.of(
                    FIELD, target, "Member must be the ARN of a queue or topic, or queue: or topic: and its name");
        }
    }

    private static boolean isQueueOrTopic(String target) {
        try {
            DestinationRef.Kind kind = DestinationRef.parse(target).kind();
            return kind == DestinationRef.Kind.QUEUE || kind == DestinationRef.Kind.TOPIC;
        } catch (ValidationException | InvalidParameterValueException malformed) {
            return false;
        }
    }
}
