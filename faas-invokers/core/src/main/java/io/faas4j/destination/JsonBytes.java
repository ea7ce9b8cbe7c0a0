package io.faas4j.destination;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** JSON put together from texts and from JSON that is there already; without white space of its own. */
final class JsonBytes {

    private static final byte[] NULL = {'n', 'u', 'l', 'l'};

    private final ByteArrayOutputStream bytes;

    JsonBytes(int expectedSize) {
        this.bytes = new ByteArrayOutputStream(expectedSize);
    }

    /** As it stands here. */
    JsonBytes raw(String text) {
        bytes.writeBytes(text.getBytes(StandardCharsets.UTF_8));
        return this;
    }

    /** A text in quotation marks. */
    JsonBytes text(String text) {
        StringBuilder quoted = new StringBuilder(text.length() + 2).append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') {
                quoted.append('\\').append(c);
            } else if (c < ' ') {
                quoted.append("\\u%04x".formatted((int) c));
            } else {
                quoted.append(c);
            }
        }
        return raw(quoted.append('"').toString());
    }

    /** A value as it was captured; no bytes mean null. */
    JsonBytes value(byte[] json) {
        bytes.writeBytes(json.length == 0 ? NULL : json);
        return this;
    }

    byte[] toBytes() {
        return bytes.toByteArray();
    }
}
