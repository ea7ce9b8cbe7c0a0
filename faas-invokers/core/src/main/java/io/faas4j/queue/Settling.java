package io.faas4j.queue;

import io.faas4j.error.QueueException;
import io.faas4j.queue.StoredMessage.State;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
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
    List<@Nullable QueueException> delete(List<Receipt> receipts) {
        return forEach(receipts, this::delete);
    }

    List<@Nullable QueueException> changeVisibility(List<Receipt> receipts, long timeoutNanos) {
        return forEach(receipts, (handle, now) -> changeVisibility(handle, timeoutNanos, now));
    }

    /** Another time for each; the receipts are those of the changes. */
    List<@Nullable QueueException> changeVisibilities(List<VisibilityChange> changes, List<Receipt> receipts) {
        Iterator<VisibilityChange> change = changes.iterator();
        return forEach(
                receipts,
                (receipt, now) -> changeVisibility(
                        receipt, change.next().visibilityTimeout().toNanos(), now));
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

    private @Nullable QueueException delete(Receipt handle, long now) {
        StoredMessage message = find(handle);
        if (message == null) {
            return isGivenOut(handle) ? null : ReceiptHandles.invalid(handle.receiptHandle());
        }
        if (queue.isFifo && !isCurrent(message, handle)) {
            return Refusals.expired(handle.receiptHandle());
        }
        queue.shelf.remove(message, now);
        queue.room.give(1);
        return null;
    }

    private @Nullable QueueException changeVisibility(Receipt handle, long timeoutNanos, long now) {
        StoredMessage message = find(handle);
        if (message == null && !isGivenOut(handle)) {
            return ReceiptHandles.invalid(handle.receiptHandle());
        }
        if (message == null || (queue.isFifo && !isCurrent(message, handle))) {
            return Refusals.notInFlight(handle.receiptHandle());
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
    private @Nullable StoredMessage find(Receipt handle) {
        StoredMessage found = queue.shelf.find(handle.slot(), handle.order());
        return found != null && handle.receiveCount() <= found.receiveCount ? found : null;
    }

    /** Whether there may have been such a receive, of a message that is gone. */
    private boolean isGivenOut(Receipt handle) {
        long order = handle.order();
        return order < queue.shelf.arrived() && queue.shelf.find(handle.slot(), order) == null;
    }

    private static boolean isCurrent(StoredMessage message, Receipt handle) {
        return message.state == State.IN_FLIGHT && message.receiveCount == handle.receiveCount();
    }
}
