package io.faas4j.queue;

import io.faas4j.error.StoreException;
import java.util.List;
import java.util.Optional;

/**
 * Where queues outlive the process; several processes may share it. It keeps what it is given, and looks after times, places and who has which
 * message; what requests must look like, {@link Queues} and {@link MessageQueue} see to. Safe for use by many threads. Its methods wait until
 * what they do is stored, and fail with a {@link StoreException} if it cannot be.
 */
public interface QueueStore {

    /** All queues, sorted by name. */
    List<KeptQueue> list();

    /**
     * A queue, if it is there.
     *
     * @param name which
     * @return the same object as long as the queue is
     */
    Optional<KeptQueue> find(String name);

    /**
     * Makes a queue, unless one of the name is there.
     *
     * @param name which
     * @param attributes how it is
     * @param receiptTag what tells its receipt handles from those of other queues
     * @return that which is there now; empty if one of the name was deleted less than 60 s ago (rule QUEUE-11)
     */
    Optional<KeptQueue> create(String name, QueueAttributes attributes, long receiptTag);
}
