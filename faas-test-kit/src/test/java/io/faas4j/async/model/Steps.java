package io.faas4j.async.model;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.stream.Collectors;

/** The last steps of a run, for who has to find out what went wrong. */
final class Steps {

    private static final int SHOWN = 60;

    private final Deque<Step> last = new ArrayDeque<>();

    /** Written when it is read: the arguments do not change. */
    private record Step(long at, String text, List<Object> arguments) {
        @Override
        public String toString() {
            return at + " ms: " + text.formatted(arguments.toArray());
        }
    }

    void add(long at, String text, Object... arguments) {
        if (last.size() == SHOWN) {
            last.removeFirst();
        }
        last.addLast(new Step(at, text, Arrays.asList(arguments)));
    }

    @Override
    public String toString() {
        return last.stream().map(Step::toString).collect(Collectors.joining("\n  "));
    }
}
