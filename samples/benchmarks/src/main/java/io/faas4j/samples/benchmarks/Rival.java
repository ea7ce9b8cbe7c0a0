package io.faas4j.samples.benchmarks;

/**
 * A pool that is measured, filled before. Safe for use by many threads.
 *
 * @param <T> what it lends
 */
interface Rival<T> {

    /** Borrows one object; there is always a free one for each of the benchmark's threads. */
    T borrow() throws Exception;

    /** Gives it back. */
    void giveBack(T lent) throws Exception;

    /** Ends the pool. */
    void close() throws Exception;
}
