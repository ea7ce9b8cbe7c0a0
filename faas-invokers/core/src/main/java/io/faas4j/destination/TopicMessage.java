package io.faas4j.destination;

import io.faas4j.source.MessageAttribute;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.UUID;

/** A message that was published to a topic, the same for each of its listeners. Immutable; the bytes are not copied. */
public final class TopicMessage {

    private final UUID messageId;
    private final byte[] body;
    private final Map<String, MessageAttribute> attributes;

    TopicMessage(UUID messageId, byte[] body, Map<String, MessageAttribute> attributes) {
        this.messageId = messageId;
        this.body = body;
        this.attributes = attributes;
    }

    /** The same for each listener; another one when the message is published again. */
    public UUID messageId() {
        return messageId;
    }

    /** The message. */
    public byte[] body() {
        return body;
    }

    /** {@link #body()} as text. */
    public String bodyAsText() {
        return new String(body, StandardCharsets.UTF_8);
    }

    /** What goes with it, by name: nothing with an invocation record, three attributes with a dead letter (rule DLQ-2). */
    public Map<String, MessageAttribute> attributes() {
        return attributes;
    }

    @Override
    public String toString() {
        return "TopicMessage[%s, %d bytes]".formatted(messageId, body.length);
    }
}
