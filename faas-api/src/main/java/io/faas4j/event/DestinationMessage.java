package io.faas4j.event;

import java.util.UUID;

/**
 * What a destination receives: what became of an asynchronous invocation, the event itself for a dead-letter queue, or which
 * records of a stream a mapping gave up. Immutable.
 */
public sealed interface DestinationMessage permits InvocationRecord, DeadLetterMessage, StreamFailureRecord {

    /** The request id of the event, or of a batch's last invocation: the same in every delivery that concerns it. */
    UUID requestId();

    /** The bytes to store or send, JSON in UTF-8; not a copy. */
    byte[] body();
}
