package io.faas4j.testkit.contract;

import io.faas4j.source.StreamSource;

/** A stream of the implementation under test, of records, empty and with at least one shard. */
public interface StreamFixture {

    /** The stream. */
    StreamSource source();

    /**
     * Writes a record, which can be read when this returns.
     *
     * @param partitionKey decides on the shard
     * @param text the data, as UTF-8
     * @throws Exception if it was not written
     */
    void put(String partitionKey, String text) throws Exception;

    /**
     * Closes one or more shards that are open, and opens others.
     *
     * @return false if such a stream's shards never change
     * @throws Exception if it did not work out
     */
    boolean reshard() throws Exception;

    /**
     * Lets at least some time pass, so that the next record arrives later.
     *
     * @throws Exception if that did not work out
     */
    void tick() throws Exception;

    /**
     * Gives back what the stream took.
     *
     * @throws Exception if that did not work out
     */
    void close() throws Exception;
}
