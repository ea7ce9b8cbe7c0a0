package io.faas4j.durable;

import io.faas4j.async.queue.EventStore;
import io.faas4j.idempotency.IdempotencyStore;
import io.faas4j.queue.QueueStore;
import io.faas4j.source.CheckpointStore;

/** A store that is open. Safe for use by many threads. */
public interface OpenStore extends AutoCloseable {

    /** For asynchronous events and dead letters. */
    EventStore events();

    /** For mappings of streams. */
    CheckpointStore checkpoints();

    /** For idempotent handlers. */
    IdempotencyStore idempotency();

    /** For queues. */
    QueueStore queues();

    /** Lets go of the store; what is still written to it fails. Idempotent. */
    @Override
    void close();
}
