package io.faas4j.queue;

import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * What has come to a queue and is not on its shelf yet, in its order: who sends does not wait for those who receive. Safe for use by
 * many threads.
 */
final class Inbox {

    /*
     * I1  each entry in it has the one that came before it as its `before`; it is in no line.
     * Memory: add() happens-before the takeAll() that answers what was added.
     * Cost: a compare-and-set to add, one to take all.
     */
    private final AtomicReference<@Nullable Entry> last = new AtomicReference<>();

    boolean isEmpty() {
        return last.get() == null;
    }

    void add(Entry entry) {
        addAll(entry, entry);
    }

    /**
     * Adds a chain in one step.
     *
     * @param first of the chain
     * @param end its last one, with the others up to the first `before` it
     */
    void addAll(Entry first, Entry end) {
        Entry seen;
        do {
            seen = last.get();
            first.before = seen;
        } while (!last.compareAndSet(seen, end));
    }

    /** Empties it: the first that came, with the others `behind` it. Null if there is none. */
    @Nullable
    Entry takeAll() {
        if (isEmpty()) {
            return null;
        }
        Entry first = null;
        Entry entry = last.getAndSet(null);
        while (entry != null) {
            Entry before = entry.before;
            entry.before = null;
            entry.behind = first;
            first = entry;
            entry = before;
        }
        return first;
    }
}
