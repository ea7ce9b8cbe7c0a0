package io.faas4j.mapping;

import io.faas4j.mapping.batch.BatchAttempt;
import io.faas4j.runtime.time.TimeSource;
import io.faas4j.source.StreamRecord;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The records of a shard that are handled one batch after the other: all of them, or those of some partition keys (rule
 * ESM-STREAM-2). Guarded by its shard's monitor.
 */
final class Lane {

    /** Batches that were begun with; they come before all that waits. */
    final Deque<BatchAttempt> attempts = new ArrayDeque<>();

    /** What was read and is in no batch yet. */
    final Deque<StreamRecord> waiting = new ArrayDeque<>();

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

    /** The first that wait, without taking them. */
    List<StreamRecord> first(int most) {
        List<StreamRecord> first = new ArrayList<>(Math.min(most, waiting.size()));
        for (StreamRecord record : waiting) {
            if (first.size() == most) {
                break;
            }
            first.add(record);
        }
        return first;
    }

    void take(int count) {
        for (int i = 0; i < count; i++) {
            waiting.removeFirst();
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
