package io.faas4j.queue;

import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What one receive took: each entry, whole, with which receive of it that was. Nobody adds anything once it is given out. */
final class Taken {

    private static final int FEW = 4;

    private @Nullable Entry[] entries = new Entry[FEW];
    private int[] receiveCounts = new int[FEW];

    /** How many messages are in each entry and those before it. */
    private int[] ends = new int[FEW];

    private int count;

    void add(Entry entry) {
        if (count == entries.length) {
            entries = Arrays.copyOf(entries, 2 * count);
            receiveCounts = Arrays.copyOf(receiveCounts, 2 * count);
            ends = Arrays.copyOf(ends, 2 * count);
        }
        ends[count] = messages() + entry.size();
        entries[count] = entry;
        receiveCounts[count] = entry.receiveCount;
        count++;
    }

    boolean isEmpty() {
        return count == 0;
    }

    // ---- entries ---------------------------------------------------------------------------------------------------

    /** How many entries there are. */
    int count() {
        return count;
    }

    Entry entry(int index) {
        return Objects.requireNonNull(entries[index], "entry");
    }

    int receiveCount(int index) {
        return receiveCounts[index];
    }

    // ---- messages --------------------------------------------------------------------------------------------------

    /** How many messages there are. */
    int messages() {
        return count == 0 ? 0 : ends[count - 1];
    }

    /** In which entry a message is. */
    int entryOf(int message) {
        if (message < ends[0]) {
            return 0;
        }
        int found = Arrays.binarySearch(ends, 0, count, message);
        return found < 0 ? -found - 1 : found + 1;
    }

    /** Which message is the first of an entry. */
    int firstOf(int entry) {
        return entry == 0 ? 0 : ends[entry - 1];
    }
}
