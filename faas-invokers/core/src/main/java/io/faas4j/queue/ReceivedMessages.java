package io.faas4j.queue;

import io.faas4j.source.QueueMessage;
import java.time.Instant;
import java.util.AbstractList;
import java.util.List;
import java.util.Objects;
import java.util.RandomAccess;

/**
 * What one receive gives out. Messages are made anew whenever they are looked at, like the first one of their entry, and kept by
 * nobody: many are handled and deleted together. Unmodifiable, and safe for use by many threads.
 */
final class ReceivedMessages extends AbstractList<QueueMessage> implements RandomAccess {

    private final ReceiptHandles handles;
    private final Taken taken;
    private final QueueMessage[] firsts;
    private final int size;

    private ReceivedMessages(ReceiptHandles handles, Taken taken, QueueMessage[] firsts) {
        this.handles = handles;
        this.taken = taken;
        this.firsts = firsts;
        this.size = taken.messages();
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
        QueueMessage[] firsts = new QueueMessage[taken.count()];
        for (int i = 0; i < firsts.length; i++) {
            firsts[i] = first(taken.entry(i), taken.receiveCount(i), handles, attributeNames);
        }
        return new ReceivedMessages(handles, taken, firsts);
    }

    private static QueueMessage first(
            Entry stored, int receiveCount, ReceiptHandles handles, List<String> attributeNames) {
        long place = stored.order;
        Instant firstReceivedAt = stored.firstReceivedAt == null ? stored.sentAt : stored.firstReceivedAt;
        QueueMessage.Builder message = QueueMessage.builder(
                        handles.receipt(stored, place, receiveCount), stored.body(place), stored.sentAt)
                .received(receiveCount, firstReceivedAt)
                .systemAttributes(stored.systemAttributes)
                .attributes(AttributeFilter.apply(attributeNames, stored.attributes()));
        String groupId = stored.groupId();
        if (groupId != null) {
            message.groupId(groupId);
        }
        String deduplicationId = stored.deduplicationId();
        if (deduplicationId != null) {
            message.fifo(deduplicationId, SequenceNumbers.of(place));
        }
        return message.build();
    }

    boolean isFrom(ReceiptHandles queue) {
        return handles == queue;
    }

    Taken taken() {
        return taken;
    }

    @Override
    public int size() {
        return size;
    }

    @Override
    public QueueMessage get(int index) {
        Objects.checkIndex(index, size);
        int in = taken.entryOf(index);
        Entry entry = taken.entry(in);
        long place = entry.order + index - taken.firstOf(in);
        // A new one for the first too: what is made on one way only, the compiler cannot do without.
        return firsts[in].with(handles.receipt(entry, place, taken.receiveCount(in)), entry.body(place));
    }
}
