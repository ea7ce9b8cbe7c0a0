package io.faas4j.jdbc;

import io.faas4j.async.queue.EventQueue;
import io.faas4j.async.queue.FunctionQueue;
import io.faas4j.async.queue.QueueSettings;
import io.faas4j.durable.DurableStore;
import io.faas4j.durable.OpenStore;
import io.faas4j.event.Ledger;
import io.faas4j.runtime.time.TimeSource;
import java.util.Collection;
import java.util.function.Consumer;

/** A durable queue with a store of its own, which is closed with it. */
record DurableQueue(EventQueue queue, OpenStore store) implements EventQueue {

    static DurableQueue open(DurableStore store, TimeSource time, QueueSettings settings) {
        OpenStore opened = store.open(time);
        try {
            return new DurableQueue(EventQueue.durable(time, settings, opened.events()), opened);
        } catch (RuntimeException | Error failure) {
            opened.close();
            throw failure;
        }
    }

    @Override
    public FunctionQueue function(String name) {
        return queue.function(name);
    }

    @Override
    public Collection<FunctionQueue> functions() {
        return queue.functions();
    }

    @Override
    public Ledger ledger() {
        return queue.ledger();
    }

    @Override
    public void listen(Consumer<FunctionQueue> ready) {
        queue.listen(ready);
    }

    @Override
    public boolean isDurable() {
        return queue.isDurable();
    }

    @Override
    public void stopAccepting() {
        queue.stopAccepting();
    }

    @Override
    public void close() {
        queue.close();
        store.close();
    }
}
