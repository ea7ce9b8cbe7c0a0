package io.faas4j.mapping.event;

import com.google.common.base.Utf8;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** Compact JSON in UTF-8, written in one go; and how many bytes a text takes in it. Half a surrogate pair is a question mark. */
final class JsonOut {

    private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);
    private static final int ESCAPED_BY_NUMBER = 6;

    private final ByteArrayOutputStream bytes;

    JsonOut(int expectedSize) {
        this.bytes = new ByteArrayOutputStream(expectedSize);
    }

    /** As it stands here. */
    JsonOut raw(String json) {
        bytes.writeBytes(json.getBytes(StandardCharsets.UTF_8));
        return this;
    }

    /** As it stands here. */
    JsonOut raw(byte[] json) {
        bytes.writeBytes(json);
        return this;
    }

    /** A part of what stands here. */
    JsonOut raw(byte[] json, int from, int to) {
        bytes.write(json, from, to - from);
        return this;
    }

    /** A text in quotation marks. */
    JsonOut text(String text) {
        return quoted(text.getBytes(StandardCharsets.UTF_8));
    }

    /** A text in quotation marks; what is not UTF-8 in it is replaced. */
    JsonOut text(byte[] utf8) {
        return quoted(wellFormed(utf8));
    }

    private JsonOut quoted(byte[] utf8) {
        bytes.write('"');
        int written = 0;
        for (int i = 0; i < utf8.length; i++) {
            if (size(utf8[i]) > 1) {
                bytes.write(utf8, written, i - written);
                escape(utf8[i]);
                written = i + 1;
            }
        }
        bytes.write(utf8, written, utf8.length - written);
        bytes.write('"');
        return this;
    }

    private void escape(byte b) {
        bytes.write('\\');
        char letter = letter(b);
        bytes.write(letter == 0 ? 'u' : letter);
        if (letter == 0) {
            bytes.write('0');
            bytes.write('0');
            bytes.write(HEX[b >> 4]);
            bytes.write(HEX[b & 0xF]);
        }
    }

    /** Bytes as base64 in quotation marks. */
    JsonOut base64(byte[] data) {
        bytes.write('"');
        bytes.writeBytes(Base64.getEncoder().encode(data));
        bytes.write('"');
        return this;
    }

    byte[] toBytes() {
        return bytes.toByteArray();
    }

    // ---- sizes -----------------------------------------------------------------------------------------------------

    /** How many bytes {@link #text(String)} writes. */
    static int size(String text) {
        int size = 2;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < 0x80) {
                size += size((byte) c);
            } else if (c < 0x800) {
                size += 2;
            } else if (!Character.isSurrogate(c)) {
                size += 3;
            } else if (i + 1 < text.length() && Character.isSurrogatePair(c, text.charAt(i + 1))) {
                size += 4;
                i++;
            } else {
                size++;
            }
        }
        return size;
    }

    /** How many bytes {@link #text(byte[])} writes. */
    static int size(byte[] utf8) {
        int size = 2;
        for (byte b : wellFormed(utf8)) {
            size += size(b);
        }
        return size;
    }

    /** How many bytes {@link #base64} writes. */
    static int base64Size(byte[] data) {
        return 2 + (data.length + 2) / 3 * 4;
    }

    private static byte[] wellFormed(byte[] utf8) {
        return Utf8.isWellFormed(utf8)
                ? utf8
                : new String(utf8, StandardCharsets.UTF_8).getBytes(StandardCharsets.UTF_8);
    }

    private static int size(byte b) {
        if (b < 0 || (b >= ' ' && b != '"' && b != '\\')) {
            return 1;
        }
        return letter(b) == 0 ? ESCAPED_BY_NUMBER : 2;
    }

    /** What stands for it behind a backslash; 0 if nothing but its number does. */
    private static char letter(byte b) {
        return switch (b) {
            case '"' -> '"';
            case '\\' -> '\\';
            case '\b' -> 'b';
            case '\t' -> 't';
            case '\n' -> 'n';
            case '\f' -> 'f';
            case '\r' -> 'r';
            default -> 0;
        };
    }
}
