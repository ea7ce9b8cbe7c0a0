package io.faas4j.durable;

import io.faas4j.async.queue.EventStore;
import io.faas4j.idempotency.IdempotencyStore;
import io.faas4j.queue.QueueStore;
import io.faas4j.runtime.registry.LastValues;
import io.faas4j.source.CheckpointStore;
import io.faas4j.source.ShardLeases;
import java.util.Optional;

/** A store that is open. Safe for use by many threads. */
public interface OpenStore extends AutoCloseable {

    /** For asynchronous events and dead letters. */
    EventStore events();

    /** For mappings of streams. */
    CheckpointStore checkpoints();

    /** Which process reads which shard of a mapping; empty if no other process can have the store open. */
    Optional<ShardLeases> leases();

    /** For idempotent handlers. */
    IdempotencyStore idempotency();

    /** For what is set of functions at run time. */
    LastValues lastValues();

    /** For queues. */
    QueueStore queues();

    /** Lets go of the store; what is still written to it fails. Idempotent. */
    @Override
    void close();
}
