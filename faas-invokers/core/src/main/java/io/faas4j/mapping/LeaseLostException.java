package io.faas4j.mapping;

/** Another process has a shard's lease: nothing more is saved of it here. No failure, but a change of hands. */
final class LeaseLostException extends Exception {

    private static final long serialVersionUID = 1L;

    LeaseLostException(String shardId) {
        super("the lease of shard %s is another process's".formatted(shardId));
    }
}
