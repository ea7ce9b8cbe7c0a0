package io.faas4j.queue;

import io.faas4j.source.QueueMessage;
import java.time.Instant;
import java.util.AbstractList;
import java.util.List;
import java.util.Objects;
import java.util.RandomAccess;

/** What one receive gives out. Unmodifiable, and safe for use by many threads. */
abstract class ReceivedMessages extends AbstractList<QueueMessage> implements RandomAccess {

    final ReceiptHandles handles;
    final Taken taken;
    final QueueMessage[] firsts;
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
        return taken.count() == taken.messages()
                ? new Single(handles, taken, firsts)
                : new Packed(handles, taken, firsts);
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

    final boolean isFrom(ReceiptHandles queue) {
        return handles == queue;
    }

    final Taken taken() {
        return taken;
    }

    @Override
    public final int size() {
        return size;
    }

    /** Each message is an entry of its own. */
    private static final class Single extends ReceivedMessages {

        Single(ReceiptHandles handles, Taken taken, QueueMessage[] firsts) {
            super(handles, taken, firsts);
        }

        @Override
        public QueueMessage get(int index) {
            return firsts[index];
        }
    }

    /**
     * There are parcels. Messages are made anew whenever they are looked at, like the first one of their entry, and kept by nobody:
     * many are handled and deleted together.
     */
    private static final class Packed extends ReceivedMessages {

        Packed(ReceiptHandles handles, Taken taken, QueueMessage[] firsts) {
            super(handles, taken, firsts);
        }

        @Override
        public QueueMessage get(int index) {
            Objects.checkIndex(index, size());
            int in = taken.entryOf(index);
            Entry entry = taken.entry(in);
            long place = entry.order + index - taken.firstOf(in);
            // A new one for the first too: a compiler leaves an object out only if there is one way to it.
            return firsts[in].with(handles.receipt(entry, place, taken.receiveCount(in)), entry.body(place));
        }
    }
}
