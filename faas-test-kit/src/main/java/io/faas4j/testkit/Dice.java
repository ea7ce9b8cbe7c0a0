package io.faas4j.testkit;

import io.faas4j.runtime.time.RandomSource;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Decides which version a weighted alias leads to: each invocation through one draws a number from 0 to 1, and goes to the version with
 * the weight if that is below it (rule ALIAS-5). What is not laid down here is drawn by the test's seed. Safe for use by many threads.
 *
 * <pre>{@code
 * runtime.faas().alias("pay", AliasSpec.of("live").version("1").routing(Routing.to("2", 0.1)));
 * runtime.dice().rolls(0.05, 0.5); // the next goes to version 2, the one after it to version 1
 * }</pre>
 */
public final class Dice {

    private final RandomSource random;
    private final Deque<Double> laidDown = new ArrayDeque<>();

    Dice(RandomSource random) {
        this.random = random;
    }

    /**
     * Lays down the next draws, after those that are laid down already. The jitter of retries draws from the same numbers, where it is
     * set.
     *
     * @param draws each from 0.0, included, to 1.0, excluded
     */
    public synchronized void rolls(double... draws) {
        for (double draw : draws) {
            if (!(draw >= 0 && draw < 1)) {
                throw new IllegalArgumentException("a draw must be 0.0 to below 1.0, was " + draw);
            }
        }
        for (double draw : draws) {
            laidDown.add(draw);
        }
    }

    private synchronized double next() {
        Double next = laidDown.poll();
        return next == null ? random.nextDouble() : next;
    }

    RandomSource source() {
        return new RandomSource() {
            @Override
            public long nextLong() {
                return random.nextLong();
            }

            @Override
            public double nextDouble() {
                return next();
            }
        };
    }
}
