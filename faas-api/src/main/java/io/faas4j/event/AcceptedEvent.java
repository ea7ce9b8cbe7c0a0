package io.faas4j.event;

import java.util.UUID;

/** The receipt of an event that the runtime has taken over (rule ASYNC-1). Safe for use by many threads. */
public interface AcceptedEvent {

    /** The event's id: what its handler sees as request id in every attempt. For a duplicate, the first one's. */
    UUID requestId();

    /** Whether an event with the same deduplication key was accepted before, so that this one was not taken. */
    boolean isDuplicate();

    /**
     * Takes the event back. It is an end like any other: no attempt, no destination, no dead letter.
     *
     * @return true if it had not started, and now never will; false if an attempt has begun or the event has ended
     */
    boolean cancel();
}
