package io.faas4j.destination;

import io.faas4j.event.DeadLetterMessage;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetEncoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;

/** Makes the messages of dead-letter queues (rules DLQ-2, DLQ-3). */
public final class DeadLetterMessages {

    private static final int LONGEST_ERROR_MESSAGE = 1_024;

    private DeadLetterMessages() {}

    /**
     * A message.
     *
     * @param requestId the event's request id
     * @param event the event as it was sent
     * @param errorCode 200 if the function failed, 429 if the event never came to it (rule DLQ-3), else the status of the refusal
     * @param errorMessage the error's text; what is over 1,024 bytes is cut off
     */
    public static DeadLetterMessage of(UUID requestId, byte[] event, int errorCode, String errorMessage) {
        Map<String, String> attributes = new LinkedHashMap<>();
        attributes.put(DeadLetterMessage.REQUEST_ID, requestId.toString());
        attributes.put(DeadLetterMessage.ERROR_CODE, Integer.toString(errorCode));
        attributes.put(DeadLetterMessage.ERROR_MESSAGE, cut(errorMessage));
        return new DeadLetterMessage(requestId, event, attributes);
    }

    /** As many whole characters as fit; half a surrogate pair, which has no bytes, becomes a question mark. */
    private static String cut(String text) {
        CharsetEncoder encoder = StandardCharsets.UTF_8
                .newEncoder()
                .onMalformedInput(CodingErrorAction.REPLACE)
                .onUnmappableCharacter(CodingErrorAction.REPLACE);
        ByteBuffer kept = ByteBuffer.allocate(LONGEST_ERROR_MESSAGE);
        encoder.encode(CharBuffer.wrap(text), kept, true);
        return StandardCharsets.UTF_8.decode(kept.flip()).toString();
    }
}
