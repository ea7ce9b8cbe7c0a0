package io.faas4j.runtime.concurrency;

import io.faas4j.runtime.time.TimeSource;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How long one invocation may wait for a place, and how long it did: one for the whole invocation, also where it has to be
 * resolved again and waits once more. Used by the invoking thread alone.
 */
public final class QueueWait {

    private static final long NEVER_QUEUED = -1;

    private final TimeSource time;
    private final long end;
    private long ticket = NEVER_QUEUED;
    private long waitedNanos;
    private @Nullable Alternative alternative;

    /**
     * A wait that has not begun.
     *
     * @param time what it is measured by
     * @param endNanos when it ends at the latest, by {@link TimeSource#nanoTime}
     */
    public QueueWait(TimeSource time, long endNanos) {
        this.time = time;
        this.end = endNanos;
    }

    /** How long it took so far; 0 if there was a place at once. */
    public long waitedNanos() {
        return waitedNanos;
    }

    /**
     * Says what would serve the invocation as well as a place.
     *
     * @param other taken for it while it waits, whereupon its wait ends without a place; null for nothing
     */
    public void accept(@Nullable Alternative other) {
        alternative = other;
    }

    @Nullable
    Alternative alternative() {
        return alternative;
    }

    /** Whether its time is up. */
    public boolean isOver() {
        return end - time.nanoTime() <= 0;
    }

    /** Its place in the order of all waiters: the one of its first wait. */
    long ticket(WaitingRooms rooms) {
        if (ticket == NEVER_QUEUED) {
            ticket = rooms.nextTicket();
        }
        return ticket;
    }

    /** Waits for the answer; false if the time was over before. */
    boolean await(Waiter waiter) throws InterruptedException {
        long begun = time.nanoTime();
        try {
            return time.await(waiter.answer(), Duration.ofNanos(Math.max(0, end - begun)));
        } finally {
            waitedNanos += time.nanoTime() - begun;
        }
    }
}
