package io.faas4j.samples.quakewatch;

import java.util.Collections;
import java.util.Map;

/**
 * What it took to count a stream.
 *
 * @param records how many were read
 * @param windows how many windows came to an end, those of each shard by themselves
 * @param invocations how often the handler ran
 * @param failed how often it threw
 * @param failureRecords of how many batches the destination was told that they were given up
 * @param poison what these held: how many records of each event type
 */
record CountingSummary(
        long records, int windows, long invocations, long failed, int failureRecords, Map<String, Long> poison) {

    CountingSummary {
        poison = Collections.unmodifiableMap(poison);
    }

    /** How often a failed batch was halved: each other failure ended in a failure record. */
    long halved() {
        return failed - failureRecords;
    }
}
