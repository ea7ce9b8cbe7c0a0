package io.faas4j.async.queue;

import io.faas4j.event.EventState;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;

/** The batches that somebody has claimed from one function's events. Guarded by the same lock as they are. */
final class Claims {

    /*
     * I1  the lease of each open batch is in `leases`, and no other.
     * I2  an event in an open batch leaves it once: taken back, collected with its outcome, or put back when the batch ends.
     */
    private final FunctionEvents events;
    private final Wheel leases;
    private final Consumer<Link> loseLease = link -> end(((MemoryBatch.Lease) link).batch);

    Claims(FunctionEvents events, long nowNanos) {
        this.events = events;
        this.leases = new Wheel(nowNanos);
    }

    Wheel leases() {
        return leases;
    }

    /** Ends the batches whose lease is over. */
    void advance(long nowNanos) {
        leases.advance(nowNanos, loseLease);
    }

    MemoryBatch claim(int max, long untilNanos) {
        ReadyEvents ready = events.ready();
        QueuedEvent[] claimed = new QueuedEvent[Math.min(max, ready.size())];
        MemoryBatch batch = new MemoryBatch(this, claimed, events.discards());
        for (int i = 0; i < claimed.length; i++) {
            QueuedEvent event = Objects.requireNonNull(ready.poll());
            event.place = Place.CLAIMED;
            event.holder = batch;
            claimed[i] = event;
        }
        if (claimed.length > 0) {
            lend(batch, untilNanos);
        }
        return batch;
    }

    private void lend(MemoryBatch batch, long untilNanos) {
        batch.lease.dueNanos = untilNanos;
        batch.isOpen = leases.add(batch.lease);
        if (!batch.isOpen) {
            end(batch);
        }
    }

    boolean extend(MemoryBatch batch, long untilNanos) {
        if (!batch.isOpen) {
            return false;
        }
        leases.remove(batch.lease);
        lend(batch, untilNanos);
        return batch.isOpen;
    }

    int recall(MemoryBatch batch, long nowNanos) {
        if (!batch.isOpen) {
            return 0;
        }
        collect(batch, nowNanos);
        int count = 0;
        for (int i = batch.size() - 1; i >= 0; i--) {
            if (batch.takeBack(i)) {
                putBack(batch, i, false);
                count++;
            }
        }
        return count;
    }

    boolean settle(MemoryBatch batch, long nowNanos) {
        if (!batch.isOpen) {
            return false;
        }
        leases.remove(batch.lease);
        if (collect(batch, nowNanos) < batch.size()) {
            end(batch);
        }
        batch.isOpen = false;
        return true;
    }

    /** The last one first, so that they stand in their order again. */
    private void end(MemoryBatch batch) {
        batch.isOpen = false;
        for (int i = batch.size() - 1; i >= 0; i--) {
            if (batch.takeBack(i)) {
                putBack(batch, i, false);
            } else if (batch.isRunning(i)) {
                putBack(batch, i, true);
            }
        }
    }

    private int collect(MemoryBatch batch, long nowNanos) {
        int count = 0;
        for (int i = 0; i < batch.size(); i++) {
            Outcome outcome = batch.collect(i);
            if (outcome != null) {
                apply(outcome, batch, i, nowNanos);
                count++;
            }
        }
        return count;
    }

    private void apply(Outcome outcome, MemoryBatch batch, int i, long nowNanos) {
        QueuedEvent event = batch.event(i);
        if (outcome instanceof Outcome.End end) {
            events.end(event, end.state());
            if (end.state() == EventState.DISCARDED) {
                events.functionIsGone();
            }
        } else if (outcome instanceof Outcome.Keep keep) {
            events.keep(event, keep.progress(), deliveryOf(batch, keep.delivery()), nowNanos);
        } else if (outcome instanceof Outcome.Deliver deliver) {
            Delivery delivery = deliveryOf(batch, deliver.delivery());
            events.goOn(event, deliver.progress(), delivery, deliver.dueNanos(), nowNanos);
        } else if (outcome instanceof Outcome.Retry retry && !isDiscarded(batch)) {
            events.goOn(event, retry.progress(), null, retry.dueNanos(), nowNanos);
        } else {
            putBack(batch, i, false);
        }
    }

    private void putBack(MemoryBatch batch, int i, boolean mayHaveRun) {
        QueuedEvent event = batch.event(i);
        if (event.delivery != null) {
            if (isDiscarded(batch)) {
                events.orphan(event, event.delivery);
            }
            events.putBack(event, mayHaveRun);
        } else if (isDiscarded(batch)) {
            events.end(event, EventState.DISCARDED);
        } else {
            events.putBack(event, mayHaveRun);
        }
    }

    private Delivery deliveryOf(MemoryBatch batch, Delivery delivery) {
        return isDiscarded(batch) ? delivery.orphaned() : delivery;
    }

    private boolean isDiscarded(MemoryBatch batch) {
        return batch.discards != events.discards();
    }

    /** All batches are lost, with what is in them. */
    void lose() {
        List<MemoryBatch> open = new ArrayList<>();
        forEachBatch(open::add);
        for (MemoryBatch batch : open) {
            leases.remove(batch.lease);
            batch.isOpen = false;
            for (int i = 0; i < batch.size(); i++) {
                batch.takeBack(i);
                batch.event(i).holder = null;
                batch.event(i).place = Place.OUTSIDE;
            }
        }
    }

    void forEachBatch(Consumer<MemoryBatch> action) {
        leases.forEach(link -> action.accept(((MemoryBatch.Lease) link).batch));
    }

    /** All events that are in a batch, running or not. */
    void forEach(Consumer<QueuedEvent> action) {
        forEachBatch(batch -> {
            for (int i = 0; i < batch.size(); i++) {
                if (batch.holds(i)) {
                    action.accept(batch.event(i));
                }
            }
        });
    }
}
