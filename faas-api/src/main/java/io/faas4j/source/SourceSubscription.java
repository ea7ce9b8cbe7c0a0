package io.faas4j.source;

/** Somebody's wish to be told what a source has. Safe for use by many threads. */
@FunctionalInterface
public interface SourceSubscription extends AutoCloseable {

    /** Ends it: once this returns, no call begins any more. Idempotent. */
    @Override
    void close();
}
