package io.faas4j.queue;

import io.faas4j.error.QueueException;
import io.faas4j.queue.Entry.State;
import io.faas4j.runtime.time.BriefWait;
import io.faas4j.source.QueueMessage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What becomes of messages that were received: deleted, or hidden for another time (section 5.4 of the rules). */
final class Settling {

    private static final Duration LONGEST_TIMEOUT = Duration.ofHours(12);

    private final QueueState queue;
    private final ReceiptHandles handles;

    Settling(QueueState queue, ReceiptHandles handles) {
        this.queue = queue;
        this.handles = handles;
    }

    /** What could not be done with each handle; null where it was done. */
    List<@Nullable QueueException> delete(List<Receipt> receipts) {
        return forEach(receipts, this::delete);
    }

    /**
     * Deletes all that a receive took, if nothing of it was parted or has left since, nothing depends on the time, and nobody waits
     * for what is there: deletes of a standard queue make nothing available but where the most messages are in flight, and it does not
     * matter whether what they delete was visible again, or too old.
     *
     * @return false if nothing was done
     */
    boolean tryDelete(Taken taken) {
        if (queue.isFifo) {
            return false;
        }
        BriefWait.lock(queue.lock);
        try {
            queue.requireThere();
            Shelf shelf = queue.shelf;
            boolean isAwaited = queue.audience.isWaiting() && shelf.hasNext();
            if (isAwaited || !shelf.isTimeless() || !areThere(taken)) {
                return false;
            }
            for (int i = 0; i < taken.count(); i++) {
                shelf.remove(taken.entry(i), 0);
            }
        } finally {
            queue.lock.unlock();
        }
        queue.room.give(taken.messages());
        return true;
    }

    /** Those of the messages that could not be deleted. */
    static List<QueueMessage> left(List<QueueMessage> messages, List<@Nullable QueueException> faults) {
        List<QueueMessage> left = new ArrayList<>(0);
        for (int i = 0; i < faults.size(); i++) {
            if (faults.get(i) != null) {
                left.add(messages.get(i));
            }
        }
        return left;
    }

    private boolean areThere(Taken taken) {
        for (int i = 0; i < taken.count(); i++) {
            if (!isThere(taken.entry(i))) {
                return false;
            }
        }
        return true;
    }

    private boolean isThere(Entry entry) {
        return queue.shelf.find(entry.slot, entry.order) == entry;
    }

    /**
     * As {@link #delete(List)}, of all that a receive took: what was not parted since goes in one piece. The answer ends with the last
     * one that could not be deleted.
     */
    List<@Nullable QueueException> delete(Taken taken) {
        return forEach(taken, this::delete);
    }

    List<@Nullable QueueException> changeVisibility(List<Receipt> receipts, long timeoutNanos) {
        return forEach(receipts, (entry, handle, now) -> changeVisibility(entry, handle, timeoutNanos, now));
    }

    /** The same for all that a receive took, as far as it can be: what was not parted since stays in one piece. */
    void changeVisibility(Taken taken, long timeoutNanos) {
        forEach(taken, (entry, handle, now) -> changeVisibility(entry, handle, timeoutNanos, now));
    }

    /** Another time for each; the receipts are those of the changes. */
    List<@Nullable QueueException> changeVisibilities(List<VisibilityChange> changes, List<Receipt> receipts) {
        Iterator<VisibilityChange> change = changes.iterator();
        return forEach(
                receipts,
                (entry, receipt, now) -> changeVisibility(
                        entry, receipt, change.next().visibilityTimeout().toNanos(), now));
    }

    /** What is done with an entry, or why not. */
    private interface Step {

        /**
         * Does it.
         *
         * @param entry what the handle is for; null if that is not there any more, or there never was such a receive
         * @param handle of one of its messages
         */
        @Nullable
        QueueException apply(@Nullable Entry entry, Receipt handle, long now);
    }

    private List<@Nullable QueueException> forEach(List<Receipt> receipts, Step step) {
        long now = queue.time.nanoTime();
        return queue.step(now, () -> {
            List<@Nullable QueueException> faults = new ArrayList<>(receipts.size());
            for (Receipt each : receipts) {
                faults.add(step.apply(single(each), each, now));
            }
            return faults;
        });
    }

    private List<@Nullable QueueException> forEach(Taken taken, Step step) {
        long now = queue.time.nanoTime();
        return queue.step(now, () -> {
            List<@Nullable QueueException> faults = new ArrayList<>(0);
            for (int i = 0; i < taken.count(); i++) {
                Entry entry = taken.entry(i);
                boolean isThere = isThere(entry);
                for (int j = 0; j < entry.size(); j += isThere ? entry.size() : 1) {
                    Receipt handle = handles.receipt(entry, entry.order + j, taken.receiveCount(i));
                    QueueException fault = step.apply(isThere ? entry : single(handle), handle, now);
                    note(faults, fault, taken.firstOf(i) + j, isThere ? entry.size() : 1);
                }
            }
            return faults;
        });
    }

    private static void note(
            List<@Nullable QueueException> faults, @Nullable QueueException fault, int first, int count) {
        if (fault != null) {
            while (faults.size() < first) {
                faults.add(null);
            }
            faults.addAll(Collections.nCopies(count, fault));
        }
    }

    private @Nullable QueueException delete(@Nullable Entry entry, Receipt handle, long now) {
        if (entry == null) {
            return isGivenOut(handle) ? null : ReceiptHandles.invalid(handle.receiptHandle());
        }
        if (queue.isFifo && !isCurrent(entry, handle)) {
            return Refusals.expired(handle.receiptHandle());
        }
        queue.shelf.remove(entry, now);
        queue.room.give(entry.size());
        return null;
    }

    private @Nullable QueueException changeVisibility(
            @Nullable Entry entry, Receipt handle, long timeoutNanos, long now) {
        if (entry == null && !isGivenOut(handle)) {
            return ReceiptHandles.invalid(handle.receiptHandle());
        }
        if (entry == null || (queue.isFifo && !isCurrent(entry, handle))) {
            return Refusals.notInFlight(handle.receiptHandle());
        }
        if (timeoutNanos == 0) {
            queue.shelf.giveBack(entry, now);
        } else if (now - entry.receivedNanos + timeoutNanos > LONGEST_TIMEOUT.toNanos()) {
            return Refusals.tooLong(Duration.ofNanos(timeoutNanos));
        } else {
            queue.shelf.hide(entry, now, timeoutNanos);
        }
        return null;
    }

    /**
     * The message that a handle was given out for, as an entry of its own from now on; null if it is not there any more, or there
     * never was such a receive.
     */
    private @Nullable Entry single(Receipt handle) {
        Entry found = queue.shelf.find(handle.slot(), handle.order());
        if (found == null || handle.receiveCount() > found.receiveCount) {
            return null;
        }
        if (found instanceof Parcel parcel) {
            queue.shelf.part(parcel);
            return parcel.holder(handle.order());
        }
        return found;
    }

    /** Whether there may have been such a receive, of a message that is gone. */
    private boolean isGivenOut(Receipt handle) {
        long order = handle.order();
        return order < queue.shelf.arrived() && queue.shelf.find(handle.slot(), order) == null;
    }

    private static boolean isCurrent(Entry entry, Receipt handle) {
        return entry.state == State.IN_FLIGHT && entry.receiveCount == handle.receiveCount();
    }
}
