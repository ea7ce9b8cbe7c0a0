package io.faas4j.queue;

/** Within what a FIFO queue looks for duplicates (rule FIFO-4). */
public enum DeduplicationScope {
    /** The whole queue. */
    QUEUE("queue"),
    /** The message's group. */
    MESSAGE_GROUP("messageGroup");

    private final String text;

    DeduplicationScope(String text) {
        this.text = text;
    }

    /** As SQS spells it. */
    @Override
    public String toString() {
        return text;
    }
}
