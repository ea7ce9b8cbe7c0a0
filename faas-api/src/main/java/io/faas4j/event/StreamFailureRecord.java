package io.faas4j.event;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Records of a stream that a mapping gave up, as its on-failure destination receives it (rules ESM-STREAM-13, ESM-STREAM-15):
 * where they are, and not what they hold. Immutable; the bytes are not copied.
 */
public final class StreamFailureRecord implements DestinationMessage {

    private final UUID requestId;
    private final String functionArn;
    private final StreamFailureCondition condition;
    private final int approximateInvokeCount;
    private final Instant timestamp;
    private final @Nullable String executedVersion;
    private final StreamBatchInfo batch;
    private final byte[] body;

    /**
     * Makes a record.
     *
     * @param requestId of the last invocation, or one made for the record if there was none
     * @param functionArn the function as the mapping has it, with a qualifier only if that has one (rule DEST-2)
     * @param condition why the records were given up
     * @param approximateInvokeCount how often this batch was given to the function, 1 or more (rules ESM-STREAM-8,
     *     ESM-STREAM-9)
     * @param timestamp when the record was made
     * @param executedVersion the version that answered last; null if the record does not tell (rule DEST-4)
     * @param batch which records
     * @param body all of this as JSON
     */
    public StreamFailureRecord(
            UUID requestId,
            String functionArn,
            StreamFailureCondition condition,
            int approximateInvokeCount,
            Instant timestamp,
            @Nullable String executedVersion,
            StreamBatchInfo batch,
            byte[] body) {
        this.requestId = Objects.requireNonNull(requestId, "requestId");
        this.functionArn = Objects.requireNonNull(functionArn, "functionArn");
        this.condition = Objects.requireNonNull(condition, "condition");
        this.approximateInvokeCount = approximateInvokeCount;
        this.timestamp = Objects.requireNonNull(timestamp, "timestamp");
        this.executedVersion = executedVersion;
        this.batch = Objects.requireNonNull(batch, "batch");
        this.body = Objects.requireNonNull(body, "body");
    }

    @Override
    public UUID requestId() {
        return requestId;
    }

    /** The function as the mapping has it (rule DEST-2). */
    public String functionArn() {
        return functionArn;
    }

    /** Why the records were given up (rule DEST-1). */
    public StreamFailureCondition condition() {
        return condition;
    }

    /** How often this batch was given to the function; 1 also if never (rule ESM-STREAM-9). */
    public int approximateInvokeCount() {
        return approximateInvokeCount;
    }

    /** When the record was made. */
    public Instant timestamp() {
        return timestamp;
    }

    /** The version that answered last; empty for records that were too old (rule DEST-4). */
    public Optional<String> executedVersion() {
        return Optional.ofNullable(executedVersion);
    }

    /** Which records: by them they can be read again, as long as the stream keeps them. */
    public StreamBatchInfo batch() {
        return batch;
    }

    /** The whole record as JSON. */
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
        return "StreamFailureRecord[%s, %s, %s, %s]".formatted(requestId, functionArn, condition.wireName(), batch);
    }
}
