package io.faas4j.queue;

import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Messages in the order of a number, and of their age where it is the same. Numbers are compared by their difference, as those of
 * clocks are. A message is in one line at most.
 */
final class Line {

    /*
     * I1  the list holds what was behind its end when it came; the heap holds all else. Both are in order.
     * I2  a message's `heapIndex` is its place in the heap, -1 in the list.
     * Cost: what comes in order goes in and out in constant time, at either end and in the middle; all else in logarithmic time.
     */
    private @Nullable StoredMessage head;
    private @Nullable StoredMessage tail;
    private @Nullable StoredMessage[] heap = new StoredMessage[16];
    private int heaped;
    private int size;

    int size() {
        return size;
    }

    boolean isEmpty() {
        return size == 0;
    }

    void add(StoredMessage message, long key) {
        message.key = key;
        size++;
        StoredMessage last = tail;
        if (last == null || !isBefore(message, last)) {
            append(message, last);
        } else {
            push(message);
        }
    }

    /** Whose number is the least; null if there is nobody. */
    @Nullable
    StoredMessage first() {
        StoredMessage listed = head;
        StoredMessage top = heap[0];
        if (listed == null || top == null) {
            return listed == null ? top : listed;
        }
        return isBefore(top, listed) ? top : listed;
    }

    void remove(StoredMessage message) {
        size--;
        if (message.heapIndex >= 0) {
            pull(message);
        } else {
            unlink(message);
        }
    }

    private static boolean isBefore(StoredMessage one, StoredMessage other) {
        long difference = one.key - other.key;
        return difference != 0 ? difference < 0 : one.order < other.order;
    }

    // ---- the list --------------------------------------------------------------------------------------------------

    private void append(StoredMessage message, @Nullable StoredMessage last) {
        message.before = last;
        if (last == null) {
            head = message;
        } else {
            last.behind = message;
        }
        tail = message;
    }

    private void unlink(StoredMessage message) {
        StoredMessage before = message.before;
        StoredMessage behind = message.behind;
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
        message.before = null;
        message.behind = null;
    }

    // ---- the heap --------------------------------------------------------------------------------------------------

    private void push(StoredMessage message) {
        if (heaped == heap.length) {
            heap = Arrays.copyOf(heap, 2 * heaped);
        }
        rise(message, heaped++);
    }

    private void pull(StoredMessage message) {
        int index = message.heapIndex;
        message.heapIndex = -1;
        StoredMessage last = at(--heaped);
        heap[heaped] = null;
        if (last != message) {
            sink(last, index);
            if (at(index) == last) {
                rise(last, index);
            }
        }
    }

    private void rise(StoredMessage message, int from) {
        int index = from;
        while (index > 0) {
            StoredMessage parent = at((index - 1) / 2);
            if (!isBefore(message, parent)) {
                break;
            }
            put(parent, index);
            index = (index - 1) / 2;
        }
        put(message, index);
    }

    private void sink(StoredMessage message, int from) {
        int index = from;
        for (int child = 2 * index + 1; child < heaped; child = 2 * index + 1) {
            if (child + 1 < heaped && isBefore(at(child + 1), at(child))) {
                child++;
            }
            if (!isBefore(at(child), message)) {
                break;
            }
            put(at(child), index);
            index = child;
        }
        put(message, index);
    }

    private StoredMessage at(int index) {
        return Objects.requireNonNull(heap[index], "heap");
    }

    private void put(StoredMessage message, int index) {
        heap[index] = message;
        message.heapIndex = index;
    }
}
