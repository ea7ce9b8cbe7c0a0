package io.faas4j.mapping;

import io.faas4j.runtime.time.TimeSource;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Messages that were received and are in no worker's hands: those of a batch that is still to become larger, those that are held
 * until their next try, and those whose time for that has come. Safe for use by many threads.
 */
final class QueueBacklog {

    /*
     * I1  a batch is in one of `gathered`, `held` and `ready`, or it was taken out of here.
     * I2  once closed, nothing is taken in.
     * Lock order: this monitor, then nothing.
     */
    private final TimeSource time;
    private final Duration timeout;

    // Guarded by this object's monitor, where they are written.
    private final Deque<PendingMessages> ready = new ArrayDeque<>();
    private final IdentityHashMap<PendingMessages, TimeSource.Cancellable> held = new IdentityHashMap<>();
    private @Nullable PendingMessages gathered;
    private TimeSource.@Nullable Cancellable gathering;
    private boolean isClosed;
    private volatile int readyCount;
    private volatile int heldCount;

    /**
     * An empty one.
     *
     * @param timeout how long a handler may take
     */
    QueueBacklog(TimeSource time, Duration timeout) {
        this.time = time;
        this.timeout = timeout;
    }

    // ---- for another try -------------------------------------------------------------------------------------------

    /**
     * Holds a batch until it is tried again.
     *
     * @param due told once it is ready
     * @return false if this is closed
     */
    synchronized boolean hold(PendingMessages pending, Duration delay, Runnable due) {
        if (isClosed) {
            return false;
        }
        held.put(pending, time.schedule(delay, () -> {
            if (becomesReady(pending)) {
                due.run();
            }
        }));
        heldCount = held.size();
        return true;
    }

    private synchronized boolean becomesReady(PendingMessages pending) {
        if (held.remove(pending) == null) {
            return false;
        }
        heldCount = held.size();
        ready.add(pending);
        readyCount = ready.size();
        return true;
    }

    /** A batch whose time has come, and whose messages are still hidden from others; null if there is none. */
    @Nullable
    PendingMessages takeReady() {
        return readyCount == 0 ? null : firstReady();
    }

    private synchronized @Nullable PendingMessages firstReady() {
        PendingMessages first = ready.poll();
        while (first != null && isLate(first)) {
            first = ready.poll();
        }
        readyCount = ready.size();
        return first;
    }

    /** Others may receive the messages before a handler is sure to have returned: they are none of ours any more. */
    boolean isLate(PendingMessages pending) {
        return pending.handled == null && time.nanoTime() - latestStartNanos(pending) > 0;
    }

    /** When something has to be done about a batch at the latest: its handler to begin, or its deletion to be tried. */
    long latestStartNanos(PendingMessages pending) {
        return pending.handled == null ? pending.visibleAgainNanos() - timeout.toNanos() : pending.visibleAgainNanos();
    }

    /** Whether a batch's time has come. */
    boolean hasReady() {
        return readyCount > 0;
    }

    /** How many batches are held. */
    int held() {
        return heldCount;
    }

    /** How many records are in them. */
    synchronized int heldRecords() {
        return held.keySet().stream().mapToInt(PendingMessages::size).sum();
    }

    // ---- to become larger ------------------------------------------------------------------------------------------

    /**
     * Keeps a batch that may become larger.
     *
     * @param due told when it is to go, whatever its size
     * @return false if this is closed
     */
    synchronized boolean gather(PendingMessages begun, Duration delay, Runnable due) {
        if (isClosed) {
            return false;
        }
        cancelGathering();
        gathered = begun;
        gathering = time.schedule(delay, due);
        return true;
    }

    /** The batch that was begun with, or a new one. */
    synchronized PendingMessages takeGathered() {
        PendingMessages begun = gathered;
        gathered = null;
        return begun == null || isLate(begun) ? new PendingMessages() : begun;
    }

    /** What was gathered goes: nobody need be told any more. */
    synchronized void cancelGathering() {
        if (gathering != null) {
            gathering.cancel();
            gathering = null;
        }
    }

    // ---- the end ---------------------------------------------------------------------------------------------------

    /** Takes nothing in any more, and lets go of all. */
    synchronized List<PendingMessages> close() {
        isClosed = true;
        List<PendingMessages> all = new ArrayList<>(ready);
        ready.clear();
        readyCount = 0;
        held.forEach((pending, alarm) -> {
            alarm.cancel();
            all.add(pending);
        });
        held.clear();
        heldCount = 0;
        if (gathered != null) {
            all.add(gathered);
            gathered = null;
        }
        cancelGathering();
        return all;
    }
}
