package io.faas4j.event;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What became of an event, as an OnSuccess or OnFailure destination receives it (rules DEST-1 to DEST-6). Immutable; the bytes are
 * not copied.
 */
public final class InvocationRecord implements DestinationMessage {

    private final UUID requestId;
    private final String functionArn;
    private final EventCondition condition;
    private final int approximateInvokeCount;
    private final Instant timestamp;
    private final @Nullable String executedVersion;
    private final byte[] body;

    /**
     * Makes a record.
     *
     * @param requestId the event's request id
     * @param functionArn the function as it was addressed, always with a qualifier
     * @param condition why the event's journey ended
     * @param approximateInvokeCount how many attempts reached the function, 0 or more
     * @param timestamp when the record was made
     * @param executedVersion the version that gave the last response; null if no attempt gave one
     * @param body all of this with both payloads as JSON
     */
    public InvocationRecord(
            UUID requestId,
            String functionArn,
            EventCondition condition,
            int approximateInvokeCount,
            Instant timestamp,
            @Nullable String executedVersion,
            byte[] body) {
        this.requestId = Objects.requireNonNull(requestId, "requestId");
        this.functionArn = Objects.requireNonNull(functionArn, "functionArn");
        this.condition = Objects.requireNonNull(condition, "condition");
        this.approximateInvokeCount = approximateInvokeCount;
        this.timestamp = Objects.requireNonNull(timestamp, "timestamp");
        this.executedVersion = executedVersion;
        this.body = Objects.requireNonNull(body, "body");
    }

    @Override
    public UUID requestId() {
        return requestId;
    }

    /** The function as it was addressed, always with a qualifier (rule DEST-2). */
    public String functionArn() {
        return functionArn;
    }

    /** Why the event's journey ended (rule DEST-1). */
    public EventCondition condition() {
        return condition;
    }

    /** Whether an attempt succeeded. */
    public boolean isSuccess() {
        return condition == EventCondition.SUCCESS;
    }

    /** How many attempts reached the function; 0 if none did (rule ASYNC-17). */
    public int approximateInvokeCount() {
        return approximateInvokeCount;
    }

    /** When the record was made. */
    public Instant timestamp() {
        return timestamp;
    }

    /** The version that gave the last response; empty if no attempt gave one (rules DEST-4, DEST-5). */
    public Optional<String> executedVersion() {
        return Optional.ofNullable(executedVersion);
    }

    /** The whole record as JSON, with the event and the response in it. */
    @Override
    public byte[] body() {
        return body;
    }

    /** {@link #body()} as text. */
    public String bodyAsText() {
        return new String(body, StandardCharsets.UTF_8);
    }

    @Override
    public String toString() {
        return "InvocationRecord[%s, %s, %s, %d attempts]"
                .formatted(requestId, functionArn, condition.wireName(), approximateInvokeCount);
    }
}
