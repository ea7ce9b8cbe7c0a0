package io.faas4j.source;

/** Told what a stream has. Called on any thread, by several at once; short, and does not throw. */
public interface StreamListener {

    /**
     * A shard may have more records, or has ended.
     *
     * @param shardId which
     */
    void available(String shardId);

    /** There are other shards than before: some were split or merged, or have expired. */
    void resharded();
}
