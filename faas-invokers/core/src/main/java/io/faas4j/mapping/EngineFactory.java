package io.faas4j.mapping;

/** Makes the engines of one mapping, one for each of its configurations. */
interface EngineFactory {

    /** What names the source. */
    String arn();

    /** Whether it is a queue. */
    boolean isQueue();

    /** How many records a batch has at most if nobody says so. */
    int defaultBatchSize();

    /**
     * Checks what the source asks of a configuration.
     *
     * @throws io.faas4j.error.FaasException if it does not fit, or a filter is wrong
     */
    void check(MappingConfig config, MappedFunction function);

    /** Ends what is being delivered, as the library closes: nobody waits for destinations any longer. */
    default void endDeliveries() {
        // A source that reports to nobody has none.
    }

    /** An engine that has not started. */
    Engine engine(MappingConfig config, MappedFunction function);
}
