package io.faas4j.samples.benchmarks.durable;

import java.util.function.LongConsumer;

/**
 * One way to do it.
 *
 * @param name by which it is shown
 * @param share of the jobs that it gets; less for those that would take minutes
 * @param opens begins with empty tables
 */
record Contender(String name, double share, Opening opens) {

    /** Begins. */
    @FunctionalInterface
    interface Opening {

        /**
         * Begins with empty tables.
         *
         * @param store where
         * @param started told the id of each job that starts, on any thread
         */
        Contestant open(Store store, LongConsumer started) throws Exception;
    }
}
