package io.faas4j.model;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.stream.Collectors;

/** The last things that happened in a run of a model, for who has to find out what went wrong. */
public final class Trail {

    private static final int SHOWN = 80;

    private final Deque<Entry> last = new ArrayDeque<>();

    /** Written when it is read: the arguments do not change. */
    private record Entry(long at, String text, List<Object> arguments) {
        @Override
        public String toString() {
            return at + " ms: " + text.formatted(arguments.toArray());
        }
    }

    public void add(long at, String text, Object... arguments) {
        if (last.size() == SHOWN) {
            last.removeFirst();
        }
        last.addLast(new Entry(at, text, Arrays.asList(arguments)));
    }

    @Override
    public String toString() {
        return last.stream().map(Entry::toString).collect(Collectors.joining("\n  "));
    }
}
