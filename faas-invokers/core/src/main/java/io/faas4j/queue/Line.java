package io.faas4j.queue;

import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Entries in the order of a number, and of their age where it is the same. Numbers are compared by their difference, as those of
 * clocks are. An entry is in one line at most.
 */
final class Line {

    /*
     * I1  the list holds what was behind its end when it came; the heap holds all else. Both are in order.
     * I2  an entry's `heapIndex` is its place in the heap, -1 in the list.
     * Cost: what comes in order goes in and out in constant time, at either end and in the middle; all else in logarithmic time.
     */
    private @Nullable Entry head;
    private @Nullable Entry tail;
    private @Nullable Entry[] heap = new Entry[16];
    private int heaped;
    private int messages;

    /** How many messages its entries are. */
    int messages() {
        return messages;
    }

    boolean isEmpty() {
        return messages == 0;
    }

    void add(Entry entry, long key) {
        entry.key = key;
        messages += entry.size();
        Entry last = tail;
        if (last == null || !isBefore(entry, last)) {
            append(entry, last);
        } else {
            push(entry);
        }
    }

    /** Whose number is the least; null if there is nobody. */
    @Nullable
    Entry first() {
        Entry listed = head;
        Entry top = heap[0];
        if (listed == null || top == null) {
            return listed == null ? top : listed;
        }
        return isBefore(top, listed) ? top : listed;
    }

    void remove(Entry entry) {
        messages -= entry.size();
        if (entry.heapIndex >= 0) {
            pull(entry);
        } else {
            unlink(entry);
        }
    }

    private static boolean isBefore(Entry one, Entry other) {
        long difference = one.key - other.key;
        return difference != 0 ? difference < 0 : one.order < other.order;
    }

    // ---- the list --------------------------------------------------------------------------------------------------

    private void append(Entry entry, @Nullable Entry last) {
        entry.before = last;
        if (last == null) {
            head = entry;
        } else {
            last.behind = entry;
        }
        tail = entry;
    }

    private void unlink(Entry entry) {
        Entry before = entry.before;
        Entry behind = entry.behind;
        if (before == null) {
            head = behind;
        } else {
            before.behind = behind;
        }
        if (behind == null) {
            tail = before;
        } else {
            behind.before = before;
        }
        entry.before = null;
        entry.behind = null;
    }

    // ---- the heap --------------------------------------------------------------------------------------------------

    private void push(Entry entry) {
        if (heaped == heap.length) {
            heap = Arrays.copyOf(heap, 2 * heaped);
        }
        rise(entry, heaped++);
    }

    private void pull(Entry entry) {
        int index = entry.heapIndex;
        entry.heapIndex = -1;
        Entry last = at(--heaped);
        heap[heaped] = null;
        if (last != entry) {
            sink(last, index);
            if (at(index) == last) {
                rise(last, index);
            }
        }
    }

    private void rise(Entry entry, int from) {
        int index = from;
        while (index > 0) {
            Entry parent = at((index - 1) / 2);
            if (!isBefore(entry, parent)) {
                break;
            }
            put(parent, index);
            index = (index - 1) / 2;
        }
        put(entry, index);
    }

    private void sink(Entry entry, int from) {
        int index = from;
        for (int child = 2 * index + 1; child < heaped; child = 2 * index + 1) {
            if (child + 1 < heaped && isBefore(at(child + 1), at(child))) {
                child++;
            }
            if (!isBefore(at(child), entry)) {
                break;
            }
            put(at(child), index);
            index = child;
        }
        put(entry, index);
    }

    private Entry at(int index) {
        return Objects.requireNonNull(heap[index], "heap");
    }

    private void put(Entry entry, int index) {
        heap[index] = entry;
        entry.heapIndex = index;
    }
}
