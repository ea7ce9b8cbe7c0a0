package io.faas4j.queue;

import java.util.Arrays;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** All entries of a queue, each under a small number by which a receipt handle finds it. */
final class Slots {

    private @Nullable Entry[] entries = new Entry[64];

    /** Numbers that were given back; the first `unused` are. */
    private int[] free = new int[64];

    private int unused;

    /** Numbers from here on were never given. */
    private int fresh;

    int size() {
        return fresh - unused;
    }

    void add(Entry entry) {
        if (unused > 0) {
            entry.slot = free[--unused];
        } else {
            if (fresh == entries.length) {
                entries = Arrays.copyOf(entries, 2 * fresh);
                free = Arrays.copyOf(free, 2 * fresh);
            }
            entry.slot = fresh++;
        }
        entries[entry.slot] = entry;
    }

    void remove(Entry entry) {
        entries[entry.slot] = null;
        free[unused++] = entry.slot;
    }

    /** What has the message of this place in the queue, if that is still there under this number; else null. */
    @Nullable
    Entry find(int slot, long place) {
        Entry found = slot < fresh ? entries[slot] : null;
        return found == null ? null : found.holder(place);
    }

    /** Visits all, in no order; they may be removed. */
    void forEach(Consumer<Entry> visitor) {
        for (int i = 0; i < fresh; i++) {
            Entry entry = entries[i];
            if (entry != null) {
                visitor.accept(entry);
            }
        }
    }
}
