package io.faas4j.queue;

import java.nio.charset.StandardCharsets;

/** Sizes are counted in bytes of UTF-8. */
final class Utf8 {

    private Utf8() {}

    static int length(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }
}
