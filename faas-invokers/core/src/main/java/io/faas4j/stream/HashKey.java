package io.faas4j.stream;

import io.faas4j.error.InvalidArgumentException;
import java.math.BigInteger;
import java.util.regex.Pattern;

/**
 * A place in the range that shards divide: an unsigned number of 128 bits (rule STREAM-2).
 *
 * @param high the upper 64 bits, unsigned
 * @param low the lower 64 bits, unsigned
 */
record HashKey(long high, long low) implements Comparable<HashKey> {

    static final HashKey SMALLEST = new HashKey(0, 0);
    static final HashKey LARGEST = new HashKey(-1, -1);

    private static final Pattern DECIMAL = Pattern.compile("0|[1-9]\\d{0,38}");

    /** How many there are: 2^128. */
    static final BigInteger COUNT = BigInteger.ONE.shiftLeft(128);

    /** From decimal text (rule STREAM-3). */
    static HashKey parse(String field, String decimal) {
        if (DECIMAL.matcher(decimal).matches()) {
            BigInteger value = new BigInteger(decimal);
            if (value.compareTo(COUNT) < 0) {
                return of(value);
            }
        }
        throw new InvalidArgumentException("Invalid %s. %s must be in the range: [0, 2^128-1]. Specified value: %s"
                .formatted(field, field, decimal));
    }

    static HashKey of(BigInteger value) {
        return new HashKey(value.shiftRight(64).longValue(), value.longValue());
    }

    BigInteger toBigInteger() {
        return unsigned(high).shiftLeft(64).or(unsigned(low));
    }

    private static BigInteger unsigned(long bits) {
        return new BigInteger(Long.toUnsignedString(bits));
    }

    /** The one before; not of the smallest. */
    HashKey previous() {
        return new HashKey(low == 0 ? high - 1 : high, low - 1);
    }

    @Override
    public int compareTo(HashKey that) {
        int byHigh = Long.compareUnsigned(high, that.high);
        return byHigh != 0 ? byHigh : Long.compareUnsigned(low, that.low);
    }

    @Override
    public String toString() {
        return toBigInteger().toString();
    }
}
