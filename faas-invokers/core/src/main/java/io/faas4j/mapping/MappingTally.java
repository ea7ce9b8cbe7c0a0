package io.faas4j.mapping;

import java.util.concurrent.atomic.LongAdder;

/** What was counted of one mapping since it was made (section MET, the rows of mappings). Safe for use by many threads. */
final class MappingTally {

    private final LongAdder polled = new LongAdder();
    private final LongAdder filteredOut = new LongAdder();
    private final LongAdder invoked = new LongAdder();
    private final LongAdder failed = new LongAdder();
    private final LongAdder deleted = new LongAdder();
    private final LongAdder dropped = new LongAdder();
    private final LongAdder delivered = new LongAdder();
    private final LongAdder givenBack = new LongAdder();
    private final LongAdder deliveryFailures = new LongAdder();

    void polled(int records, int outOfThem) {
        polled.add(records);
        if (outOfThem > 0) {
            filteredOut.add(outOfThem);
        }
    }

    void invoked(int records) {
        invoked.add(records);
    }

    void failed(int records) {
        failed.add(records);
    }

    void deleted(int records) {
        deleted.add(records);
    }

    void dropped(int records) {
        dropped.add(records);
    }

    void delivered(int records) {
        delivered.add(records);
    }

    void givenBack(int records) {
        givenBack.add(records);
    }

    void deliveryFailed() {
        deliveryFailures.increment();
    }

    long polled() {
        return polled.sum();
    }

    long filteredOut() {
        return filteredOut.sum();
    }

    long invoked() {
        return invoked.sum();
    }

    long failed() {
        return failed.sum();
    }

    long deleted() {
        return deleted.sum();
    }

    long dropped() {
        return dropped.sum();
    }

    long delivered() {
        return delivered.sum();
    }

    long givenBack() {
        return givenBack.sum();
    }

    long deliveryFailures() {
        return deliveryFailures.sum();
    }
}
