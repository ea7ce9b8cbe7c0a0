package io.faas4j.runtime.tally;

/** Told of what is counted for the first time, and of what will not be counted again; never on a warm invocation. */
public interface TrafficListener {

    /** Nobody listens. */
    TrafficListener NONE = new TrafficListener() {};

    /**
     * A version runs through a qualifier for the first time.
     *
     * @param totals what is counted
     */
    default void began(Totals totals) {}

    /**
     * The version, or the qualifier, was deleted.
     *
     * @param totals as told to {@link #began}
     */
    default void ended(Totals totals) {}

    /**
     * An invocation through a qualifier is refused for the first time.
     *
     * @param traffic what is counted
     */
    default void refuses(Traffic traffic) {}

    /**
     * An invocation that contexts for several at once would serve is throttled for the first time; after {@link #refuses}.
     *
     * @param traffic what is counted
     */
    default void throttlesConcurrency(Traffic traffic) {}

    /**
     * A qualifier that refused was deleted.
     *
     * @param traffic as told to {@link #refuses}
     */
    default void refusesNoMore(Traffic traffic) {}
}
