package io.faas4j.testkit.contract;

import io.faas4j.source.QueueSource;
import java.time.Duration;

/** A queue of one's own for one test of the {@link QueueSourceContract}. */
public interface QueueSourceFixture extends AutoCloseable {

    /** The queue: empty at first. */
    QueueSource source();

    /**
     * Sends a message to it, which can be received once this returns.
     *
     * @param body a text
     * @param group its group, on a FIFO queue; a standard queue may leave it out
     */
    void send(String body, String group);

    /**
     * Lets time pass for the queue.
     *
     * @param duration how long; what is due meanwhile has happened, and was told, once this returns
     */
    void advance(Duration duration);

    /** Ends what was begun for the test. */
    @Override
    default void close() {}
}
