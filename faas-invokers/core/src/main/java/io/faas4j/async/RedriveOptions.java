package io.faas4j.async;

import io.faas4j.error.ValidationException;
import io.faas4j.function.Qualifier;
import org.jspecify.annotations.Nullable;

/** How dead letters are sent on their way again: each method answers the same options with one thing changed. Immutable. */
public final class RedriveOptions {

    /** All at once, each to where it was sent at first. */
    public static final RedriveOptions AT_ONCE = new RedriveOptions(0, null);

    private static final double HIGHEST_RATE = 1_000_000;

    private final double perSecond;
    private final @Nullable Qualifier qualifier;

    private RedriveOptions(double perSecond, @Nullable Qualifier qualifier) {
        this.perSecond = perSecond;
        this.qualifier = qualifier;
    }

    /**
     * One after the other, evenly.
     *
     * @param letters a second; more than 0, at most 1,000,000
     * @throws ValidationException outside that range
     */
    public RedriveOptions perSecond(double letters) {
        if (!(letters > 0 && letters <= HIGHEST_RATE)) {
            throw ValidationException.of(
                    "perSecond", letters, "Member must have value greater than 0 and less than or equal to 1000000");
        }
        return new RedriveOptions(letters, qualifier);
    }

    /**
     * To another version or alias of the same function; of no effect on those whose function has succeeded.
     *
     * @param text a version, an alias or {@code $LATEST}
     * @throws ValidationException if it is none of them
     */
    public RedriveOptions to(String text) {
        return new RedriveOptions(perSecond, new Qualifier(text));
    }

    /** In nanoseconds; 0 for none. */
    long interval() {
        return perSecond == 0 ? 0 : (long) (1e9 / perSecond);
    }

    @Nullable
    Qualifier qualifier() {
        return qualifier;
    }
}
