package io.faas4j.queue;

import java.time.Duration;
import java.util.List;

/** The attributes of queues that can be set (rules QUEUE-1 to QUEUE-7): how SQS calls them, and what they are if never set. */
enum QueueAttribute {
    DELAY("DelaySeconds", false, Duration.ZERO, AttributeForm.seconds(0, 900)),
    MAXIMUM_MESSAGE_SIZE("MaximumMessageSize", false, 1_048_576, AttributeForm.number(1_024, 1_048_576)),
    RETENTION("MessageRetentionPeriod", false, Duration.ofDays(4), AttributeForm.seconds(60, 1_209_600)),
    WAIT_TIME("ReceiveMessageWaitTimeSeconds", false, Duration.ZERO, AttributeForm.seconds(0, 20)),
    VISIBILITY_TIMEOUT("VisibilityTimeout", false, Duration.ofSeconds(30), AttributeForm.seconds(0, 43_200)),
    REDRIVE_POLICY("RedrivePolicy", false, AttributeForm.NOTHING, AttributeForm.REDRIVE_POLICY),
    REDRIVE_ALLOW_POLICY("RedriveAllowPolicy", false, AttributeForm.NOTHING, AttributeForm.REDRIVE_ALLOW_POLICY),
    FIFO_QUEUE("FifoQueue", false, false, AttributeForm.FLAG),
    CONTENT_BASED_DEDUPLICATION("ContentBasedDeduplication", true, false, AttributeForm.FLAG),
    DEDUPLICATION_SCOPE(
            "DeduplicationScope",
            true,
            DeduplicationScope.QUEUE,
            AttributeForm.oneOf(List.of(DeduplicationScope.values()))),
    FIFO_THROUGHPUT_LIMIT(
            "FifoThroughputLimit",
            true,
            FifoThroughputLimit.PER_QUEUE,
            AttributeForm.oneOf(List.of(FifoThroughputLimit.values()))),
    /** Ours: SQS has no such bound. */
    CAPACITY("Capacity", false, 100_000, AttributeForm.number(1, 10_000_000));

    private final String text;
    private final boolean isForFifoOnly;

    @SuppressWarnings("ImmutableEnumChecker") // immutable values all
    private final Object initial;

    @SuppressWarnings("ImmutableEnumChecker") // without state
    private final AttributeForm form;

    QueueAttribute(String text, boolean isForFifoOnly, Object initial, AttributeForm form) {
        this.text = text;
        this.isForFifoOnly = isForFifoOnly;
        this.initial = initial;
        this.form = form;
    }

    boolean isForFifoOnly() {
        return isForFifoOnly;
    }

    /** What it is if it was never set. */
    Object initial() {
        return initial;
    }

    AttributeForm form() {
        return form;
    }

    /** As SQS calls it. */
    @Override
    public String toString() {
        return text;
    }
}
