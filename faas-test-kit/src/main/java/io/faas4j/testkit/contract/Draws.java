package io.faas4j.testkit.contract;

import io.faas4j.runtime.time.RandomSource;

/** Numbers of a contract that are left to chance, the same for the same seed. */
final class Draws {

    private final RandomSource random;

    Draws(long seed) {
        this.random = RandomSource.seeded(seed);
    }

    /** One of 0 to below the bound. */
    int nextInt(int bound) {
        return Math.floorMod(random.nextLong(), bound);
    }

    /** One of the first to below the bound. */
    int nextInt(int first, int bound) {
        return first + nextInt(bound - first);
    }
}
