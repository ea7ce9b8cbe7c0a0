package io.faas4j.async.queue;

import io.faas4j.error.ValidationException;
import java.time.Duration;

/** The bounds of each function's queue: each method answers the same settings with one thing changed. Immutable. */
public final class QueueSettings {

    /** Every default. */
    public static final QueueSettings DEFAULT =
            new QueueSettings(100_000, 64L << 20, 10_000, Duration.ofMinutes(5), 100_000);

    private static final Duration LONGEST_WINDOW = Duration.ofDays(1);

    private final int maxEvents;
    private final long maxBytes;
    private final int maxDeadLetters;
    private final Duration deduplicationWindow;
    private final int maxDeduplicationKeys;

    private QueueSettings(
            int maxEvents, long maxBytes, int maxDeadLetters, Duration deduplicationWindow, int maxDeduplicationKeys) {
        this.maxEvents = maxEvents;
        this.maxBytes = maxBytes;
        this.maxDeadLetters = maxDeadLetters;
        this.deduplicationWindow = deduplicationWindow;
        this.maxDeduplicationKeys = maxDeduplicationKeys;
    }

    /**
     * How many events may be queued, running, waiting for a retry or being delivered.
     *
     * @param events 1 or more; 100,000 by default
     * @throws ValidationException if it is less
     */
    public QueueSettings maxEvents(int events) {
        requireAtLeastOne("maxEvents", events);
        return new QueueSettings(events, maxBytes, maxDeadLetters, deduplicationWindow, maxDeduplicationKeys);
    }

    /**
     * How many bytes those events may have together: their payloads, and for as long as a record of them is to be delivered
     * what their function has answered. Payloads that are kept as values count as 0. An answer is kept also above the bound;
     * then no event is accepted.
     *
     * @param bytes 1 or more; 64 MiB by default. A greater event is never accepted.
     * @throws ValidationException if it is less
     */
    public QueueSettings maxBytes(long bytes) {
        requireAtLeastOne("maxBytes", bytes);
        return new QueueSettings(maxEvents, bytes, maxDeadLetters, deduplicationWindow, maxDeduplicationKeys);
    }

    /**
     * With how many dead letters no more events are accepted. Accepted ones that die all the same are kept, too. Their bytes
     * are not bounded.
     *
     * @param letters 1 or more; 10,000 by default
     * @throws ValidationException if it is less
     */
    public QueueSettings maxDeadLetters(int letters) {
        requireAtLeastOne("maxDeadLetters", letters);
        return new QueueSettings(maxEvents, maxBytes, letters, deduplicationWindow, maxDeduplicationKeys);
    }

    /**
     * For how long a deduplication key is known, counted from the acceptance of its first event.
     *
     * @param window more than 0, at most a day; 5 minutes by default
     * @throws ValidationException if it is out of that range
     */
    public QueueSettings deduplicationWindow(Duration window) {
        if (window.isNegative() || window.isZero() || window.compareTo(LONGEST_WINDOW) > 0) {
            throw ValidationException.of(
                    "deduplicationWindow",
                    window,
                    "Member must have value greater than 0 and less than or equal to " + LONGEST_WINDOW);
        }
        return new QueueSettings(maxEvents, maxBytes, maxDeadLetters, window, maxDeduplicationKeys);
    }

    /**
     * How many deduplication keys are known at once; beyond that the oldest is forgotten.
     *
     * @param keys 1 or more; 100,000 by default
     * @throws ValidationException if it is less
     */
    public QueueSettings maxDeduplicationKeys(int keys) {
        requireAtLeastOne("maxDeduplicationKeys", keys);
        return new QueueSettings(maxEvents, maxBytes, maxDeadLetters, deduplicationWindow, keys);
    }

    /** How many events a queue holds at most. */
    public int maxEvents() {
        return maxEvents;
    }

    /** How many bytes of payload these have at most. */
    public long maxBytes() {
        return maxBytes;
    }

    /** With how many dead letters no more events are accepted. */
    public int maxDeadLetters() {
        return maxDeadLetters;
    }

    /** For how long a deduplication key is known. */
    public Duration deduplicationWindow() {
        return deduplicationWindow;
    }

    /** How many deduplication keys are known at once. */
    public int maxDeduplicationKeys() {
        return maxDeduplicationKeys;
    }

    private static void requireAtLeastOne(String field, long value) {
        if (value < 1) {
            throw ValidationException.of(field, value, "Member must have value greater than or equal to 1");
        }
    }
}
