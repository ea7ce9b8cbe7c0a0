package io.faas4j.async.queue;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What stands in one slot of a wheel, in the order in which it was added. Kept in arrays with the ticks beside, so that
 * a million are moved on without a look at each of them.
 */
final class WheelSlot {

    private static final int FIRST_LENGTH = 4;
    private static final int FEW = 16;

    private @Nullable Link[] links = new @Nullable Link[FIRST_LENGTH];
    private long[] ticks = new long[FIRST_LENGTH];
    private int end;
    private int gone;
    private long earliest = Long.MAX_VALUE;

    boolean isEmpty() {
        return end == gone;
    }

    /** Where to stop when going through; some before may be gone. */
    int end() {
        return end;
    }

    /** Null if it is gone. */
    @Nullable
    Link link(int i) {
        return links[i];
    }

    long tick(int i) {
        return ticks[i];
    }

    /** Not after the earliest tick here. It may be before, where something was taken out. */
    long earliest() {
        return earliest;
    }

    void add(Link link, long tick) {
        if (end == links.length) {
            int length = end + (end >> 1);
            links = Arrays.copyOf(links, length);
            ticks = Arrays.copyOf(ticks, length);
        }
        links[end] = link;
        ticks[end] = tick;
        link.index = end++;
        earliest = Math.min(earliest, tick);
    }

    void remove(Link link) {
        links[link.index] = null;
        gone++;
        if (gone > FEW && gone > end / 2) {
            closeRanks();
        }
    }

    private void closeRanks() {
        int last = end;
        end = 0;
        gone = 0;
        earliest = Long.MAX_VALUE;
        for (int i = 0; i < last; i++) {
            Link link = links[i];
            links[i] = null;
            if (link != null) {
                add(link, ticks[i]);
            }
        }
    }
}
