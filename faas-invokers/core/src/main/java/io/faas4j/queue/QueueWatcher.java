package io.faas4j.queue;

import java.time.Duration;

/**
 * Whom a {@link KeptQueue} tells that there may be something to receive. Called once that is stored, on any thread but one that the store
 * needs to go on; to be told too often does no harm.
 */
public interface QueueWatcher {

    /** Whether somebody waits: a store that has to look for what other processes do looks only then. */
    boolean isWaiting();

    /** There may be something now. */
    void available();

    /**
     * There may be something later.
     *
     * @param delay from now
     */
    void availableIn(Duration delay);
}
