package io.faas4j.event;

/** Why records of a stream were given up, as a failure record tells it (rule DEST-1). */
public enum StreamFailureCondition {
    /** The last attempt that the mapping allows failed too (rule ESM-STREAM-7). */
    RETRY_ATTEMPTS_EXHAUSTED("RetryAttemptsExhausted"),
    /**
     * The records had become too old before an attempt (rule ESM-STREAM-9), or were kept no longer by their stream before another one
     * (rule ESM-STREAM-5), for which Lambda has no word of its own.
     */
    RECORD_AGE_EXCEEDED("RecordAgeExceeded");

    private final String wireName;

    StreamFailureCondition(String wireName) {
        this.wireName = wireName;
    }

    /** The spelling in records, such as {@code RetryAttemptsExhausted}. */
    public String wireName() {
        return wireName;
    }
}
