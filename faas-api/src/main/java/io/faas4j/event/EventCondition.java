package io.faas4j.event;

/** Why an event's journey ended, as an invocation record tells it (rule DEST-1). */
public enum EventCondition {
    /** An attempt succeeded. */
    SUCCESS("Success"),
    /** The last attempt that the configuration allows failed too. */
    RETRIES_EXHAUSTED("RetriesExhausted"),
    /** The event was too old, or would have been before its next attempt (rule ASYNC-6). */
    EVENT_AGE_EXCEEDED("EventAgeExceeded"),
    /** The function's reserved concurrency is 0 (rule ASYNC-8). */
    ZERO_RESERVED_CONCURRENCY("ZeroReservedConcurrency"),
    /** Functions had invoked each other in a loop (rule REC-2). */
    RECURSIVE_INVOCATION("RecursiveInvocation");

    private final String wireName;

    EventCondition(String wireName) {
        this.wireName = wireName;
    }

    /** The spelling in records, such as {@code RetriesExhausted}. */
    public String wireName() {
        return wireName;
    }
}
