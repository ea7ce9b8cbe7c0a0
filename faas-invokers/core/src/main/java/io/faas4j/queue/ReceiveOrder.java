package io.faas4j.queue;

import org.jspecify.annotations.Nullable;

/** Which of the visible entries is received next. Used under the queue's lock; sees each change of an entry's state. */
interface ReceiveOrder {

    /** An entry is in the queue, and not visible yet. */
    void add(Entry entry);

    /** An entry is visible. */
    void show(Entry entry);

    /** An entry is not visible any more; it stays in the queue. */
    void hide(Entry entry);

    /**
     * An entry leaves the queue.
     *
     * @param wasVisible until now; one that was polled is not
     */
    void remove(Entry entry, boolean wasVisible);

    /** Whether there is something to receive. */
    boolean hasNext();

    /** Takes the next entry: it is not visible any more. Null if there is none. */
    @Nullable
    Entry poll(long now);

    /** Whether it does not matter when an entry lands, or leaves. */
    default boolean isTimeless() {
        return true;
    }

    /** Somebody has polled as much as they wanted. */
    default void polled() {}

    /** An entry that was polled is in flight. */
    default void tookOff(Entry entry) {}

    /** An entry is in flight no more. */
    default void landed(Entry entry, long now) {}
}
