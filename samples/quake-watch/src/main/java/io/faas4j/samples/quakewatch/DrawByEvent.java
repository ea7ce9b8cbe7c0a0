package io.faas4j.samples.quakewatch;

import io.faas4j.runtime.time.RandomSource;
import java.util.SplittableRandom;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Lots that depend on a seed and on the event that they are drawn for: whoever is killed and begins again draws the same ones. What is
 * drawn for no event is any number. Safe for use by many threads.
 */
final class DrawByEvent implements RandomSource {

    private static final RandomSource ANY = RandomSource.system();

    /** Of the event that the thread is at. */
    private static final ThreadLocal<@Nullable SplittableRandom> LOTS = new ThreadLocal<>();

    private final long seed;

    DrawByEvent(long seed) {
        this.seed = seed;
    }

    /** Does something, with the lots of an event. */
    <T> T during(SeismicEvent event, Supplier<T> action) {
        LOTS.set(new SplittableRandom(seed ^ (long) event.id().hashCode() << Integer.SIZE));
        try {
            return action.get();
        } finally {
            LOTS.remove();
        }
    }

    @Override
    public long nextLong() {
        SplittableRandom lot = LOTS.get();
        return lot == null ? ANY.nextLong() : lot.nextLong();
    }
}
