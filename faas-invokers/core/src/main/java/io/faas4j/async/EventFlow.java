package io.faas4j.async;

import io.faas4j.async.queue.FunctionQueue;
import io.micrometer.core.instrument.MeterRegistry;
import org.jspecify.annotations.Nullable;

/** All that handles the events of one function, from its first event on. Safe for use by many threads. */
final class EventFlow {

    private final FunctionQueue queue;
    private final Addresses addresses;
    private final AsyncTally tally;
    private final Drain drain;
    private final @Nullable MeterRegistry registry;

    // Guarded by this object's monitor, where it is written.
    private volatile @Nullable AsyncMeters meters;
    private boolean isClosed;

    EventFlow(
            FunctionQueue queue, Addresses addresses, AsyncTally tally, Drain drain, @Nullable MeterRegistry registry) {
        this.queue = queue;
        this.addresses = addresses;
        this.tally = tally;
        this.drain = drain;
        this.registry = registry;
    }

    FunctionQueue queue() {
        return queue;
    }

    Addresses addresses() {
        return addresses;
    }

    AsyncTally tally() {
        return tally;
    }

    Drain drain() {
        return drain;
    }

    /** An event was accepted. */
    void received() {
        tally.received(1);
        if (registry != null && meters == null) {
            registerMeters(registry);
        }
    }

    private synchronized void registerMeters(MeterRegistry into) {
        if (meters == null && !isClosed) {
            meters = new AsyncMeters(into, queue.function(), tally, queue::ledger);
        }
    }

    /** The function was deleted: its events go with it (rule ASYNC-16), and its meters. */
    void functionDeleted() {
        queue.discard();
        addresses.clear();
        removeMeters();
    }

    /** The library is closed: who is just sending an event finds no meters to register. */
    synchronized void close() {
        isClosed = true;
        removeMeters();
    }

    private synchronized void removeMeters() {
        AsyncMeters registered = meters;
        meters = null;
        if (registered != null) {
            registered.remove();
        }
    }
}
