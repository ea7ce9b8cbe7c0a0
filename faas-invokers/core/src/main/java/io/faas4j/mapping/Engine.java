package io.faas4j.mapping;

import java.util.List;

/**
 * Polls a source in one way, until it is stopped: another configuration takes another engine. Safe for use by many threads.
 */
interface Engine {

    /**
     * Finds out where to begin, and begins. Called once, on a worker thread.
     *
     * @throws Exception if the source or the checkpoints cannot be reached: it is stopped then, and another one made later
     */
    void start() throws Exception;

    /**
     * Polls no more, and gives back what no handler has. Idempotent.
     *
     * @param idle called once nothing is being handled any more, on any thread; at once if nothing is
     */
    void stop(Runnable idle);

    /** Whether it pauses because the function fails. */
    boolean isResting();

    /** Which processes read which shards; empty if only this one does. */
    default List<LeaseStatus> leases() {
        return List.of();
    }

    /** How many records are in handlers' hands, or wait for another try. */
    int inFlight();
}
