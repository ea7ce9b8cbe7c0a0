package io.faas4j.async.queue;

/**
 * Where a durable queue keeps its events beyond the process: it writes down what becomes of them, and hands over what processes
 * before this one have left. Implemented by stores.
 */
public interface EventStore {

    /**
     * Begins to keep the events of a queue.
     *
     * @param settings the bounds of the queue
     * @return for the queue, which starts and closes it
     * @throws io.faas4j.error.StoreException if the store cannot be used, or keeps another queue's events already
     */
    EventJournal open(QueueSettings settings);
}
