package io.faas4j.queue;

import java.util.ArrayDeque;
import java.util.Collection;
import java.util.PriorityQueue;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/**
 * Messages by the time of their send, to find those that are too old (rule QUEUE-41). A message that has left its queue is
 * forgotten later: at most about as many as there are others.
 */
final class Ages {

    private static final int FEW = 64;

    private final ArrayDeque<StoredMessage> inOrder = new ArrayDeque<>();

    /** What came from another queue is older than what was there before. */
    private final PriorityQueue<StoredMessage> late =
            new PriorityQueue<>((one, other) -> Long.signum(one.sentNanos - other.sentNanos));

    void add(StoredMessage message, int inQueue) {
        StoredMessage last = inOrder.peekLast();
        if (last == null || last.sentNanos - message.sentNanos <= 0) {
            inOrder.add(message);
            forget(inOrder, inQueue);
        } else {
            late.add(message);
            forget(late, inQueue);
        }
    }

    private static void forget(Collection<StoredMessage> messages, int inQueue) {
        if (messages.size() > 2 * inQueue + FEW) {
            messages.removeIf(Ages::isGone);
        }
    }

    /** The oldest message that is still there; null if there is none. */
    @Nullable
    StoredMessage oldest() {
        StoredMessage one = first(inOrder);
        StoredMessage other = first(late);
        if (one == null || other == null) {
            return one == null ? other : one;
        }
        return other.sentNanos - one.sentNanos < 0 ? other : one;
    }

    private static @Nullable StoredMessage first(Queue<StoredMessage> messages) {
        StoredMessage head = messages.peek();
        while (head != null && isGone(head)) {
            messages.remove();
            head = messages.peek();
        }
        return head;
    }

    private static boolean isGone(StoredMessage message) {
        return message.state == StoredMessage.State.NOWHERE;
    }
}
