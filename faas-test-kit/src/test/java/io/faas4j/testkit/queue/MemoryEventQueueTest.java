package io.faas4j.testkit.queue;

import io.faas4j.async.queue.EventQueue;
import io.faas4j.async.queue.QueueSettings;
import io.faas4j.runtime.time.TimeSource;
import io.faas4j.testkit.contract.EventQueueContract;

/** The queue in memory keeps the contract. */
class MemoryEventQueueTest extends EventQueueContract {

    @Override
    protected EventQueue open(TimeSource source, QueueSettings settings) {
        return EventQueue.inMemory(source, settings);
    }
}
