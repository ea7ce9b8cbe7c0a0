package io.faas4j.async.queue;

import org.jspecify.annotations.Nullable;

/** What may stand in one list or one wheel at a time, without an object of its own for that. */
abstract class Link {

    /** In a list; null outside. */
    @Nullable
    Link previous;

    /** In a list; null outside. */
    @Nullable
    Link next;

    /** In a slot of a wheel. */
    int index;

    /** When it is due, by the time source's {@code nanoTime()}. */
    long dueNanos;
}
