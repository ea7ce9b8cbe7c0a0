package io.faas4j.queue;

/** What a queue says of a message besides, by name (rule QUEUE-37). */
public final class SystemAttributes {

    /** What its sender traces it by. */
    public static final String TRACE_HEADER = "AWSTraceHeader";

    /** The queue that a dead letter comes from. */
    static final String DEAD_LETTER_SOURCE = "DeadLetterQueueSourceArn";

    private SystemAttributes() {}
}
