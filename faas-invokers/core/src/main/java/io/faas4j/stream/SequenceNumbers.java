package io.faas4j.stream;

import io.faas4j.error.InvalidArgumentException;
import java.math.BigInteger;

/**
 * Sequence numbers as text: decimal, of 21 digits, so that those of one shard sort alike as text and as numbers (rules STREAM-6,
 * CHANGE-8). Inside they are longs.
 */
final class SequenceNumbers {

    static final int DIGITS = 21;

    private static final int MOST_DIGITS = 129;
    private static final String PREFIX = "10";
    private static final BigInteger OFFSET = BigInteger.TEN.pow(DIGITS - 1);
    private static final BigInteger LARGEST = BigInteger.valueOf(Long.MAX_VALUE);

    private SequenceNumbers() {}

    static String text(long number) {
        byte[] digits = new byte[DIGITS];
        long rest = number;
        for (int i = DIGITS - 1; i >= PREFIX.length(); i--) {
            digits[i] = (byte) ('0' + rest % 10);
            rest /= 10;
        }
        digits[0] = '1';
        digits[1] = '0';
        @SuppressWarnings("deprecation") // the only constructor that copies Latin-1 bytes without looking at them
        String text = new String(digits, 0);
        return text;
    }

    /**
     * The number of a text; that of another stream's text, greater or smaller than all of this one's, is the greatest or the smallest
     * there is.
     *
     * @throws InvalidArgumentException if it is no sequence number
     */
    static long parse(String text) {
        requireDigits(text);
        if (text.length() == DIGITS && text.startsWith(PREFIX)) {
            return parseTail(text);
        }
        BigInteger value = new BigInteger(text).subtract(OFFSET);
        return value.signum() < 0 ? 0 : value.min(LARGEST).longValueExact();
    }

    /** Nineteen digits: more than a long can hold, but too few to come round to a positive number again. */
    private static long parseTail(String text) {
        long number = 0;
        for (int i = PREFIX.length(); i < DIGITS; i++) {
            number = number * 10 + (text.charAt(i) - '0');
        }
        return number < 0 ? Long.MAX_VALUE : number;
    }

    private static void requireDigits(String text) {
        boolean isNumber = !text.isEmpty() && text.length() <= MOST_DIGITS;
        for (int i = 0; i < text.length() && isNumber; i++) {
            char c = text.charAt(i);
            isNumber = c >= '0' && c <= '9';
        }
        if (!isNumber) {
            throw new InvalidArgumentException("'%s' is no sequence number: 1 to 129 decimal digits.".formatted(text));
        }
    }
}
