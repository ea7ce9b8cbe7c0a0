package io.faas4j.runtime.time;

import java.util.SplittableRandom;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Where a runtime takes its random numbers from (rules COMMON-2, LIB-6). Not for secrets. Safe for use by many threads.
 */
@FunctionalInterface
public interface RandomSource {

    /** Any of the 2^64 values, all equally likely. */
    long nextLong();

    /** A number from 0.0, included, to 1.0, excluded. */
    default double nextDouble() {
        return (nextLong() >>> 11) * 0x1.0p-53;
    }

    /** Unpredictable enough for draws and ids, and different in every process. */
    static RandomSource system() {
        return () -> ThreadLocalRandom.current().nextLong();
    }

    /**
     * The same numbers for the same seed.
     *
     * @param seed any number
     */
    static RandomSource seeded(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        return () -> {
            synchronized (random) {
                return random.nextLong();
            }
        };
    }
}
