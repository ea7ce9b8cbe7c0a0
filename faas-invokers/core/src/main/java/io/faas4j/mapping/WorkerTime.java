package io.faas4j.mapping;

import io.faas4j.runtime.time.TimeSource;

/**
 * When one worker looked at the clock last: a look takes as long as much of what it does with a batch. Not safe for use by many
 * threads.
 */
final class WorkerTime {

    private final TimeSource time;
    private boolean isKnown;
    private long last;

    WorkerTime(TimeSource time) {
        this.time = time;
    }

    /** What the clock says now. */
    long now() {
        last = time.nanoTime();
        isKnown = true;
        return last;
    }

    /** A moment that was not long ago, and is over: the last one, once. */
    long before() {
        long known = isKnown ? last : now();
        isKnown = false;
        return known;
    }
}
