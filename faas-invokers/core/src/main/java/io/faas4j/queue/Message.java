package io.faas4j.queue;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;

/** A message as one receive gave it out. Immutable; the bytes are not copied. */
public final class Message {

    private final StoredMessage stored;
    private final String receiptHandle;
    private final int receiveCount;
    private final Instant firstReceivedAt;

    Message(StoredMessage stored, String receiptHandle, int receiveCount, Instant firstReceivedAt) {
        this.stored = stored;
        this.receiptHandle = receiptHandle;
        this.receiveCount = receiveCount;
        this.firstReceivedAt = firstReceivedAt;
    }

    /** The same in every receive. */
    public UUID messageId() {
        return stored.id;
    }

    /** The body as it was sent. */
    public byte[] body() {
        return stored.body;
    }

    /** {@link #body()} as text. */
    public String bodyAsText() {
        return new String(stored.body, StandardCharsets.UTF_8);
    }

    /** What goes with it, by name, in the order it was sent. */
    public Map<String, MessageAttribute> attributes() {
        return stored.attributes;
    }

    /** What deletes the message, or changes how long it is hidden; another one in every receive. */
    public String receiptHandle() {
        return receiptHandle;
    }

    /** How often it was received, this time included: 1 or more. */
    public int receiveCount() {
        return receiveCount;
    }

    /** When it was sent. */
    public Instant sentAt() {
        return stored.sentAt;
    }

    /** When it was received for the first time. */
    public Instant firstReceivedAt() {
        return firstReceivedAt;
    }

    @Override
    public String toString() {
        return "Message[%s, %d bytes, received %d times]".formatted(stored.id, stored.body.length, receiveCount);
    }
}
