package io.faas4j.runtime.context;

import io.faas4j.runtime.time.RandomSource;
import java.util.UUID;

/**
 * Request ids: random enough to be unique, made without a secure generator, and turned into text only when asked for
 * (rule CTX-17).
 *
 * <p>A context numbers its ids by the SplitMix64 sequence, whose 2^64 values differ from each other, from a random start and
 * beside a random seed of its own. See Steele, Lea, Flood: Fast Splittable Pseudorandom Number Generators, 2014.
 */
public final class RequestIds {

    static final long GAMMA = 0x9e3779b97f4a7c15L;

    private RequestIds() {}

    static long mix(long z) {
        long a = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
        long b = (a ^ (a >>> 27)) * 0x94d049bb133111ebL;
        return b ^ (b >>> 31);
    }

    /** The id as a version 4 UUID, from any two numbers. */
    public static UUID toUuid(long high, long low) {
        return new UUID(high(high), low(low));
    }

    private static long high(long bits) {
        return (bits & ~0xf000L) | 0x4000L;
    }

    private static long low(long bits) {
        return (bits & ~(3L << 62)) | (1L << 63);
    }

    /** The first half of an id for a request that no context serves yet. */
    public static long nextHigh(RandomSource random) {
        return high(random.nextLong());
    }

    /** The second half. */
    public static long nextLow(RandomSource random) {
        return low(random.nextLong());
    }

    /** An id for a request that no context serves. */
    public static UUID next(RandomSource random) {
        return toUuid(random.nextLong(), random.nextLong());
    }
}
