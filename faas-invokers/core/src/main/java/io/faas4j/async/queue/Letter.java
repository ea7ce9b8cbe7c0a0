package io.faas4j.async.queue;

import io.faas4j.event.AttemptRecord;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A dead letter as it was when it was read. Immutable.
 *
 * @param position its place in the dead-letter area: later ones have greater ones; above 0
 * @param requestId the event's request id
 * @param target whom the event was for
 * @param payload the event: null, an immutable value, or JSON as {@code byte[]}; not copied
 * @param payloadBytes how many bytes that counts; 0 if unknown
 * @param acceptedNanos when it was accepted, by the time source's {@code nanoTime()}
 * @param diedNanos when it came into the dead-letter area
 * @param lastAttempt null if none reached the function
 * @param attempts all of them, the first one first; copied
 * @param throttles how often it was throttled or met a system error
 * @param delivery why it is here, and what could not be delivered
 * @param extras what only some events have
 */
public record Letter(
        long position,
        UUID requestId,
        EventTarget target,
        @Nullable Object payload,
        int payloadBytes,
        long acceptedNanos,
        long diedNanos,
        @Nullable Attempt lastAttempt,
        List<AttemptRecord> attempts,
        int throttles,
        Delivery delivery,
        EventExtras extras) {

    /** Takes a copy of the attempts. */
    public Letter {
        attempts = List.copyOf(attempts);
    }
}
