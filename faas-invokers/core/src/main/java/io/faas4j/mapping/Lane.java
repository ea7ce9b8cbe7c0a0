package io.faas4j.mapping;

import io.faas4j.mapping.batch.BatchAttempt;
import io.faas4j.runtime.time.TimeSource;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * The records of a shard that are handled one batch after the other: all of them, or those of some partition keys (rule
 * ESM-STREAM-2). Guarded by its shard's monitor.
 */
final class Lane {

    /** Batches that were begun with; they come before all that waits. */
    final Deque<BatchAttempt> attempts = new ArrayDeque<>();

    /** What was read and is in no batch yet. */
    final RecordRing waiting = new RecordRing();

    /** Whether a thread works for it. */
    boolean isAtWork;

    /** Whether nothing is to happen before the alarm, but for more records to come. */
    boolean isResting;

    TimeSource.@Nullable Cancellable alarm;

    /** What its handler has; null if nothing. */
    @Nullable
    BatchAttempt running;

    /** What is given up, and was not told to the destination yet; null if nothing is. */
    @Nullable
    Undelivered undelivered;

    /** When its last invocation ended, or it was made (rule ESM-17). */
    long windowOpenedNanos;

    Lane(long nowNanos) {
        this.windowOpenedNanos = nowNanos;
    }

    boolean isEmpty() {
        return attempts.isEmpty() && waiting.isEmpty() && running == null && undelivered == null;
    }

    /** Batches that were begun with, and not tried, wait again: another window takes them. */
    void takeApart() {
        for (BatchAttempt last = attempts.pollLast(); last != null; last = attempts.pollLast()) {
            waiting.addFirst(last.records());
        }
    }

    void cancelAlarm() {
        isResting = false;
        if (alarm != null) {
            alarm.cancel();
            alarm = null;
        }
    }

    int inFlight() {
        int records = running == null ? 0 : running.records().size();
        records += undelivered == null ? 0 : undelivered.records();
        for (BatchAttempt attempt : attempts) {
            records += attempt.records().size();
        }
        return records;
    }
}
