package io.faas4j.async;

import java.util.concurrent.atomic.LongAdder;

/**
 * What is counted of one function's events for its meters, beside the ledger: these go only up. Safe for use by many threads.
 */
final class AsyncTally {

    private final LongAdder received = new LongAdder();
    private final LongAdder succeeded = new LongAdder();
    private final LongAdder dropped = new LongAdder();
    private final LongAdder deadLetterErrors = new LongAdder();
    private final LongAdder deliveryFailures = new LongAdder();
    private final LongAdder attempts = new LongAdder();
    private final LongAdder attemptAges = new LongAdder();

    /** Counts events that were accepted, and dead letters that were sent on their way again (MET AsyncEventsReceived). */
    void received(int events) {
        received.add(events);
    }

    /** Counts attempts that begin, with the sum of the ages of their events (MET AsyncEventAge). */
    void attempted(int count, long ageNanos) {
        attempts.add(count);
        attemptAges.add(ageNanos);
    }

    /** Counts events an attempt of which succeeded. */
    void succeeded(int events) {
        succeeded.add(events);
    }

    /** Counts events that ended without success, taken by a destination or not (MET AsyncEventsDropped). */
    void dropped(int events) {
        dropped.add(events);
    }

    /** Counts a dead-letter queue that could not be reached (MET DeadLetterErrors). */
    void deadLetterFailed() {
        deadLetterErrors.increment();
    }

    /** Counts a destination that could not be reached (MET DestinationDeliveryFailures). */
    void deliveryFailed() {
        deliveryFailures.increment();
    }

    long received() {
        return received.sum();
    }

    long succeeded() {
        return succeeded.sum();
    }

    long dropped() {
        return dropped.sum();
    }

    long deadLetterErrors() {
        return deadLetterErrors.sum();
    }

    long deliveryFailures() {
        return deliveryFailures.sum();
    }

    long attempts() {
        return attempts.sum();
    }

    double attemptAges() {
        return attemptAges.sum();
    }
}
