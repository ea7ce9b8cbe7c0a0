package io.faas4j.testkit;

import io.faas4j.async.DeadLetterFilter;
import io.faas4j.async.DeadLetters;
import io.faas4j.event.DeadLetter;
import java.util.List;
import org.assertj.core.api.AbstractAssert;
import org.jspecify.annotations.Nullable;

/** Assertions on the dead letters that are kept now. */
public final class DeadLettersAssert extends AbstractAssert<DeadLettersAssert, DeadLetters> {

    DeadLettersAssert(@Nullable DeadLetters actual) {
        super(actual, DeadLettersAssert.class);
    }

    /**
     * How many are kept.
     *
     * @param expected 0 or more
     */
    public DeadLettersAssert hasSize(int expected) {
        isNotNull();
        List<DeadLetter> found = actual.list(DeadLetterFilter.ALL);
        if (found.size() != expected) {
            failWithActualExpectedAndMessage(
                    found.size(),
                    expected,
                    "Expected %d dead letters, but there were %d: %s",
                    expected,
                    found.size(),
                    found);
        }
        return this;
    }

    /** None is kept. */
    public DeadLettersAssert isEmpty() {
        return hasSize(0);
    }

    /**
     * The payloads of all, by function, in the order in which they died.
     *
     * @param expected one for each, exactly its JSON
     */
    public DeadLettersAssert hasPayloads(String... expected) {
        isNotNull();
        List<String> found = actual.list(DeadLetterFilter.ALL).stream()
                .map(DeadLetter::payloadAsText)
                .toList();
        if (!found.equals(List.of(expected))) {
            failWithActualExpectedAndMessage(
                    found, List.of(expected), "Expected dead letters %s, but there were %s", List.of(expected), found);
        }
        return this;
    }

    /** The one that is kept, for further assertions. */
    public DeadLetterAssert onlyOne() {
        hasSize(1);
        return new DeadLetterAssert(actual.list(DeadLetterFilter.ALL).get(0));
    }
}
