package io.faas4j.async;

import io.faas4j.async.queue.Batch;
import io.faas4j.async.queue.FunctionQueue;
import io.faas4j.async.queue.QueuedEvent;
import org.jspecify.annotations.Nullable;

/** One thread's work on the events of one function: what it has claimed, and how far it is. */
final class Worker {

    private final Drain drain;

    // Written by its own thread, read by whoever looks after it.
    private volatile @Nullable Batch batch;
    private volatile int position;

    // Of whoever looks after it.
    private @Nullable Batch seenBatch;
    private int seenPosition;

    Worker(Drain drain) {
        this.drain = drain;
    }

    Drain drain() {
        return drain;
    }

    void claimed(Batch claimed) {
        position = 0;
        batch = claimed;
        drain.begins();
        if (claimed.size() > 1) {
            drain.lookLater();
        }
    }

    void at(int index) {
        position = index;
    }

    void settled() {
        batch = null;
        drain.ends();
    }

    /** Its work broke off: what it has claimed goes back. */
    void giveBack(FunctionQueue queue) {
        Batch claimed = batch;
        if (claimed != null) {
            queue.settle(claimed);
            settled();
        }
    }

    boolean hasSeveral() {
        Batch claimed = batch;
        return claimed != null && claimed.size() > 1;
    }

    /** Whether it has got no further since the last time it was asked. */
    boolean isKept() {
        Batch claimed = batch;
        int now = position;
        boolean isKept = claimed != null && claimed == seenBatch && now == seenPosition;
        seenBatch = claimed;
        seenPosition = now;
        return isKept;
    }

    /** What its handler has in its hands; null if nothing. */
    @Nullable
    QueuedEvent running() {
        Batch claimed = batch;
        return claimed == null ? null : claimed.event(position);
    }

    void recall(FunctionQueue queue) {
        Batch claimed = batch;
        if (claimed != null && claimed.size() > 1) {
            queue.recall(claimed);
        }
    }
}
