package io.faas4j.async.queue;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * Events that somebody has claimed, for as long as the lease lasts. The owner starts one event after the other, says of
 * each what shall become of it, and settles the batch with its queue. One thread at a time is the owner; meanwhile the queue may
 * take back, on behalf of others, what was not started.
 *
 * <p>Implementations of the queue extend it with what they know the batch by.
 */
public abstract class Batch {

    /*
     * I1  whether an event starts or is taken back is decided by one compare-and-set on its slot: OPEN -> STARTED by the
     *     owner, OPEN -> TAKEN by the queue.
     * I2  STARTED -> SUCCEEDED or DECIDED by the owner, SUCCEEDED or DECIDED -> COLLECTED by the queue, once.
     * I3  the queue changes slots of one batch one after the other, under a lock of its own.
     * Memory: an outcome is written before its slot, and read after it.
     * Cost: a start is one compare-and-set, a success one ordered write; no allocation.
     */
    private static final int OPEN = 0;
    private static final int TAKEN = 1;
    private static final int STARTED = 2;
    private static final int SUCCEEDED = 3;
    private static final int DECIDED = 4;
    private static final int COLLECTED = 5;

    private static final VarHandle SLOT = MethodHandles.arrayElementVarHandle(int[].class);

    private final QueuedEvent[] events;
    private final int[] slots;
    private @Nullable Outcome @Nullable [] outcomes;

    /**
     * A batch.
     *
     * @param events what was claimed; not copied
     */
    protected Batch(QueuedEvent[] events) {
        this.events = events;
        this.slots = new int[events.length];
    }

    /** How many events were claimed. */
    public final int size() {
        return events.length;
    }

    /** Whether there was nothing to claim. */
    public final boolean isEmpty() {
        return events.length == 0;
    }

    /**
     * An event, whether or not it is still the owner's.
     *
     * @param i from 0 to the size, excluded
     */
    public final QueuedEvent event(int i) {
        return events[i];
    }

    /**
     * Starts with an event, unless it was cancelled or taken back meanwhile. Owner only.
     *
     * @param i from 0 to the size, excluded
     * @return the event; null if it is not the owner's any more, or was started before
     */
    public final @Nullable QueuedEvent start(int i) {
        return SLOT.compareAndSet(slots, i, OPEN, STARTED) ? events[i] : null;
    }

    /**
     * Says that a started event has ended in success, with nothing to be delivered. Owner only.
     *
     * @param i a started one, of which nothing was said before
     */
    public final void succeeded(int i) {
        requireUndecided(i);
        SLOT.setRelease(slots, i, SUCCEEDED);
    }

    /**
     * Says what shall become of a started event. Owner only.
     *
     * @param i a started one, of which nothing was said before
     * @param outcome takes effect when the batch is settled
     */
    public final void decide(int i, Outcome outcome) {
        requireUndecided(i);
        @Nullable Outcome[] decided = outcomes;
        if (decided == null) {
            decided = new @Nullable Outcome[events.length];
            outcomes = decided;
        }
        decided[i] = outcome;
        SLOT.setRelease(slots, i, DECIDED);
    }

    private void requireUndecided(int i) {
        if (slots[i] != STARTED) {
            throw new IllegalStateException(
                    "event %d of the batch is not one that was started and is undecided".formatted(i));
        }
    }

    /**
     * Takes an event back that was not started. For the queue.
     *
     * @param i from 0 to the size, excluded
     * @return whether it was taken; otherwise it was started, or taken before
     */
    protected final boolean takeBack(int i) {
        return SLOT.compareAndSet(slots, i, OPEN, TAKEN);
    }

    /**
     * Takes over what the owner has decided. For the queue.
     *
     * @param i from 0 to the size, excluded
     * @return the outcome; null if there is none, or it was taken over before
     */
    protected final @Nullable Outcome collect(int i) {
        int slot = (int) SLOT.getAcquire(slots, i);
        if (slot != SUCCEEDED && slot != DECIDED) {
            return null;
        }
        SLOT.setRelease(slots, i, COLLECTED);
        return slot == SUCCEEDED || outcomes == null ? Outcome.SUCCEEDED : outcomes[i];
    }

    /**
     * Whether an event was started and is not collected. For the queue.
     *
     * @param i from 0 to the size, excluded
     */
    protected final boolean isRunning(int i) {
        int slot = (int) SLOT.getAcquire(slots, i);
        return slot == STARTED || slot == SUCCEEDED || slot == DECIDED;
    }

    /** Whether an event was neither taken back nor collected: it is in this batch. For the queue. */
    protected final boolean holds(int i) {
        int slot = (int) SLOT.getAcquire(slots, i);
        return slot != TAKEN && slot != COLLECTED;
    }
}
