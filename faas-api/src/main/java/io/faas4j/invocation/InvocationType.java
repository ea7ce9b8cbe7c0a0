package io.faas4j.invocation;

/** What the caller wants of an invocation (section SYNC). */
public enum InvocationType {
    /** Run the function and wait for its result; status 200. The default (rule SYNC-1). */
    REQUEST_RESPONSE("RequestResponse"),
    /** Take the event over and run the function later; status 202 (rule ASYNC-1). */
    EVENT("Event"),
    /** Check the parameters and that the function exists, and run nothing; status 204 (rule SYNC-10). */
    DRY_RUN("DryRun");

    private final String wireName;

    InvocationType(String wireName) {
        this.wireName = wireName;
    }

    /** Lambda's spelling, such as {@code RequestResponse}. */
    public String wireName() {
        return wireName;
    }
}
