package io.faas4j.queue;

/** Places in a FIFO queue as texts of 20 digits (rule FIFO-6). */
final class SequenceNumbers {

    private static final String FIRST_DIGITS = "1885";
    private static final long AFTER_THEM = 10_000_000_000_000_000L;

    private SequenceNumbers() {}

    static String of(long order) {
        // One more digit in front keeps the zeros.
        return FIRST_DIGITS + Long.toString(AFTER_THEM + order).substring(1);
    }
}
