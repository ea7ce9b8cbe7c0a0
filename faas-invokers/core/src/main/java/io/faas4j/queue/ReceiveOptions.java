package io.faas4j.queue;

import io.faas4j.error.QueueException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How to receive. Each method that takes a value answers the same options with one more. Immutable.
 *
 * <pre>{@code queue.receive(ReceiveOptions.max(10).waitTime(Duration.ofSeconds(20))) }</pre>
 */
public final class ReceiveOptions {

    private static final int MOST = 10;
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(20);

    private final int max;
    private final @Nullable Duration visibilityTimeout;
    private final @Nullable Duration waitTime;
    private final @Nullable String attemptId;
    private final List<String> attributeNames;

    private ReceiveOptions(
            int max,
            @Nullable Duration visibilityTimeout,
            @Nullable Duration waitTime,
            @Nullable String attemptId,
            List<String> attributeNames) {
        this.max = max;
        this.visibilityTimeout = visibilityTimeout;
        this.waitTime = waitTime;
        this.attemptId = attemptId;
        this.attributeNames = attributeNames;
    }

    /**
     * Up to so many messages; all else as the queue's attributes say.
     *
     * @param messages 1 to 10 (rule QUEUE-30)
     * @throws QueueException outside that range
     */
    public static ReceiveOptions max(int messages) {
        if (messages < 1 || messages > MOST) {
            throw Refusals.invalid("MaxNumberOfMessages", messages, "Must be between 1 and 10, if provided.");
        }
        return new ReceiveOptions(messages, null, null, null, List.of("All"));
    }

    /**
     * Sets how long the messages are hidden (rule QUEUE-33).
     *
     * @param value 0 to 12 h; what the queue says if never set; 0 leaves them visible
     * @throws QueueException outside that range
     */
    public ReceiveOptions visibilityTimeout(Duration value) {
        Requests.checkTimeout(value);
        return new ReceiveOptions(max, value, waitTime, attemptId, attributeNames);
    }

    /**
     * Sets how long to wait for a message if there is none (rule QUEUE-34).
     *
     * @param value 0 to 20 s; what the queue says if never set
     * @throws QueueException outside that range
     */
    public ReceiveOptions waitTime(Duration value) {
        if (value.isNegative() || value.compareTo(LONGEST_WAIT) > 0) {
            throw Refusals.invalid("WaitTimeSeconds", Refusals.shown(value), "Must be >= 0 and <= 20, if provided.");
        }
        return new ReceiveOptions(max, visibilityTimeout, value, attemptId, attributeNames);
    }

    /**
     * Gives this receive a name, so that it can be repeated on a FIFO queue: within five minutes, and as long as none of its
     * messages was deleted, hidden for another time or given back, the same name gives the same messages under the same handles,
     * hidden anew (rule FIFO-16). A durable queue refuses it.
     *
     * @param id 1 to 128 ASCII letters, digits and punctuation marks; none if never set
     * @throws QueueException if it has another form
     */
    public ReceiveOptions attemptId(String id) {
        Inlet.id("ReceiveRequestAttemptId", id);
        return new ReceiveOptions(max, visibilityTimeout, waitTime, id, attributeNames);
    }

    /**
     * Sets which message attributes to receive (rule QUEUE-38). SQS gives none unless it is asked; here all are given, as they cost
     * nothing.
     *
     * @param names whole names, {@code All}, or the beginning of names followed by {@code .*}; all if never set
     */
    public ReceiveOptions onlyMessageAttributes(String... names) {
        return new ReceiveOptions(max, visibilityTimeout, waitTime, attemptId, List.of(names));
    }

    /** How many at most. */
    public int max() {
        return max;
    }

    /** How long they are hidden; empty if the queue says. */
    public Optional<Duration> visibilityTimeout() {
        return Optional.ofNullable(visibilityTimeout);
    }

    /** How long to wait; empty if the queue says. */
    public Optional<Duration> waitTime() {
        return Optional.ofNullable(waitTime);
    }

    /** The name of this receive, if it has one. */
    public Optional<String> attemptId() {
        return Optional.ofNullable(attemptId);
    }

    /** Which message attributes to receive. */
    public List<String> messageAttributeNames() {
        return attributeNames;
    }

    @Override
    public String toString() {
        return "ReceiveOptions[max=%d, visibilityTimeout=%s, waitTime=%s]".formatted(max, visibilityTimeout, waitTime);
    }
}
