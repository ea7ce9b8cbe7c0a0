package io.faas4j.event;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;

/**
 * An event that asynchronous invocation gave up, as a dead-letter queue receives it (rules DLQ-2, DLQ-3). Immutable; the bytes are
 * not copied.
 */
public final class DeadLetterMessage implements DestinationMessage {

    /** The attribute that holds the event's request id. */
    public static final String REQUEST_ID = "RequestID";

    /** The attribute that holds a status: 200 for a function error, that of the refusal for an event no attempt took. */
    public static final String ERROR_CODE = "ErrorCode";

    /** The attribute that holds the first 1,024 bytes of the error's text. */
    public static final String ERROR_MESSAGE = "ErrorMessage";

    private final UUID requestId;
    private final byte[] body;
    private final Map<String, String> attributes;

    /**
     * Makes a message.
     *
     * @param requestId the event's request id
     * @param body the event as it was sent, byte for byte
     * @param attributes what goes with it, in this order; copied
     */
    public DeadLetterMessage(UUID requestId, byte[] body, Map<String, String> attributes) {
        this.requestId = Objects.requireNonNull(requestId, "requestId");
        this.body = Objects.requireNonNull(body, "body");
        this.attributes = Collections.unmodifiableMap(new LinkedHashMap<>(attributes));
    }

    @Override
    public UUID requestId() {
        return requestId;
    }

    /** The event as it was sent, byte for byte. */
    @Override
    public byte[] body() {
        return body;
    }

    /** {@value #REQUEST_ID}, {@value #ERROR_CODE} and {@value #ERROR_MESSAGE}. */
    public Map<String, String> attributes() {
        return attributes;
    }

    @Override
    public String toString() {
        return "DeadLetterMessage[%s, %d bytes]".formatted(attributes, body.length);
    }
}
