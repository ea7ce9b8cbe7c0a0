package io.faas4j.mapping;

/** Where an event source mapping is in its life (rule ESM-2). */
public enum MappingState {
    /** It was made, and finds out where to begin. */
    CREATING("Creating"),
    /** It goes on soon. */
    ENABLING("Enabling"),
    /** It polls its source. */
    ENABLED("Enabled"),
    /** It polls no more, and waits for the batches that are being handled. */
    DISABLING("Disabling"),
    /** It does nothing, and keeps its position. */
    DISABLED("Disabled"),
    /** It goes on soon, in another way. */
    UPDATING("Updating"),
    /** It polls no more; once the batches that are being handled are done, it is gone. */
    DELETING("Deleting"),
    /** It is gone. */
    DELETED("Deleted");

    private final String wireName;

    MappingState(String wireName) {
        this.wireName = wireName;
    }

    /** Lambda's name of it. */
    public String wireName() {
        return wireName;
    }
}
