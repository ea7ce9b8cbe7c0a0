package io.faas4j.runtime.registry;

import org.jspecify.annotations.Nullable;

/**
 * Where the last values outlive the process of what is set of functions at run time: aliases, concurrency, settings for events. Safe for
 * use by many threads; changes of one function's come one after the other.
 */
public interface LastValues {

    /** What is set. */
    enum Setting {
        /** Where an alias points to, with its weights. */
        ALIAS,
        /** A function's. */
        RESERVED_CONCURRENCY,
        /** A version's or an alias's. */
        PROVISIONED_CONCURRENCY,
        /** A function's, a version's or an alias's. */
        EVENT_INVOKE_CONFIG
    }

    /** They end with the process. */
    LastValues NONE = new NoLastValues();

    /**
     * The value at the time when the process began, or the last one that was stored since.
     *
     * @param function a bare name
     * @param qualifier {@code $LATEST} where it is the function's
     * @return JSON; null if there is none
     */
    @Nullable
    String get(String function, String qualifier, Setting setting);

    /**
     * Stores a value.
     *
     * @param function a bare name
     * @param qualifier {@code $LATEST} where it is the function's
     * @param json null to remove it
     * @throws io.faas4j.error.StoreException if it could not be stored
     */
    void put(String function, String qualifier, Setting setting, @Nullable String json);

    /**
     * Removes all values of a function, or those of one qualifier.
     *
     * @param function a bare name
     * @param qualifier null for all of it
     * @throws io.faas4j.error.StoreException if they could not be removed
     */
    void remove(String function, @Nullable String qualifier);
}
