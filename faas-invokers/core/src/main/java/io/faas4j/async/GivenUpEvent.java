package io.faas4j.async;

import io.faas4j.async.queue.StreamOrigin;
import io.faas4j.event.AttemptRecord;
import io.faas4j.event.DestinationRef;
import io.faas4j.event.EventCondition;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What another part of the library gave up, to be kept as a dead letter. Immutable; the bytes are not copied.
 *
 * @param requestId the letter's: of no other event
 * @param payload the event that the function is to get, as JSON
 * @param since from when on its age counts
 * @param condition why it was given up
 * @param lastAttempt the last one that reached the function; null if none did
 * @param refusedBy the destination that was to be told of it, and did not take that; null if none is set
 * @param deliveryError what that failed with; null if there was no such destination
 * @param origin what it was
 */
@SuppressWarnings("ArrayRecordComponent") // Two of them are never compared.
public record GivenUpEvent(
        UUID requestId,
        byte[] payload,
        Instant since,
        EventCondition condition,
        @Nullable AttemptRecord lastAttempt,
        @Nullable DestinationRef refusedBy,
        @Nullable String deliveryError,
        StreamOrigin origin) {}
