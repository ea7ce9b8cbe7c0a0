package io.faas4j.queue;

import io.faas4j.source.QueueMessage;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** One receive of a message that is in a store. Immutable. */
final class KeptReceipt implements QueueMessage.Receipt {

    private final ReceiptHandles from;
    private final UUID id;
    private final long place;
    private final int receiveCount;

    KeptReceipt(ReceiptHandles from, UUID id, long place, int receiveCount) {
        this.from = from;
        this.id = id;
        this.place = place;
        this.receiveCount = receiveCount;
    }

    @Override
    public String messageId() {
        return id.toString();
    }

    @Override
    public String receiptHandle() {
        return from.text(place, receiveCount);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof KeptReceipt that
                && id.equals(that.id)
                && place == that.place
                && receiveCount == that.receiveCount;
    }

    @Override
    public int hashCode() {
        return 31 * Long.hashCode(place) + receiveCount;
    }
}
