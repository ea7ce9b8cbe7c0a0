package io.faas4j.event;

/**
 * A place of your own that invocation records, or events for a dead-letter queue, go to (rules DEST-6, DLQ-1). Called by
 * several threads at once.
 */
@FunctionalInterface
public interface Destination {

    /**
     * Takes a message over: when this returns, the message is yours. What it throws is metered, and the delivery is tried
     * again later with back-off, so that the same message may come more than once; its {@linkplain
     * DestinationMessage#requestId() request id} tells.
     *
     * @param message an invocation record, or an event for a dead-letter queue
     * @throws Exception if it was not taken
     */
    void deliver(DestinationMessage message) throws Exception;
}
