package io.faas4j.async;

import org.jspecify.annotations.Nullable;

/**
 * Error texts, cut short, and mostly one object for many events that failed alike. Racy on purpose: what is found is always
 * equal to what was asked for.
 */
final class Texts {

    private static final int LONGEST = 1_024;
    private static final int KNOWN = 64;

    private final @Nullable String[] known = new @Nullable String[KNOWN];

    /** An equal text, or its beginning; perhaps one given before. */
    String shared(String text) {
        String cut = text.length() <= LONGEST ? text : text.substring(0, end(text));
        int index = cut.hashCode() & (KNOWN - 1);
        String before = known[index];
        if (before != null && cut.equals(before)) {
            return before;
        }
        known[index] = cut;
        return cut;
    }

    /** Never between the halves of a surrogate pair. */
    private static int end(String text) {
        return Character.isHighSurrogate(text.charAt(LONGEST - 1)) ? LONGEST - 1 : LONGEST;
    }
}
