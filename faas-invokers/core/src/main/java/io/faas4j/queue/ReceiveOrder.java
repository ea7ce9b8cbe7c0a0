package io.faas4j.queue;

import org.jspecify.annotations.Nullable;

/** Which of the visible messages is received next. Used under the queue's lock; sees each change of a message's state. */
interface ReceiveOrder {

    /** A message is in the queue, and not visible yet. */
    void add(StoredMessage message);

    /** A message is visible. */
    void show(StoredMessage message);

    /** A message is not visible any more; it stays in the queue. */
    void hide(StoredMessage message);

    /**
     * A message leaves the queue.
     *
     * @param wasVisible until now; one that was polled is not
     */
    void remove(StoredMessage message, boolean wasVisible);

    /** Whether there is something to receive. */
    boolean hasNext();

    /** Takes the next message: it is not visible any more. Null if there is none. */
    @Nullable
    StoredMessage poll(long now);

    /** Somebody has polled as much as they wanted. */
    default void polled() {}

    /** A message that was polled is in flight. */
    default void tookOff(StoredMessage message) {}

    /** A message is in flight no more. */
    default void landed(StoredMessage message, long now) {}
}
