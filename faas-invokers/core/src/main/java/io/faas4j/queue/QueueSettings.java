package io.faas4j.queue;

import io.faas4j.error.ValidationException;
import java.time.Duration;

/**
 * How a queue is; each method answers the same settings with one thing changed. Immutable.
 *
 * <pre>{@code QueueSettings.DEFAULT.visibilityTimeout(Duration.ofMinutes(5)) }</pre>
 */
public final class QueueSettings {

    /** At most 100,000 messages, hidden for 30 s by a receive. */
    public static final QueueSettings DEFAULT = new QueueSettings(100_000, Duration.ofSeconds(30));

    private static final int LARGEST_CAPACITY = 10_000_000;

    private final int capacity;
    private final Duration visibilityTimeout;

    private QueueSettings(int capacity, Duration visibilityTimeout) {
        this.capacity = capacity;
        this.visibilityTimeout = visibilityTimeout;
    }

    /**
     * Sets how many messages the queue holds, received ones included, before it refuses more. SQS has no such bound.
     *
     * @param value 1 to 10,000,000; 100,000 if never set
     * @throws ValidationException outside that range
     */
    public QueueSettings capacity(int value) {
        if (value < 1 || value > LARGEST_CAPACITY) {
            throw ValidationException.of("capacity", value, "Member must have value between 1 and " + LARGEST_CAPACITY);
        }
        return new QueueSettings(value, visibilityTimeout);
    }

    /**
     * Sets how long a message that was received is hidden from other receivers.
     *
     * @param value 0 to 12 h; 30 s if never set
     * @throws ValidationException outside that range
     */
    public QueueSettings visibilityTimeout(Duration value) {
        if (!VisibilityTimeouts.isValid(value)) {
            throw ValidationException.of(
                    "visibilityTimeout", value, "Member must have value between 0 and " + VisibilityTimeouts.LONGEST);
        }
        return new QueueSettings(capacity, value);
    }

    /** How many messages the queue holds. */
    public int capacity() {
        return capacity;
    }

    /** How long a message that was received is hidden from other receivers. */
    public Duration visibilityTimeout() {
        return visibilityTimeout;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof QueueSettings that
                && capacity == that.capacity
                && visibilityTimeout.equals(that.visibilityTimeout);
    }

    @Override
    public int hashCode() {
        return 31 * capacity + visibilityTimeout.hashCode();
    }

    @Override
    public String toString() {
        return "QueueSettings[capacity=%d, visibilityTimeout=%s]".formatted(capacity, visibilityTimeout);
    }
}
