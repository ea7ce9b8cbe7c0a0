package io.faas4j.runtime.context;

/** Told which versions have provisioned concurrency; never on an invocation. Must be quick. */
public interface ProvisionedListener {

    /** Nobody listens. */
    ProvisionedListener NONE = new ProvisionedListener() {};

    /**
     * Contexts of a version are to be provisioned; none is yet.
     *
     * @param revision the version's
     */
    default void began(Revision revision) {}

    /**
     * Contexts of a version are provisioned no more; some may still be busy.
     *
     * @param revision as told to {@link #began}
     */
    default void ended(Revision revision) {}
}
