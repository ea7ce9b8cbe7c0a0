package io.faas4j.async.queue;

import org.jspecify.annotations.Nullable;

/**
 * What the latest try adds to an event's history. Immutable.
 *
 * @param attempt the attempt, if it reached the function
 * @param isFunctionError whether it counts among the function errors, which use up attempts (rule ASYNC-4)
 * @param isThrottle whether it counts among the throttles and system errors, which use up none (rule ASYNC-5)
 */
public record Progress(@Nullable Attempt attempt, boolean isFunctionError, boolean isThrottle) {

    /** Nothing to add. */
    public static final Progress NONE = new Progress(null, false, false);

    /** A throttle or a system error. */
    public static final Progress THROTTLED = new Progress(null, false, true);

    /**
     * A function error.
     *
     * @param attempt the attempt that failed
     */
    public static Progress functionError(Attempt attempt) {
        return new Progress(attempt, true, false);
    }

    /**
     * A success, or whatever else counts as neither.
     *
     * @param attempt the attempt
     */
    public static Progress attempted(Attempt attempt) {
        return new Progress(attempt, false, false);
    }
}
