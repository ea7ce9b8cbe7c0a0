package io.faas4j.async.queue;

/**
 * Writes down what becomes of the events of a queue. Safe for use by many threads, called with the locks of functions held: it
 * takes note and writes later, in the order of the calls of one function. Only acceptances are waited for. What was not
 * written when the process ends has not happened: an event that ended comes again.
 */
public interface EventJournal extends AutoCloseable {

    /**
     * Begins. What is there is handed over before this returns, and what other processes leave later at any time after that.
     *
     * @param inheritance takes it in
     * @throws io.faas4j.error.StoreException if the store cannot be used
     */
    void start(Inheritance inheritance);

    /**
     * Of one function.
     *
     * @param name its bare name
     */
    FunctionJournal function(String name);

    /**
     * A function is deployed here from now on: of its events that are nobody's, some may be {@linkplain Inheritance#wants wanted}.
     * Of no meaning to a store where each event is somebody's.
     *
     * @param name its bare name
     */
    default void deployed(String name) {}

    /**
     * A deleted function has nothing left but its counts, which are no longer asked for by its name.
     *
     * @param name its bare name
     */
    void forgotten(String name);

    /**
     * Waits while more has been noted than may wait to be written. Called without any lock, by those who are about to claim events,
     * so that no more of them run while the store cannot keep up.
     */
    void awaitRoom();

    /**
     * Writes what is noted, as far as that is possible now, and leaves the events to the next process. Notes that come later are
     * dropped. Idempotent.
     */
    @Override
    void close();
}
