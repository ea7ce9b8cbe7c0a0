package io.faas4j.mapping;

import io.faas4j.event.AttemptRecord;
import io.faas4j.event.StreamFailureRecord;
import io.faas4j.runtime.payload.EventForms;
import io.faas4j.source.StreamRecord;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Records that are given up, and whose failure records the destination has not taken yet.
 *
 * @param items in the order of the shard, one or more
 * @param tries how often the destination did not take the first of them
 */
record Undelivered(List<Item> items, int tries) {

    /** What is to be told next. */
    Item first() {
        return items.get(0);
    }

    /** Whether the next try is the last one of so many. */
    boolean isLastTry(int most) {
        return tries + 1 >= most;
    }

    /** After one more try that came to nothing. */
    Undelivered again() {
        return new Undelivered(items, tries + 1);
    }

    /** All but the first; null if that is nothing. */
    @Nullable
    Undelivered rest() {
        return items.size() == 1 ? null : new Undelivered(items.subList(1, items.size()), 0);
    }

    /** How many records there are. */
    int records() {
        return items.stream().mapToInt(item -> item.records().size()).sum();
    }

    /**
     * One failure record.
     *
     * @param records finished once the destination has it
     * @param message the failure record
     * @param letter what becomes a dead letter; null if none is wanted
     */
    record Item(
            List<StreamRecord> records,
            StreamFailureRecord message,
            @Nullable Kept letter) {}

    /**
     * What a dead letter tells of records, beside their failure record.
     *
     * @param event that their function was to get; written when it is kept
     * @param last the last invocation with them; null if there was none
     */
    record Kept(EventForms event, @Nullable AttemptRecord last) {}
}
