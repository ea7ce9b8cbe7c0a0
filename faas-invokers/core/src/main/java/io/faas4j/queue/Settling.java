package io.faas4j.queue;

import io.faas4j.error.QueueException;
import io.faas4j.queue.StoredMessage.State;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What becomes of messages that were received: deleted, or hidden for another time (section 5.4 of the rules). */
final class Settling {

    private static final Duration LONGEST_TIMEOUT = Duration.ofHours(12);

    private final QueueState queue;

    Settling(QueueState queue) {
        this.queue = queue;
    }

    /** What could not be done with each handle; null where it was done. */
    List<@Nullable QueueException> delete(List<String> receiptHandles) {
        return forEach(receiptHandles, this::delete);
    }

    List<@Nullable QueueException> changeVisibility(List<String> receiptHandles, long timeoutNanos) {
        return forEach(receiptHandles, (handle, now) -> changeVisibility(handle, timeoutNanos, now));
    }

    List<@Nullable QueueException> changeVisibilities(List<VisibilityChange> changes) {
        return forEach(
                changes,
                (change, now) -> changeVisibility(
                        change.receiptHandle(), change.visibilityTimeout().toNanos(), now));
    }

    /** A step for one of many. */
    private interface Step<T> {
        @Nullable
        QueueException apply(T to, long now);
    }

    private <T> List<@Nullable QueueException> forEach(List<T> all, Step<T> step) {
        long now = queue.time.nanoTime();
        return queue.step(now, () -> {
            List<@Nullable QueueException> faults = new ArrayList<>(all.size());
            for (T each : all) {
                faults.add(step.apply(each, now));
            }
            return faults;
        });
    }

    private @Nullable QueueException delete(String handle, long now) {
        StoredMessage message = find(handle);
        if (message == null) {
            return isGivenOut(handle) ? null : ReceiptHandles.invalid(handle);
        }
        if (queue.isFifo && !isCurrent(message, handle)) {
            return Refusals.expired(handle);
        }
        queue.shelf.remove(message, now);
        queue.room.give(1);
        return null;
    }

    private @Nullable QueueException changeVisibility(String handle, long timeoutNanos, long now) {
        StoredMessage message = find(handle);
        if (message == null && !isGivenOut(handle)) {
            return ReceiptHandles.invalid(handle);
        }
        if (message == null || (queue.isFifo && !isCurrent(message, handle))) {
            return Refusals.notInFlight(handle);
        }
        if (timeoutNanos == 0) {
            queue.shelf.giveBack(message, now);
        } else if (now - message.receivedNanos + timeoutNanos > LONGEST_TIMEOUT.toNanos()) {
            return Refusals.invalid(
                    "VisibilityTimeout",
                    Refusals.shown(Duration.ofNanos(timeoutNanos)),
                    "Total VisibilityTimeout for the message is beyond the limit [43200 seconds].");
        } else {
            queue.shelf.hide(message, now, timeoutNanos);
        }
        return null;
    }

    /** The message that the handle was given out for; null if it is not there any more, or there never was such a receive. */
    private @Nullable StoredMessage find(String handle) {
        StoredMessage found = queue.shelf.find(ReceiptHandles.slot(handle), ReceiptHandles.order(handle));
        return found != null && ReceiptHandles.receiveCount(handle) <= found.receiveCount ? found : null;
    }

    /** Whether there may have been such a receive, of a message that is gone. */
    private boolean isGivenOut(String handle) {
        long order = ReceiptHandles.order(handle);
        return order < queue.shelf.arrived() && queue.shelf.find(ReceiptHandles.slot(handle), order) == null;
    }

    private static boolean isCurrent(StoredMessage message, String handle) {
        return message.state == State.IN_FLIGHT && message.receiveCount == ReceiptHandles.receiveCount(handle);
    }
}
