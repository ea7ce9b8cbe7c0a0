package io.faas4j.mapping.batch;

import io.faas4j.event.StreamFailureCondition;
import io.faas4j.source.StreamRecord;
import java.time.Duration;
import java.util.List;

/** What becomes of a batch after an attempt. What it makes of the batch comes before all later records of the shard. */
public sealed interface StreamDecision {

    /**
     * All of it is finished.
     *
     * @param records the batch's
     */
    record Done(List<StreamRecord> records) implements StreamDecision {}

    /**
     * The first part is finished, and the rest is a new batch (rule ESM-STREAM-8).
     *
     * @param records that are finished, one or more
     * @param rest from the failed record on
     * @param delay before the rest is tried
     */
    record DoneUpTo(List<StreamRecord> records, BatchAttempt rest, Duration delay) implements StreamDecision {}

    /**
     * The same again (rules ESM-STREAM-5, ESM-STREAM-6).
     *
     * @param attempt the batch with what it has behind it
     * @param delay before it is tried
     */
    record RetryLater(BatchAttempt attempt, Duration delay) implements StreamDecision {}

    /**
     * Both halves, each a batch of its own (rule ESM-STREAM-11).
     *
     * @param first to be finished before the other begins
     * @param rest the other
     * @param delay before the first is tried
     */
    record Split(BatchAttempt first, BatchAttempt rest, Duration delay) implements StreamDecision {}

    /**
     * The records are given up (rule ESM-STREAM-13).
     *
     * @param records those; empty only for the last invocation of a window
     * @param condition why
     * @param invokeCount how often they were given to the function together, as a failure record tells it
     */
    record Discard(List<StreamRecord> records, StreamFailureCondition condition, int invokeCount)
            implements StreamDecision {}
}
