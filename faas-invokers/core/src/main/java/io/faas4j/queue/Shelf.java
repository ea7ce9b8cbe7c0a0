package io.faas4j.queue;

import io.faas4j.queue.Entry.State;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a queue holds, and which state each message is in. Used under the queue's lock. */
final class Shelf {

    /*
     * I1  an entry is in `slots` and `ages` from its arrival until it leaves, whatever its state; a message out of a parcel is not: its
     *     parcel is, until the last one leaves.
     * I2  DELAYED: in `delayed`. IN_FLIGHT: in `inFlight`. VISIBLE: in `order`. While it is polled it is in none of these. PARTED:
     *     its pieces are. A parcel is never delayed.
     * I3  `messages` is how many there are in all entries.
     * Cost: what goes in and out in order, as it does where all have the same delay and timeout, takes constant time.
     */
    private final Slots slots = new Slots();
    private final Ages ages = new Ages();
    private final Line delayed = new Line();
    private final Line inFlight = new Line();
    private final ReceiveOrder order;
    private long arrived;
    private int messages;

    Shelf(boolean isFifo) {
        this.order = isFifo ? new FifoOrder() : new FairOrder();
    }

    // ---- coming and going ------------------------------------------------------------------------------------------

    /** Takes an entry in; it gets its place. */
    void add(Entry entry, long now, long delayNanos) {
        entry.order = arrived;
        arrived += entry.size();
        messages += entry.size();
        slots.add(entry);
        ages.add(entry, slots.size());
        order.add(entry);
        long visibleAt = entry.sentNanos + delayNanos;
        if (delayNanos > 0 && visibleAt - now > 0) {
            entry.state = State.DELAYED;
            delayed.add(entry, visibleAt);
        } else {
            entry.state = State.VISIBLE;
            order.show(entry);
        }
    }

    /** Lets go of an entry, if it is whole: of its messages in any state. */
    void remove(Entry entry, long now) {
        switch (entry.state) {
            case DELAYED -> delayed.remove(entry);
            case IN_FLIGHT -> land(entry, now);
            case VISIBLE, NOWHERE, PARTED -> {}
        }
        leave(entry, entry.state == State.VISIBLE);
    }

    /** Whether an entry may be removed whenever it is: nothing depends on the time then. */
    boolean isTimeless() {
        return order.isTimeless();
    }

    /** Lets go of an entry that was just polled. */
    void removePolled(Entry entry) {
        leave(entry, false);
    }

    private void leave(Entry entry, boolean wasVisible) {
        messages -= entry.size();
        Entry gone = entry.leave();
        order.remove(entry, wasVisible);
        if (gone != null) {
            slots.remove(gone);
        }
    }

    /** Lets go of all; answers how many messages there were. */
    int clear(long now) {
        int all = messages;
        pieces().forEach(each -> remove(each, now));
        return all;
    }

    private List<Entry> pieces() {
        List<Entry> pieces = new ArrayList<>(slots.size());
        slots.forEach(each -> pieces.addAll(each.pieces()));
        return pieces;
    }

    // ---- parting ---------------------------------------------------------------------------------------------------

    /** From now on each message of a parcel is an entry of its own. */
    void part(Parcel parcel) {
        if (parcel.state == State.VISIBLE) {
            order.hide(parcel);
            partPolled(parcel);
            return;
        }
        inFlight.remove(parcel);
        parcel.part().forEach(each -> inFlight.add(each, parcel.key));
    }

    /** As {@link #part}, of one that was just polled: its messages are visible. */
    void partPolled(Parcel parcel) {
        parcel.part().forEach(order::show);
    }

    // ---- time ------------------------------------------------------------------------------------------------------

    /** Brings everything up to date: delays, visibility timeouts, retention. Answers how many were too old. */
    int settle(long now, long retentionNanos) {
        for (Entry due = due(delayed, now); due != null; due = due(delayed, now)) {
            delayed.remove(due);
            show(due);
        }
        for (Entry due = due(inFlight, now); due != null; due = due(inFlight, now)) {
            land(due, now);
            show(due);
        }
        int before = messages;
        for (Entry old = tooOld(now, retentionNanos); old != null; old = tooOld(now, retentionNanos)) {
            old.pieces().forEach(each -> remove(each, now));
        }
        return before - messages;
    }

    private static @Nullable Entry due(Line line, long now) {
        Entry first = line.first();
        return first != null && first.key - now <= 0 ? first : null;
    }

    private @Nullable Entry tooOld(long now, long retentionNanos) {
        Entry oldest = ages.oldest();
        return oldest != null && now - oldest.sentNanos >= retentionNanos ? oldest : null;
    }

    /** How long until something may become visible; negative if nothing will by itself. */
    long untilNext(long now, long retentionNanos) {
        long next = Math.min(until(delayed, now), until(inFlight, now));
        Entry oldest = ages.oldest();
        // What is too old makes room for those behind it in its group.
        if (next != Long.MAX_VALUE && oldest != null) {
            next = Math.min(next, Math.max(0, oldest.sentNanos + retentionNanos - now));
        }
        return next == Long.MAX_VALUE ? -1 : next;
    }

    private static long until(Line line, long now) {
        Entry first = line.first();
        return first == null ? Long.MAX_VALUE : Math.max(0, first.key - now);
    }

    /** A delay that holds for messages that are there already, and were not received yet (rule QUEUE-14, FIFO). */
    void changeDelay(long now, long delayNanos) {
        for (Entry entry : pieces()) {
            long visibleAt = entry.sentNanos + delayNanos;
            boolean isDelayed = delayNanos > 0 && visibleAt - now > 0;
            if (entry.state == State.DELAYED) {
                delayed.remove(entry);
                if (isDelayed) {
                    delayed.add(entry, visibleAt);
                } else {
                    show(entry);
                }
            } else if (entry.state == State.VISIBLE && entry.receiveCount == 0 && isDelayed) {
                entry.state = State.DELAYED;
                order.hide(entry);
                delayed.add(entry, visibleAt);
            }
        }
    }

    // ---- receiving -------------------------------------------------------------------------------------------------

    boolean hasNext() {
        return order.hasNext();
    }

    /**
     * Takes what is next; it must go somewhere before the next is polled: in flight, or away. A parcel that is too large is parted.
     *
     * @param most how many messages at most
     * @return null if there is nothing
     */
    @Nullable
    Entry poll(long now, int most) {
        Entry next = order.poll(now);
        if (next instanceof Parcel parcel && parcel.size() > most) {
            partPolled(parcel);
            return order.poll(now);
        }
        return next;
    }

    /** Takes the next message, as an entry of its own. Null if there is none. */
    @Nullable
    StoredMessage pollOne(long now) {
        Entry next = order.poll(now);
        if (next instanceof Parcel parcel) {
            partPolled(parcel);
            next = order.poll(now);
        }
        return (StoredMessage) next;
    }

    /** Nobody polls any more. */
    void polled() {
        order.polled();
    }

    /** Puts an entry that was polled in flight. */
    void fly(Entry entry, long until) {
        entry.state = State.IN_FLIGHT;
        entry.stays++;
        inFlight.add(entry, until);
        order.tookOff(entry);
    }

    /** Hides an entry for another time. */
    void hide(Entry entry, long now, long timeoutNanos) {
        if (entry.state == State.IN_FLIGHT) {
            inFlight.remove(entry);
            inFlight.add(entry, now + timeoutNanos);
            entry.stays++;
        } else {
            order.hide(entry);
            fly(entry, now + timeoutNanos);
        }
    }

    /** Ends an entry's time in flight, if it is. */
    void giveBack(Entry entry, long now) {
        if (entry.state == State.IN_FLIGHT) {
            land(entry, now);
            show(entry);
        }
    }

    private void land(Entry entry, long now) {
        inFlight.remove(entry);
        order.landed(entry, now);
    }

    private void show(Entry entry) {
        entry.state = State.VISIBLE;
        entry.stays++;
        order.show(entry);
    }

    /** Puts an entry back that was polled and was not received. */
    void putBack(Entry entry) {
        order.polled();
        show(entry);
    }

    // ---- looking ---------------------------------------------------------------------------------------------------

    /** The entry that the message of a place is in, alone or with others; null if it has left. */
    @Nullable
    Entry find(int slot, long place) {
        return slots.find(slot, place);
    }

    /** Which place the next message that comes will have. */
    long arrived() {
        return arrived;
    }

    boolean isEmpty() {
        return messages == 0;
    }

    int inFlight() {
        return inFlight.messages();
    }

    int delayed() {
        return delayed.messages();
    }

    int visible() {
        return messages - inFlight() - delayed();
    }
}
