package io.faas4j.stream;

/** Sizes are counted in bytes of UTF-8. */
final class Utf8 {

    private Utf8() {}

    /** Without encoding it. */
    static int length(String text) {
        int length = text.length();
        int bytes = length;
        for (int i = 0; i < length; i++) {
            char c = text.charAt(i);
            if (c >= 0x80) {
                // Each half of a pair counts two, so that both together are four.
                bytes += c >= 0x800 && !Character.isSurrogate(c) ? 2 : 1;
            }
        }
        return bytes;
    }
}
