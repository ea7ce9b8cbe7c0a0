package io.faas4j.queue;

import java.util.ArrayDeque;
import java.util.Collection;
import java.util.PriorityQueue;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/**
 * Entries by the time of their send, to find those that are too old (rule QUEUE-41). One that has left its queue is forgotten later:
 * at most about as many as there are others.
 */
final class Ages {

    private static final int FEW = 64;

    private final ArrayDeque<Entry> inOrder = new ArrayDeque<>();

    /** What came from another queue is older than what was there before. */
    private final PriorityQueue<Entry> late =
            new PriorityQueue<>((one, other) -> Long.signum(one.sentNanos - other.sentNanos));

    void add(Entry entry, int inQueue) {
        Entry last = inOrder.peekLast();
        if (last == null || last.sentNanos - entry.sentNanos <= 0) {
            inOrder.add(entry);
            forget(inOrder, inQueue);
        } else {
            late.add(entry);
            forget(late, inQueue);
        }
    }

    private static void forget(Collection<Entry> entries, int inQueue) {
        if (entries.size() > 2 * inQueue + FEW) {
            entries.removeIf(Ages::isGone);
        }
    }

    /** The oldest entry that is still there; null if there is none. */
    @Nullable
    Entry oldest() {
        Entry one = first(inOrder);
        Entry other = first(late);
        if (one == null || other == null) {
            return one == null ? other : one;
        }
        return other.sentNanos - one.sentNanos < 0 ? other : one;
    }

    private static @Nullable Entry first(Queue<Entry> entries) {
        Entry head = entries.peek();
        while (head != null && isGone(head)) {
            entries.remove();
            head = entries.peek();
        }
        return head;
    }

    private static boolean isGone(Entry entry) {
        return entry.state == Entry.State.NOWHERE;
    }
}
