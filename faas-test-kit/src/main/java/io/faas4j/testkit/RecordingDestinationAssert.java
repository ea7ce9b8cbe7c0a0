package io.faas4j.testkit;

import io.faas4j.event.EventCondition;
import io.faas4j.event.InvocationRecord;
import java.util.List;
import org.assertj.core.api.AbstractAssert;
import org.jspecify.annotations.Nullable;

/** Assertions on what a destination of a test was brought. */
public final class RecordingDestinationAssert extends AbstractAssert<RecordingDestinationAssert, RecordingDestination> {

    RecordingDestinationAssert(@Nullable RecordingDestination actual) {
        super(actual, RecordingDestinationAssert.class);
    }

    /**
     * How many messages it took, of either kind.
     *
     * @param expected 0 or more
     */
    public RecordingDestinationAssert hasTaken(int expected) {
        isNotNull();
        return has("messages", expected, actual.messages().size());
    }

    /** It took nothing. */
    public RecordingDestinationAssert isEmpty() {
        return hasTaken(0);
    }

    /**
     * How often something was brought to it, taken or not.
     *
     * @param expected 0 or more
     */
    public RecordingDestinationAssert hasTries(int expected) {
        isNotNull();
        return has("tries", expected, actual.tries());
    }

    /**
     * The conditions of all records, in the order in which they were taken (rule DEST-1).
     *
     * @param expected one for each record
     */
    public RecordingDestinationAssert hasConditions(EventCondition... expected) {
        isNotNull();
        List<EventCondition> found =
                actual.records().stream().map(InvocationRecord::condition).toList();
        if (!found.equals(List.of(expected))) {
            failWithActualExpectedAndMessage(
                    found,
                    List.of(expected),
                    "Expected conditions %s, but there were %s in %s",
                    List.of(expected),
                    found,
                    actual);
        }
        return this;
    }

    /** The one message it took, which is a record, for further assertions. */
    public RecordAssert onlyRecord() {
        hasTaken(1);
        has("records", 1, actual.records().size());
        return new RecordAssert(actual.records().get(0));
    }

    /** The one message it took, which is a dead letter, for further assertions. */
    public DeadLetterMessageAssert onlyDeadLetter() {
        hasTaken(1);
        has("dead letters", 1, actual.deadLetters().size());
        return new DeadLetterMessageAssert(actual.deadLetters().get(0));
    }

    private RecordingDestinationAssert has(String what, int expected, int found) {
        if (found != expected) {
            failWithActualExpectedAndMessage(
                    found, expected, "Expected %d %s, but there were %d in %s", expected, what, found, actual);
        }
        return this;
    }
}
