package io.faas4j.async;

import io.faas4j.async.queue.FunctionQueue;
import io.faas4j.destination.DeliveryLimit;
import io.faas4j.event.Ledger;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** All that handles the events of one function, from its first event on. Safe for use by many threads. */
final class EventFlow {

    private final FunctionQueue queue;
    private final Addresses addresses;
    private final AsyncTally tally;
    private final Drain drain;
    private final DeliveryLimit deliveries;
    private final Supplier<EventFlow> current;
    private final @Nullable MeterRegistry registry;

    // Guarded by this object's monitor, where it is written.
    private volatile @Nullable AsyncMeters meters;
    private boolean isClosed;

    /**
     * Without events.
     *
     * @param current the flow that has taken this one's place once it is retired
     * @param registry where it is metered; null for nowhere
     */
    EventFlow(
            FunctionQueue queue,
            Addresses addresses,
            AsyncTally tally,
            Drain drain,
            DeliveryLimit deliveries,
            Supplier<EventFlow> current,
            @Nullable MeterRegistry registry) {
        this.queue = queue;
        this.addresses = addresses;
        this.tally = tally;
        this.drain = drain;
        this.deliveries = deliveries;
        this.current = current;
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

    DeliveryLimit deliveries() {
        return deliveries;
    }

    /** Events were accepted. */
    void received(int events) {
        if (registry != null && meters == null && isRetired()) {
            // By a sender from before its function was deleted: another has this one's name.
            current.get().received(events);
            return;
        }
        tally.received(events);
        if (registry != null && meters == null) {
            registerMeters(registry);
        }
    }

    /** Something is here that was not received as an event. */
    void kept() {
        if (registry != null && meters == null) {
            registerMeters(registry);
        }
    }

    private synchronized void registerMeters(MeterRegistry into) {
        if (meters == null && !isClosed) {
            meters = new AsyncMeters(into, queue.function(), tally, queue::ledger);
        }
    }

    /** The function was deleted: its events that are to be invoked go with it (rule ASYNC-16), and its meters. */
    void functionDeleted() {
        queue.discard();
        addresses.clear();
        removeMeters();
    }

    /**
     * Ends this for good if nothing of a deleted function is left: no event, no dead letter, no worker.
     *
     * @return whether it is so; from then on another flow has its place
     */
    boolean retire() {
        Ledger left = queue.ledger();
        boolean isRetired = left.open() == 0 && left.kept() == 0 && drain.retire();
        if (isRetired) {
            close();
        }
        return isRetired;
    }

    boolean isRetired() {
        return drain.isRetired();
    }

    /** The library is closed, or this retired: who is just sending an event finds no meters to register. */
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
