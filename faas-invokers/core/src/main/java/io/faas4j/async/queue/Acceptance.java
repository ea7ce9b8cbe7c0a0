package io.faas4j.async.queue;

import io.faas4j.error.EventQueueFullException.Limit;
import io.faas4j.error.StoreException;
import java.util.UUID;

/** What became of an event that was offered to a queue. Only {@link #ACCEPTED} makes the queue its owner. */
public sealed interface Acceptance {

    /** The queue owns the event from now on. */
    Acceptance ACCEPTED = new Accepted();

    /** The queue takes no events any more. */
    Acceptance CLOSED = new Closed();

    /** The queue owns the event from now on. */
    record Accepted() implements Acceptance {}

    /**
     * An event with the same deduplication key was accepted within the window; this one was not taken.
     *
     * @param first that event's request id
     */
    record Duplicate(UUID first) implements Acceptance {}

    /**
     * There is no room, or others wait for it; the event was not taken.
     *
     * @param limit the bound that was reached
     * @param value the bound, in events, bytes or dead letters
     */
    record Full(Limit limit, long value) implements Acceptance {}

    /** The queue takes no events any more; this one was not taken. */
    record Closed() implements Acceptance {}

    /**
     * The store of a durable queue did not take the event, and so the queue did not either.
     *
     * @param reason why
     * @param cause the store's failure
     */
    record Unstored(StoreException.Reason reason, Throwable cause) implements Acceptance {}
}
