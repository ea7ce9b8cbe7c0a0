package io.faas4j.mapping.batch;

/** Decimal numbers of any length, compared by value (rules STREAM-6, ESM-STREAM-17). */
public final class SequenceNumbers {

    private SequenceNumbers() {}

    /**
     * Which one is lower.
     *
     * @param one a decimal number
     * @param other a decimal number
     * @return less than 0, 0 or more than 0, as comparators have it
     */
    public static int compare(String one, String other) {
        int a = firstDigit(one);
        int b = firstDigit(other);
        int lengths = Integer.compare(one.length() - a, other.length() - b);
        return lengths != 0 ? lengths : one.substring(a).compareTo(other.substring(b));
    }

    /** Leading zeros do not count. */
    private static int firstDigit(String number) {
        int first = 0;
        while (first < number.length() && number.charAt(first) == '0') {
            first++;
        }
        return first;
    }
}
