package io.faas4j.samples.service;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Lets requests in until it is closed, and knows when the last one has left. Safe for use by many threads. */
final class Gate {

    private final AtomicInteger inside = new AtomicInteger();
    private final CountDownLatch empty = new CountDownLatch(1);
    private volatile boolean closed;

    /** Whether a request may come in; if so, it has to {@link #leave}. */
    boolean enter() {
        inside.incrementAndGet();
        if (closed) {
            leave();
            return false;
        }
        return true;
    }

    void leave() {
        if (inside.decrementAndGet() == 0 && closed) {
            empty.countDown();
        }
    }

    int inside() {
        return inside.get();
    }

    /**
     * Lets nobody in any more, and waits for those inside.
     *
     * @return whether all have left in time
     */
    boolean close(Duration limit) throws InterruptedException {
        closed = true;
        if (inside.get() == 0) {
            return true;
        }
        return empty.await(limit.toMillis(), TimeUnit.MILLISECONDS);
    }
}
