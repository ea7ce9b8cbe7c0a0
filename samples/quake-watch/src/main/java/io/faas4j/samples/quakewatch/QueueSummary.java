package io.faas4j.samples.quakewatch;

import io.faas4j.mapping.MappingStatus;

/**
 * The numbers of a week in a queue.
 *
 * @param messages how many were sent
 * @param waiting how many were in the queue when the pager was repaired
 * @param batches how often the handler of batches ran
 * @param counts the mapping's own, of messages
 * @param dead how many are in the dead-letter queue
 */
record QueueSummary(int messages, int waiting, long batches, MappingStatus.Counts counts, int dead) {

    /** How many receives were not the first of a message. */
    long receivedAgain() {
        return counts.polled() - messages;
    }
}
