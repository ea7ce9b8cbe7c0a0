package io.faas4j.queue;

import io.faas4j.queue.StoredMessage.State;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a queue holds, and which state each message is in. Used under the queue's lock. */
final class Shelf {

    /*
     * I1  a message is in `slots` and `ages` from its arrival until it leaves, whatever its state.
     * I2  DELAYED: in `delayed`. IN_FLIGHT: in `inFlight`. VISIBLE: in `order`. While it is polled it is in none of these.
     * Cost: what goes in and out in order, as it does where all have the same delay and timeout, takes constant time.
     */
    private final Slots slots = new Slots();
    private final Ages ages = new Ages();
    private final Line delayed = new Line();
    private final Line inFlight = new Line();
    private final ReceiveOrder order;
    private long arrived;

    Shelf(boolean isFifo) {
        this.order = isFifo ? new FifoOrder() : new FairOrder();
    }

    // ---- coming and going ------------------------------------------------------------------------------------------

    /** Takes a message in; it gets its place. */
    void add(StoredMessage message, long now, long delayNanos) {
        message.order = arrived++;
        slots.add(message);
        ages.add(message, slots.size());
        order.add(message);
        long visibleAt = message.sentNanos + delayNanos;
        if (delayNanos > 0 && visibleAt - now > 0) {
            message.state = State.DELAYED;
            delayed.add(message, visibleAt);
        } else {
            message.state = State.VISIBLE;
            order.show(message);
        }
    }

    /** Lets go of a message in any state. */
    void remove(StoredMessage message, long now) {
        switch (message.state) {
            case DELAYED -> delayed.remove(message);
            case IN_FLIGHT -> land(message, now);
            case VISIBLE, NOWHERE -> {}
        }
        boolean wasVisible = message.state == State.VISIBLE;
        message.state = State.NOWHERE;
        order.remove(message, wasVisible);
        slots.remove(message);
    }

    /** Lets go of a message that was just polled. */
    void removePolled(StoredMessage message) {
        message.state = State.NOWHERE;
        order.remove(message, false);
        slots.remove(message);
    }

    /** Lets go of all; answers how many there were. */
    int clear(long now) {
        List<StoredMessage> all = all();
        all.forEach(message -> remove(message, now));
        return all.size();
    }

    private List<StoredMessage> all() {
        List<StoredMessage> all = new ArrayList<>(slots.size());
        slots.forEach(all::add);
        return all;
    }

    // ---- time ------------------------------------------------------------------------------------------------------

    /** Brings everything up to date: delays, visibility timeouts, retention. Answers how many were too old. */
    int settle(long now, long retentionNanos) {
        for (StoredMessage due = due(delayed, now); due != null; due = due(delayed, now)) {
            delayed.remove(due);
            show(due);
        }
        for (StoredMessage due = due(inFlight, now); due != null; due = due(inFlight, now)) {
            land(due, now);
            show(due);
        }
        int dropped = 0;
        for (StoredMessage old = tooOld(now, retentionNanos); old != null; old = tooOld(now, retentionNanos)) {
            remove(old, now);
            dropped++;
        }
        return dropped;
    }

    private static @Nullable StoredMessage due(Line line, long now) {
        StoredMessage first = line.first();
        return first != null && first.key - now <= 0 ? first : null;
    }

    private @Nullable StoredMessage tooOld(long now, long retentionNanos) {
        StoredMessage oldest = ages.oldest();
        return oldest != null && now - oldest.sentNanos >= retentionNanos ? oldest : null;
    }

    /** How long until something may become visible; negative if nothing will by itself. */
    long untilNext(long now, long retentionNanos) {
        long next = Math.min(until(delayed, now), until(inFlight, now));
        StoredMessage oldest = ages.oldest();
        // What is too old makes room for those behind it in its group.
        if (next != Long.MAX_VALUE && oldest != null) {
            next = Math.min(next, Math.max(0, oldest.sentNanos + retentionNanos - now));
        }
        return next == Long.MAX_VALUE ? -1 : next;
    }

    private static long until(Line line, long now) {
        StoredMessage first = line.first();
        return first == null ? Long.MAX_VALUE : Math.max(0, first.key - now);
    }

    /** A delay that holds for messages that are there already, and were not received yet (rule QUEUE-14, FIFO). */
    void changeDelay(long now, long delayNanos) {
        for (StoredMessage message : all()) {
            long visibleAt = message.sentNanos + delayNanos;
            boolean isDelayed = delayNanos > 0 && visibleAt - now > 0;
            if (message.state == State.DELAYED) {
                delayed.remove(message);
                if (isDelayed) {
                    delayed.add(message, visibleAt);
                } else {
                    show(message);
                }
            } else if (message.state == State.VISIBLE && message.receiveCount == 0 && isDelayed) {
                message.state = State.DELAYED;
                order.hide(message);
                delayed.add(message, visibleAt);
            }
        }
    }

    // ---- receiving -------------------------------------------------------------------------------------------------

    boolean hasNext() {
        return order.hasNext();
    }

    /** Takes what is next; it must go somewhere before the next is polled: in flight, or away. Null if there is nothing. */
    @Nullable
    StoredMessage poll(long now) {
        return order.poll(now);
    }

    /** Nobody polls any more. */
    void polled() {
        order.polled();
    }

    /** Puts a message that was polled in flight. */
    void fly(StoredMessage message, long until) {
        message.state = State.IN_FLIGHT;
        message.stays++;
        inFlight.add(message, until);
        order.tookOff(message);
    }

    /** Hides a message for another time. */
    void hide(StoredMessage message, long now, long timeoutNanos) {
        if (message.state == State.IN_FLIGHT) {
            inFlight.remove(message);
            inFlight.add(message, now + timeoutNanos);
            message.stays++;
        } else {
            order.hide(message);
            fly(message, now + timeoutNanos);
        }
    }

    /** Ends a message's time in flight, if it is. */
    void giveBack(StoredMessage message, long now) {
        if (message.state == State.IN_FLIGHT) {
            land(message, now);
            show(message);
        }
    }

    private void land(StoredMessage message, long now) {
        inFlight.remove(message);
        order.landed(message, now);
    }

    private void show(StoredMessage message) {
        message.state = State.VISIBLE;
        message.stays++;
        order.show(message);
    }

    /** Puts a message back that was polled and was not received. */
    void putBack(StoredMessage message) {
        order.polled();
        show(message);
    }

    // ---- looking ---------------------------------------------------------------------------------------------------

    @Nullable
    StoredMessage find(int slot, long place) {
        return slots.find(slot, place);
    }

    /** Which place the next message that comes will have. */
    long arrived() {
        return arrived;
    }

    int size() {
        return slots.size();
    }

    int inFlight() {
        return inFlight.size();
    }

    int delayed() {
        return delayed.size();
    }

    int visible() {
        return slots.size() - inFlight.size() - delayed.size();
    }
}
