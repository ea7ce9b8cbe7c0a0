package io.faas4j.durable;

import io.faas4j.runtime.time.TimeSource;

/**
 * Where what a library has taken over outlives its process: which store, and how it is used. Nothing is opened before {@link #open}.
 * Immutable.
 */
@FunctionalInterface
public interface DurableStore {

    /**
     * Opens the store, and brings its schema up to date.
     *
     * @param time tells when events were accepted and are due
     * @return to be closed by the caller
     * @throws io.faas4j.error.StoreException if it cannot be opened, is in use elsewhere, or was made by a newer version
     */
    OpenStore open(TimeSource time);
}
