package io.faas4j.testkit;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.assertj.core.api.AbstractAssert;
import org.jspecify.annotations.Nullable;

/** Assertions on calls in virtual time: what was retried, and when. */
public final class TimelineAssert extends AbstractAssert<TimelineAssert, Timeline> {

    TimelineAssert(@Nullable Timeline actual) {
        super(actual, TimelineAssert.class);
    }

    /**
     * How many calls there were.
     *
     * @param expected 0 or more
     */
    public TimelineAssert hasCalls(int expected) {
        isNotNull();
        int count = actual.calls().size();
        if (count != expected) {
            failWithActualExpectedAndMessage(
                    count, expected, "Expected %d calls, but there were %d:%n%s", expected, count, actual);
        }
        return this;
    }

    /** No handler was called. */
    public TimelineAssert isEmpty() {
        return hasCalls(0);
    }

    /**
     * How the calls ended, in the order in which they began.
     *
     * @param expected one for each call
     */
    public TimelineAssert hasOutcomes(Call.Outcome... expected) {
        isNotNull();
        return hasEach(
                "outcomes",
                List.of(expected),
                actual.calls().stream().map(Call::outcome).toList());
    }

    /**
     * When the calls began, in virtual time.
     *
     * @param expected one for each call
     */
    public TimelineAssert beganAt(Instant... expected) {
        isNotNull();
        return hasEach(
                "calls at",
                List.of(expected),
                actual.calls().stream().map(Call::at).toList());
    }

    /**
     * The time between the end of each call and the beginning of the next: for the attempts of one event, the delays of
     * its retries.
     *
     * @param expected one fewer than there are calls
     */
    public TimelineAssert hasDelays(Duration... expected) {
        isNotNull();
        List<Duration> delays = new ArrayList<>();
        for (int i = 1; i < actual.calls().size(); i++) {
            Call before = actual.calls().get(i - 1);
            delays.add(Duration.between(
                    before.at().plus(before.took()), actual.calls().get(i).at()));
        }
        return hasEach("delays", List.of(expected), delays);
    }

    /**
     * The attempts' numbers.
     *
     * @param expected from 1, one for each call
     */
    public TimelineAssert hasAttempts(Integer... expected) {
        isNotNull();
        return hasEach(
                "attempts",
                List.of(expected),
                actual.calls().stream().map(Call::attempt).toList());
    }

    /**
     * Which versions ran.
     *
     * @param expected one for each call
     */
    public TimelineAssert ranVersions(String... expected) {
        isNotNull();
        return hasEach(
                "versions",
                List.of(expected),
                actual.calls().stream().map(Call::version).toList());
    }

    private TimelineAssert hasEach(String what, List<?> expected, List<?> found) {
        if (!found.equals(expected)) {
            failWithActualExpectedAndMessage(
                    found, expected, "Expected %s %s, but there were %s:%n%s", what, expected, found, actual);
        }
        return this;
    }
}
