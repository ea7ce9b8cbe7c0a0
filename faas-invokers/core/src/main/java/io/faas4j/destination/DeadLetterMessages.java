package io.faas4j.destination;

import io.faas4j.error.FaasException;
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
    private static final int FUNCTION_ERROR = 200;
    private static final int THROTTLED = 429;
    private static final String THROTTLE_TEXT = "Rate Exceeded.";

    private DeadLetterMessages() {}

    /**
     * For an event whose last attempt failed in the function.
     *
     * @param requestId the event's request id
     * @param event the event as it was sent
     * @param errorMessage the error's text; what is over 1,024 bytes is cut off
     */
    public static DeadLetterMessage functionError(UUID requestId, byte[] event, String errorMessage) {
        return of(requestId, event, FUNCTION_ERROR, errorMessage);
    }

    /**
     * For an event whose last attempt was refused before it reached the function.
     *
     * @param requestId the event's request id
     * @param event the event as it was sent
     * @param refusal its status and text are told
     */
    public static DeadLetterMessage refused(UUID requestId, byte[] event, FaasException refusal) {
        String text = refusal.getMessage();
        return of(requestId, event, refusal.httpStatus(), text == null ? refusal.code() : text);
    }

    /**
     * For an event that no attempt was made for, or that was too old (rule DLQ-3).
     *
     * @param requestId the event's request id
     * @param event the event as it was sent
     */
    public static DeadLetterMessage throttled(UUID requestId, byte[] event) {
        return of(requestId, event, THROTTLED, THROTTLE_TEXT);
    }

    private static DeadLetterMessage of(UUID requestId, byte[] event, int errorCode, String errorMessage) {
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
