package io.faas4j.mapping;

import io.faas4j.event.StreamFailureRecord;
import io.faas4j.source.StreamRecord;
import java.util.List;

/**
 * Records that are given up, and whose failure records the destination has not taken yet.
 *
 * @param items in the order of the shard, one or more
 * @param tries how often the destination did not take the first of them
 */
record Undelivered(List<Item> items, int tries) {

    /**
     * One failure record.
     *
     * @param records finished once the destination has it
     * @param message the failure record
     */
    record Item(List<StreamRecord> records, StreamFailureRecord message) {}
}
