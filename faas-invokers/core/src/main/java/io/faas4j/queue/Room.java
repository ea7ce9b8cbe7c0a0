package io.faas4j.queue;

import java.util.concurrent.atomic.AtomicInteger;

/** How many messages a queue may still take; also asked by a queue that wants to move one here, under its own lock. */
final class Room {

    private final AtomicInteger used = new AtomicInteger();
    private volatile int capacity;

    Room(int capacity) {
        this.capacity = capacity;
    }

    /** Takes all the places that are asked for, or none. */
    boolean tryTake(int places) {
        int seen = used.get();
        while (seen <= capacity - places) {
            if (used.compareAndSet(seen, seen + places)) {
                return true;
            }
            seen = used.get();
        }
        return false;
    }

    void give(int places) {
        used.addAndGet(-places);
    }

    void capacity(int changed) {
        capacity = changed;
    }

    int capacity() {
        return capacity;
    }
}
