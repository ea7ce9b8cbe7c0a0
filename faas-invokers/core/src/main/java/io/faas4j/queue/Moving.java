package io.faas4j.queue;

import io.faas4j.queue.QueueBody.Moved;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Moves messages from one queue to another: each is in one of both at any time, and the lock of the one is not held together with
 * that of the other (section 5.6 of the rules).
 */
final class Moving {

    private final QueueState queue;
    private final Function<String, @Nullable QueueState> queues;

    /** @param queues finds another queue by its ARN */
    Moving(QueueState queue, Function<String, @Nullable QueueState> queues) {
        this.queue = queue;
        this.queues = queues;
    }

    /** Whether the next receive is to move a message (rule QUEUE-71). */
    boolean isReceivedTooOften(Entry message) {
        return queue.terms.deadLetterTarget != null && message.receiveCount >= queue.terms.maxReceiveCount;
    }

    /**
     * Moves a message that was polled, under the lock; the queue that it went to is to be told by {@link QueueState#ring} without.
     * Null if there is no such queue any more, or it is full: then the message has to be received once more.
     */
    @Nullable
    QueueState toDeadLetters(StoredMessage message) {
        QueueState target = queue.terms.deadLetterTarget == null ? null : queues.apply(queue.terms.deadLetterTarget);
        if (target == null || !target.room.tryTake(1)) {
            return null;
        }
        moveTo(target, message, target.inlet.deadLetter(message, queue.arn));
        return target;
    }

    /**
     * Moves the next visible message on, as a new one (rule QUEUE-79).
     *
     * @param where the queue a message goes to; null if there is none
     */
    Moved next(Function<StoredMessage, @Nullable QueueState> where) {
        long now = queue.time.nanoTime();
        QueueState target;
        queue.lock.lock();
        try {
            queue.begin(now);
            StoredMessage next = queue.shelf.pollOne(now);
            if (next == null) {
                return Moved.NOTHING;
            }
            target = where.apply(next);
            if (target == null || !target.room.tryTake(1)) {
                queue.shelf.putBack(next);
                return target == null ? Moved.NOWHERE : Moved.NO_ROOM;
            }
            moveTo(target, next, target.inlet.redriven(next));
            queue.shelf.polled();
        } finally {
            queue.lock.unlock();
        }
        target.arrived();
        return Moved.YES;
    }

    private void moveTo(QueueState target, StoredMessage message, StoredMessage moved) {
        queue.shelf.removePolled(message);
        queue.room.give(1);
        target.post(moved, moved);
    }
}
