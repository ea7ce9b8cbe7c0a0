package io.faas4j.async;

import io.faas4j.async.queue.Batch;
import io.faas4j.async.queue.FunctionQueue;
import io.faas4j.async.queue.QueuedEvent;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** One thread's work on the events of one function: what it has claimed, and how far it is. */
final class Worker {

    private final Drain drain;

    // Written by its own thread, read by whoever looks after it.
    private volatile @Nullable Batch batch;
    private final AtomicInteger position = new AtomicInteger();

    // Of whoever looks after it.
    private @Nullable Batch seenBatch;
    private int seenPosition;
    private int looksKept;

    Worker(Drain drain) {
        this.drain = drain;
    }

    Drain drain() {
        return drain;
    }

    void claimed(Batch claimed) {
        position.set(0);
        batch = claimed;
        drain.begins();
        if (claimed.size() > 1) {
            drain.lookLater();
        }
    }

    void at(int index) {
        // In order, and at once no matter: it is looked at a hundred times a second.
        position.setRelease(index);
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

    /**
     * How often in a row it was found where it was the time before; 0 if it gets on. One look may mean no more than that the
     * machine was busy.
     */
    int looksKept() {
        Batch claimed = batch;
        int now = position.get();
        boolean isKept = claimed != null && claimed == seenBatch && now == seenPosition;
        seenBatch = claimed;
        seenPosition = now;
        looksKept = isKept ? looksKept + 1 : 0;
        return looksKept;
    }

    /** What its handler has in its hands; null if nothing. */
    @Nullable
    QueuedEvent running() {
        Batch claimed = batch;
        return claimed == null ? null : claimed.event(position.get());
    }

    void recall(FunctionQueue queue) {
        Batch claimed = batch;
        if (claimed != null && claimed.size() > 1) {
            queue.recall(claimed);
        }
    }
}
