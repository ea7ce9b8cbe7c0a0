package io.faas4j.queue;

import io.faas4j.error.QueueException;
import io.faas4j.error.QueueException.Reason;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/** What a body may be: UTF-8 of the characters that XML 1.0 has (rule QUEUE-21). */
final class BodyText {

    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.nativeOrder());
    private static final long HIGH_BITS = 0x8080808080808080L;
    private static final long SPACES = 0x2020202020202020L;

    private BodyText() {}

    /**
     * The bytes of a text.
     *
     * @throws QueueException if half of a surrogate pair is in it
     */
    static byte[] bytes(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (Character.isSurrogate(c)) {
                boolean isPair = Character.isHighSurrogate(c)
                        && i + 1 < text.length()
                        && Character.isLowSurrogate(text.charAt(i + 1));
                if (!isPair) {
                    throw invalid();
                }
                i++;
            }
        }
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** @throws QueueException if there are other characters, or none */
    static void check(byte[] body) {
        if (body.length == 0) {
            throw Refusals.missing("MessageBody");
        }
        if (!isPrintableAscii(body) && !isAllowed(body)) {
            throw invalid();
        }
    }

    /** The common case, eight bytes at a time. */
    private static boolean isPrintableAscii(byte[] body) {
        int i = 0;
        for (; i + Long.BYTES <= body.length; i += Long.BYTES) {
            long eight = (long) LONGS.get(body, i);
            boolean hasHigh = (eight & HIGH_BITS) != 0;
            boolean hasControl = ((eight - SPACES) & ~eight & HIGH_BITS) != 0;
            if (hasHigh || hasControl) {
                return false;
            }
        }
        for (; i < body.length; i++) {
            if (body[i] < ' ') {
                return false;
            }
        }
        return true;
    }

    private static boolean isAllowed(byte[] body) {
        CharBuffer text;
        try {
            text = StandardCharsets.UTF_8
                    .newDecoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .decode(ByteBuffer.wrap(body));
        } catch (CharacterCodingException noText) {
            return false;
        }
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean isControl = c < ' ' && c != '\t' && c != '\n' && c != '\r';
            if (isControl || c == '\uFFFE' || c == '\uFFFF') {
                return false;
            }
        }
        return true;
    }

    private static QueueException invalid() {
        return new QueueException(
                Reason.INVALID_MESSAGE_CONTENTS,
                "Invalid characters found. Valid unicode characters are #x9 | #xA | #xD | #x20 to #xD7FF | "
                        + "#xE000 to #xFFFD | #x10000 to #x10FFFF");
    }
}
