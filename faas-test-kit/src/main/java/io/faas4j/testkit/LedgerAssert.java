package io.faas4j.testkit;

import static java.util.stream.Collectors.joining;

import io.faas4j.event.EventState;
import io.faas4j.event.Ledger;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import org.assertj.core.api.AbstractAssert;
import org.jspecify.annotations.Nullable;

/** Assertions on the states of all accepted events. */
public final class LedgerAssert extends AbstractAssert<LedgerAssert, Ledger> {

    LedgerAssert(@Nullable Ledger actual) {
        super(actual, LedgerAssert.class);
    }

    /** Each accepted event is in exactly one state. */
    public LedgerAssert isBalanced() {
        isNotNull();
        if (!actual.isBalanced()) {
            long sum = Arrays.stream(EventState.values()).mapToLong(actual::in).sum();
            failWithMessage(
                    "Expected each accepted event in exactly one state, but %d were accepted and %d are in a state: %s",
                    actual.accepted(), sum, text());
        }
        return this;
    }

    /** All accepted events have ended, in whatever way. */
    public LedgerAssert hasNothingOpen() {
        isNotNull();
        if (actual.open() != 0) {
            failWithMessage("Expected all events to have ended, but %d have not: %s", actual.open(), text());
        }
        return this;
    }

    /**
     * How many events were accepted.
     *
     * @param expected 0 or more
     */
    public LedgerAssert hasAccepted(long expected) {
        isNotNull();
        if (actual.accepted() != expected) {
            failWithActualExpectedAndMessage(
                    actual.accepted(),
                    expected,
                    "Expected %d accepted events, but there were %d: %s",
                    expected,
                    actual.accepted(),
                    text());
        }
        return this;
    }

    /**
     * How many events are in a state.
     *
     * @param state one that lasts, or one that ends them
     * @param expected 0 or more
     */
    public LedgerAssert has(EventState state, long expected) {
        isNotNull();
        long count = actual.in(state);
        if (count != expected) {
            failWithActualExpectedAndMessage(
                    count, expected, "Expected %d events %s, but there were %d: %s", expected, state, count, text());
        }
        return this;
    }

    /**
     * All accepted events are in one state.
     *
     * @param state such as {@link EventState#SUCCEEDED}
     */
    public LedgerAssert hasAllIn(EventState state) {
        isNotNull();
        return isBalanced().has(state, actual.accepted());
    }

    /**
     * How many dead letters are kept now.
     *
     * @param expected 0 or more
     */
    public LedgerAssert keeps(long expected) {
        isNotNull();
        if (actual.kept() != expected) {
            failWithActualExpectedAndMessage(
                    actual.kept(),
                    expected,
                    "Expected %d kept, but there were %d: %s",
                    expected,
                    actual.kept(),
                    text());
        }
        return this;
    }

    /** The states that there are. */
    private String text() {
        Map<EventState, Long> counts = new EnumMap<>(EventState.class);
        for (EventState state : EventState.values()) {
            if (actual.in(state) != 0) {
                counts.put(state, actual.in(state));
            }
        }
        return counts.isEmpty()
                ? "no events"
                : counts.entrySet().stream()
                        .map(entry -> entry.getKey() + " " + entry.getValue())
                        .collect(joining(", "));
    }
}
