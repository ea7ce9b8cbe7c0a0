package io.faas4j.samples.benchmarks.durable;

import java.sql.SQLException;

/** Accepts jobs, keeps them in a database until they are done, and has each run once. Safe for use by many threads. */
interface Contestant extends AutoCloseable {

    /**
     * Accepts a job; returns once it is stored for good.
     *
     * @param id which; its text is {@link Job#text}
     */
    void submit(long id) throws Exception;

    /** Asks the database how many jobs are not done. */
    String countOpen();

    @Override
    void close() throws SQLException;
}
