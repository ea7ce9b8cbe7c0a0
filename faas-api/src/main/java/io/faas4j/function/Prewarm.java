package io.faas4j.function;

import io.faas4j.error.ValidationException;
import java.time.Duration;

/**
 * Initialises on-demand contexts ahead of the next burst, as many as the last interval had cold starts: a library feature
 * (rule CTX-15 allows it). They hold no place while they are idle, and are removed as any idle context is. Immutable.
 */
public final class Prewarm {

    private final int maximum;
    private final Duration interval;

    private Prewarm(int maximum, Duration interval) {
        this.maximum = maximum;
        this.interval = interval;
    }

    /**
     * A policy that looks at the cold starts once a second.
     *
     * @param contexts the most idle contexts that a version may have for more to be made: 1 or more
     * @throws ValidationException if that is less than 1
     */
    public static Prewarm upTo(int contexts) {
        if (contexts < 1) {
            throw ValidationException.of("contexts", contexts, "Member must have value greater than or equal to 1");
        }
        return new Prewarm(contexts, Duration.ofSeconds(1));
    }

    /**
     * The same policy with another interval.
     *
     * @param length 10 milliseconds to 1 hour
     * @throws ValidationException if it is out of that range
     */
    public Prewarm withInterval(Duration length) {
        if (length.compareTo(Duration.ofMillis(10)) < 0 || length.compareTo(Duration.ofHours(1)) > 0) {
            throw ValidationException.of("interval", length, "Member must have value between PT0.01S and PT1H");
        }
        return new Prewarm(maximum, length);
    }

    /** The most idle contexts that a version may have for more to be made. */
    public int maximum() {
        return maximum;
    }

    /** How often cold starts are counted. */
    public Duration interval() {
        return interval;
    }
}
