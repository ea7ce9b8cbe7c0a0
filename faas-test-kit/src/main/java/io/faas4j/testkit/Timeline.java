package io.faas4j.testkit;

import static java.util.stream.Collectors.joining;

import java.util.List;
import java.util.UUID;

/**
 * The calls of handlers in a test, in the order in which they began. Immutable. Prints itself with its last 200 calls.
 *
 * @param calls the last 10,000 at most
 * @param dropped how many earlier ones are missing
 */
public record Timeline(List<Call> calls, long dropped) {

    private static final int MOST_PRINTED = 200;

    /** Copies the list. */
    public Timeline {
        calls = List.copyOf(calls);
    }

    /**
     * The calls of one function.
     *
     * @param function its name
     */
    public Timeline of(String function) {
        return new Timeline(
                calls.stream()
                        .filter(call -> call.function().name().equals(function))
                        .toList(),
                dropped);
    }

    /**
     * The attempts of one event, or the call of one synchronous invocation.
     *
     * @param requestId its id
     */
    public Timeline of(UUID requestId) {
        return new Timeline(
                calls.stream()
                        .filter(call -> call.requestId().equals(requestId))
                        .toList(),
                dropped);
    }

    /**
     * A picture of the last 200 calls, at most 100 columns wide: a lane for each invocation or event, a column for each moment at which
     * one of its calls began, as the time since the first call. Empty if there were none.
     */
    public String picture() {
        return new Picture(calls.subList(Math.max(0, calls.size() - MOST_PRINTED), calls.size())).toString();
    }

    @Override
    public String toString() {
        long hidden = dropped + Math.max(0, calls.size() - MOST_PRINTED);
        String lines = calls.stream()
                .skip(Math.max(0, calls.size() - MOST_PRINTED))
                .map(Call::toString)
                .collect(joining(System.lineSeparator()));
        String before = hidden == 0 ? "" : "(%d earlier calls)%n".formatted(hidden);
        return calls.isEmpty() ? "no handler was called" : before + lines;
    }
}
