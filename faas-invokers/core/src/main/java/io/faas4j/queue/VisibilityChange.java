package io.faas4j.queue;

import io.faas4j.error.QueueException;
import java.time.Duration;
import java.util.Objects;

/**
 * How long one message is to be hidden from now on (rule QUEUE-55).
 *
 * @param receiptHandle of the message's receive
 * @param visibilityTimeout 0 to 12 h; 0 makes the message visible at once
 */
public record VisibilityChange(String receiptHandle, Duration visibilityTimeout) {

    /**
     * Checks both.
     *
     * @throws QueueException if the timeout is out of its range
     */
    public VisibilityChange {
        Objects.requireNonNull(receiptHandle, "receiptHandle");
        Requests.checkTimeout(visibilityTimeout);
    }
}
