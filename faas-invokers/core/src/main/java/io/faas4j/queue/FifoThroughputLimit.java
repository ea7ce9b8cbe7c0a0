package io.faas4j.queue;

/** What a FIFO queue's throughput is counted for; told, not enforced (rule FIFO-18). */
public enum FifoThroughputLimit {
    /** The whole queue. */
    PER_QUEUE("perQueue"),
    /** Each group; needs {@link DeduplicationScope#MESSAGE_GROUP} (rule FIFO-4). */
    PER_MESSAGE_GROUP_ID("perMessageGroupId");

    private final String text;

    FifoThroughputLimit(String text) {
        this.text = text;
    }

    /** As SQS spells it. */
    @Override
    public String toString() {
        return text;
    }
}
