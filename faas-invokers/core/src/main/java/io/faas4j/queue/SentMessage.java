package io.faas4j.queue;

import io.faas4j.source.MessageAttribute;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What a queue answers to a message that it took (rule QUEUE-24), or knew already (rule FIFO-3). Immutable. */
public final class SentMessage {

    private final MessageId messageId;
    private final @Nullable String sequenceNumber;
    private final byte[] body;
    private final Map<String, MessageAttribute> attributes;

    SentMessage(
            MessageId messageId,
            @Nullable String sequenceNumber,
            byte[] body,
            Map<String, MessageAttribute> attributes) {
        this.messageId = messageId;
        this.sequenceNumber = sequenceNumber;
        this.body = body;
        this.attributes = attributes;
    }

    /** The message's id; of a duplicate that of the message it duplicates. */
    public String messageId() {
        return messageId.toString();
    }

    /** The message's place in a FIFO queue, 20 digits, greater than those before (rule FIFO-6); empty of a standard queue. */
    public Optional<String> sequenceNumber() {
        return Optional.ofNullable(sequenceNumber);
    }

    /** MD5 of the body, 32 hexadecimal digits; computed anew each time. */
    public String md5OfBody() {
        return MessageDigests.md5OfBody(body);
    }

    /** MD5 of the attributes, 32 hexadecimal digits; empty if there are none. Computed anew each time. */
    public Optional<String> md5OfAttributes() {
        return MessageDigests.md5OfAttributes(attributes);
    }

    @Override
    public String toString() {
        return "SentMessage[%s]".formatted(messageId);
    }
}
