package io.faas4j.queue;

import io.faas4j.source.QueueMessage;
import org.jspecify.annotations.Nullable;

/**
 * One receive of a message: whose it is, which place the message has, in which slot it lies, and how often it was received then. Its
 * text is the receipt handle. Immutable.
 */
final class Receipt implements QueueMessage.Receipt {

    private final ReceiptHandles from;
    private final @Nullable Entry given;
    private final long order;
    private final int slot;
    private final int receiveCount;

    /** @param given what the message was in then; null if all that is known is the text of the handle */
    Receipt(ReceiptHandles from, @Nullable Entry given, long order, int slot, int receiveCount) {
        this.from = from;
        this.given = given;
        this.order = order;
        this.slot = slot;
        this.receiveCount = receiveCount;
    }

    boolean isFrom(ReceiptHandles queue) {
        return from == queue;
    }

    long order() {
        return order;
    }

    int slot() {
        return slot;
    }

    int receiveCount() {
        return receiveCount;
    }

    @Override
    public String messageId() {
        return given == null ? "" : given.id(order).toString();
    }

    @Override
    public String receiptHandle() {
        return from.text(this);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Receipt that
                && from == that.from
                && order == that.order
                && receiveCount == that.receiveCount;
    }

    @Override
    public int hashCode() {
        return 31 * Long.hashCode(order) + receiveCount;
    }
}
