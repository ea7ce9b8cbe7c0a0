package io.faas4j.runtime.concurrency;

/** Something else than a place that serves one waiter as well, such as a context that has its place. */
public interface Alternative {

    /** Where it comes from: of several waiters for the same source the first is asked. */
    Object source();

    /** Takes it for the waiter if there is any; if not, has the room served again when there may be. Must be quick. */
    boolean take();

    /** Undoes a take: the waiter has given up. */
    void putBack();
}
