package io.faas4j.event;

import io.faas4j.function.FunctionRef;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An event that the dead-letter area keeps for an operator: it failed and has nowhere to go, or what became of it could
 * not be delivered. It may also be a batch of records that an event source mapping of a stream gave up. Immutable; the bytes are not copied.
 */
public final class DeadLetter {

    private final UUID requestId;
    private final FunctionRef function;
    private final EventCondition condition;
    private final byte[] payload;
    private final Instant acceptedAt;
    private final Instant diedAt;
    private final List<AttemptRecord> attempts;
    private final int throttles;
    private final List<DestinationRef> undelivered;
    private final @Nullable String lastDeliveryError;
    private final @Nullable StreamFailureRecord streamFailure;

    /**
     * Makes a dead letter.
     *
     * @param requestId the event's request id
     * @param function the function as it was addressed
     * @param condition why its journey ended
     * @param payload the event as JSON
     * @param acceptedAt when it was accepted
     * @param diedAt when it came into the dead-letter area
     * @param attempts those that reached the function, the first one first; copied
     * @param throttles how often it was refused for want of concurrency, or by an error of the runtime itself
     * @param undelivered the destinations that did not take their message; empty if none is configured; copied
     * @param lastDeliveryError what the last delivery failed with; null if there was none
     */
    public DeadLetter(
            UUID requestId,
            FunctionRef function,
            EventCondition condition,
            byte[] payload,
            Instant acceptedAt,
            Instant diedAt,
            List<AttemptRecord> attempts,
            int throttles,
            List<DestinationRef> undelivered,
            @Nullable String lastDeliveryError) {
        this(
                requestId,
                function,
                condition,
                payload,
                acceptedAt,
                diedAt,
                attempts,
                throttles,
                undelivered,
                lastDeliveryError,
                null);
    }

    /**
     * Makes a dead letter of records of a stream.
     *
     * @param requestId the event's request id
     * @param function the function as the mapping addressed it
     * @param condition why its journey ended
     * @param payload the event as JSON
     * @param acceptedAt when the first of the records arrived, or when the letter was last redriven
     * @param diedAt when it came into the dead-letter area
     * @param attempts of those that reached the function the last one; since a redrive all, the first one first; copied
     * @param throttles how often it was refused since a redrive
     * @param undelivered the destinations that did not take their message; copied
     * @param lastDeliveryError what the last delivery failed with; null if there was none
     * @param streamFailure which records the mapping gave up, and why; null if no mapping did
     */
    public DeadLetter(
            UUID requestId,
            FunctionRef function,
            EventCondition condition,
            byte[] payload,
            Instant acceptedAt,
            Instant diedAt,
            List<AttemptRecord> attempts,
            int throttles,
            List<DestinationRef> undelivered,
            @Nullable String lastDeliveryError,
            @Nullable StreamFailureRecord streamFailure) {
        this.requestId = Objects.requireNonNull(requestId, "requestId");
        this.function = Objects.requireNonNull(function, "function");
        this.condition = Objects.requireNonNull(condition, "condition");
        this.payload = Objects.requireNonNull(payload, "payload");
        this.acceptedAt = Objects.requireNonNull(acceptedAt, "acceptedAt");
        this.diedAt = Objects.requireNonNull(diedAt, "diedAt");
        this.attempts = List.copyOf(attempts);
        this.throttles = throttles;
        this.undelivered = List.copyOf(undelivered);
        this.lastDeliveryError = lastDeliveryError;
        this.streamFailure = streamFailure;
    }

    /** The event's request id. */
    public UUID requestId() {
        return requestId;
    }

    /** The function as it was addressed. */
    public FunctionRef function() {
        return function;
    }

    /** Why its journey ended; {@link EventCondition#SUCCESS} if only its record could not be delivered. */
    public EventCondition condition() {
        return condition;
    }

    /** The event as JSON in UTF-8. */
    public byte[] payload() {
        return payload;
    }

    /** {@link #payload()} as text. */
    public String payloadAsText() {
        return new String(payload, StandardCharsets.UTF_8);
    }

    /** When it was accepted; of records of a stream, when the first of them arrived. */
    public Instant acceptedAt() {
        return acceptedAt;
    }

    /** When it came into the dead-letter area. */
    public Instant diedAt() {
        return diedAt;
    }

    /**
     * The attempts that reached the function, the first one first. Of those that an event source mapping made only the last is
     * known; {@link #streamFailure} tells how many there were.
     */
    public List<AttemptRecord> attempts() {
        return attempts;
    }

    /** How often it was refused for want of concurrency, or by an error of the runtime itself (rule ASYNC-5). */
    public int throttles() {
        return throttles;
    }

    /** The destinations that did not take their message; empty if none is configured. */
    public List<DestinationRef> undelivered() {
        return undelivered;
    }

    /** What the last delivery failed with; empty if there was none. */
    public Optional<String> lastDeliveryError() {
        return Optional.ofNullable(lastDeliveryError);
    }

    /**
     * Of records that an event source mapping of a stream gave up: which they are, why, and how often they were given to the
     * function, as the mapping's on-failure destination is told of them. Empty if no mapping did.
     */
    public Optional<StreamFailureRecord> streamFailure() {
        return Optional.ofNullable(streamFailure);
    }

    @Override
    public String toString() {
        return "DeadLetter[%s, %s, %s, %d attempts, %d throttles, undelivered %s]"
                .formatted(requestId, function, condition.wireName(), attempts.size(), throttles, undelivered);
    }
}
