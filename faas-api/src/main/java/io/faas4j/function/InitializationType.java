package io.faas4j.function;

/** How an execution context came to be; fixed for its life (rule CTX-14). */
public enum InitializationType {
    /** Made for an invocation that found no idle context. */
    ON_DEMAND("on-demand"),
    /** Made and initialised ahead of traffic, as provisioned concurrency asks for (rule CTX-15). */
    PROVISIONED_CONCURRENCY("provisioned-concurrency");

    private final String wireName;

    InitializationType(String wireName) {
        this.wireName = wireName;
    }

    /** Lambda's spelling, such as {@code on-demand}. */
    public String wireName() {
        return wireName;
    }
}
