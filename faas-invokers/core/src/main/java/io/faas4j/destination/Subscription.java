package io.faas4j.destination;

/** A listener's place at a topic or an event bus. Safe for use by many threads. */
@FunctionalInterface
public interface Subscription extends AutoCloseable {

    /** Ends it: nothing that is published from now on comes to the listener. Idempotent. */
    @Override
    void close();
}
