package io.faas4j.event;

/**
 * A place of your own that invocation records, or events for a dead-letter queue, go to (rules DEST-6, DLQ-1). Called by
 * several threads at once.
 */
@FunctionalInterface
public interface Destination {

    /**
     * Takes a message over: when this returns, the message is yours. If it throws, or has not returned within the runtime's
     * {@code deliveryTimeout}, at which its thread is interrupted, the delivery is tried again later with back-off, and
     * metered when the last try has failed. So every message comes at least once and may come more often, also after a
     * success that came too late; its {@linkplain DestinationMessage#requestId() request id} tells. A destination that
     * takes no notice of interrupts keeps its thread; it gets no more messages of a function while it keeps many.
     *
     * @param message an invocation record, or an event for a dead-letter queue
     * @throws Exception if it was not taken
     */
    void deliver(DestinationMessage message) throws Exception;
}
