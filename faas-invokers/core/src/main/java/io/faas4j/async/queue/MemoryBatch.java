package io.faas4j.async.queue;

/** A batch of the queue in memory. All of this is used under the queue's lock. */
final class MemoryBatch extends Batch {

    /** The batch's time, for the wheel. */
    static final class Lease extends Link {
        final MemoryBatch batch;

        Lease(MemoryBatch batch) {
            this.batch = batch;
        }
    }

    final Claims owner;
    final Lease lease = new Lease(this);

    /** How often the function's events had been discarded when this was claimed. */
    final int discards;

    /** Until it is settled or its lease is lost. */
    boolean isOpen;

    MemoryBatch(Claims owner, QueuedEvent[] events, int discards) {
        super(events);
        this.owner = owner;
        this.discards = discards;
    }

    /** Takes an event back, wherever it is in the batch; false if it was started. */
    boolean takeBack(QueuedEvent event) {
        for (int i = 0; i < size(); i++) {
            if (event(i) == event) {
                return takeBack(i);
            }
        }
        return false;
    }
}
