package io.faas4j.async.queue;

import io.faas4j.event.StreamFailureRecord;
import org.jspecify.annotations.Nullable;

/**
 * Where an event comes from that is a batch of records which an event source mapping gave up. Immutable.
 *
 * @param failure which records, and why
 * @param answers what the mapping makes of its function's answers; null if it does not look at them. A durable queue loses it.
 */
public record StreamOrigin(
        StreamFailureRecord failure, @Nullable Answers answers) {

    /** Reads what a function that was invoked anew has answered. */
    @FunctionalInterface
    public interface Answers {

        /**
         * What the answer says that failed.
         *
         * @param event what the function was given, as JSON
         * @param answer what it answered, as JSON
         * @return null if nothing did
         */
        @Nullable
        String failed(byte[] event, byte[] answer);
    }
}
