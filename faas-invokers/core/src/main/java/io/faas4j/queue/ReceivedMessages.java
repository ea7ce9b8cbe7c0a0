package io.faas4j.queue;

import io.faas4j.source.QueueMessage;
import java.time.Instant;
import java.util.AbstractList;
import java.util.ArrayList;
import java.util.List;
import java.util.RandomAccess;

/**
 * What one receive gives out. Messages out of parcels are made anew whenever they are looked at, and kept by nobody: many are handled
 * and deleted together. Unmodifiable, and safe for use by many threads.
 */
final class ReceivedMessages extends AbstractList<QueueMessage> implements RandomAccess {

    private final Taken taken;
    private final ReceiptHandles handles;
    private final List<String> attributeNames;

    private ReceivedMessages(Taken taken, ReceiptHandles handles, List<String> attributeNames) {
        this.taken = taken;
        this.handles = handles;
        this.attributeNames = attributeNames;
    }

    /**
     * As a list.
     *
     * @param attributeNames those that are wanted of what the senders gave with their messages
     */
    static List<QueueMessage> of(Taken taken, ReceiptHandles handles, List<String> attributeNames) {
        if (taken.isEmpty()) {
            return List.of();
        }
        ReceivedMessages messages = new ReceivedMessages(taken, handles, attributeNames);
        return taken.hasParcels() ? messages : new ArrayList<>(messages);
    }

    boolean isFrom(ReceiptHandles queue) {
        return handles == queue;
    }

    Taken taken() {
        return taken;
    }

    @Override
    public int size() {
        return taken.messages();
    }

    @Override
    public QueueMessage get(int index) {
        int entry = taken.entryOf(index);
        return message(taken.entry(entry), taken.placeOf(index, entry), taken.receiveCount(entry));
    }

    private QueueMessage message(Entry stored, long place, int receiveCount) {
        Instant firstReceivedAt = stored.firstReceivedAt == null ? stored.sentAt : stored.firstReceivedAt;
        QueueMessage.Builder message = QueueMessage.builder(
                        handles.receipt(stored, place, receiveCount), stored.body(place), stored.sentAt)
                .received(receiveCount, firstReceivedAt)
                .systemAttributes(stored.systemAttributes)
                .attributes(AttributeFilter.apply(attributeNames, stored.attributes()));
        if (stored.groupId != null) {
            message.groupId(stored.groupId);
        }
        String deduplicationId = stored.deduplicationId();
        if (deduplicationId != null) {
            message.fifo(deduplicationId, SequenceNumbers.of(place));
        }
        return message.build();
    }
}
