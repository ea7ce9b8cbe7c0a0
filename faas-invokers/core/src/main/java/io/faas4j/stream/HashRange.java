package io.faas4j.stream;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;

/**
 * What belongs to one shard.
 *
 * @param first the first key that belongs to it
 * @param last the last one
 */
record HashRange(HashKey first, HashKey last) {

    /** All keys in so many ranges of one width; the last one takes the rest (rule STREAM-4). */
    static List<HashRange> divide(int count) {
        BigInteger width = HashKey.COUNT.divide(BigInteger.valueOf(count));
        List<HashRange> ranges = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            HashKey first = HashKey.of(width.multiply(BigInteger.valueOf(i)));
            HashKey last = i == count - 1
                    ? HashKey.LARGEST
                    : HashKey.of(width.multiply(BigInteger.valueOf(i + 1L)).subtract(BigInteger.ONE));
            ranges.add(new HashRange(first, last));
        }
        return ranges;
    }

    boolean contains(HashKey key) {
        return first.compareTo(key) <= 0 && key.compareTo(last) <= 0;
    }

    /** Whether a range that begins there would be a real part of this one. */
    boolean canBeCutAt(HashKey key) {
        return first.compareTo(key) < 0 && key.compareTo(last) <= 0;
    }

    boolean isJustBefore(HashRange that) {
        return that.first.compareTo(HashKey.SMALLEST) != 0 && last.equals(that.first.previous());
    }

    HashRange before(HashKey key) {
        return new HashRange(first, key.previous());
    }

    HashRange from(HashKey key) {
        return new HashRange(key, last);
    }
}
