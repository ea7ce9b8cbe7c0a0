package io.faas4j.queue;

import io.faas4j.error.QueueException;
import java.util.Collection;
import org.jspecify.annotations.Nullable;

/** Which queues there are. Safe for use by many threads; of one runtime's, one at a time makes, changes or deletes queues. */
interface QueueCatalog {

    /** Null if it is not there. */
    @Nullable
    MessageQueue find(String name);

    /** All, sorted by name. */
    Collection<MessageQueue> all();

    /**
     * Makes one.
     *
     * @return the one that another process has made meanwhile, if so
     * @throws QueueException if one of this name was deleted less than 60 s ago (rule QUEUE-11)
     */
    MessageQueue make(String name, QueueAttributes attributes);

    /** One is about to be deleted. */
    void forget(MessageQueue queue);

    /** Runs a step of a move task. */
    void move(Runnable step);
}
