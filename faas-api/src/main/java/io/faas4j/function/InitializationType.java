package io.faas4j.function;

/** How an execution context came to be; fixed for its life (rule CTX-14). */
public enum InitializationType {
    /** Made for an invocation that found no idle context. */
    ON_DEMAND("on-demand"),
    /** Made and initialised ahead of traffic, as provisioned concurrency asks for (rule CTX-15). */
    PROVISIONED_CONCURRENCY("provisioned-concurrency"),
    /** Made for a function whose contexts serve several invocations at once (rule LMI-1). */
    MANAGED_INSTANCES("lambda-managed-instances");

    private final String wireName;

    InitializationType(String wireName) {
        this.wireName = wireName;
    }

    /** Lambda's spelling, such as {@code on-demand}. */
    public String wireName() {
        return wireName;
    }
}
