package io.faas4j.event;

import java.util.UUID;

/** What a destination receives: an invocation record, or the event itself for a dead-letter queue. Immutable. */
public sealed interface DestinationMessage permits InvocationRecord, DeadLetterMessage {

    /** The event's request id: the same in every delivery that concerns it. */
    UUID requestId();

    /** The bytes to store or send, JSON in UTF-8; not a copy. */
    byte[] body();
}
