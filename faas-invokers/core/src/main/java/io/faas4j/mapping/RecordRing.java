package io.faas4j.mapping;

import io.faas4j.source.StreamRecord;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Records in a row: they come at one end and go at the other, many at a time. Not safe for use by many threads. */
final class RecordRing {

    private static final int FIRST_ROOM = 64;

    private @Nullable StreamRecord[] ring = new StreamRecord[FIRST_ROOM];
    private int head;
    private int size;

    void add(StreamRecord record) {
        makeRoom(1);
        ring[at(size)] = record;
        size++;
    }

    void addAll(StreamRecord[] records) {
        makeRoom(records.length);
        int end = at(size);
        int untilWrap = Math.min(records.length, ring.length - end);
        System.arraycopy(records, 0, ring, end, untilWrap);
        System.arraycopy(records, untilWrap, ring, 0, records.length - untilWrap);
        size += records.length;
    }

    /** Puts records before all others, in their order. */
    void addFirst(List<StreamRecord> records) {
        makeRoom(records.size());
        head = at(ring.length - records.size());
        size += records.size();
        for (int i = 0; i < records.size(); i++) {
            ring[at(i)] = records.get(i);
        }
    }

    private void makeRoom(int count) {
        if (size + count > ring.length) {
            ring = copied(size, Integer.highestOneBit(size + count) * 2);
            head = 0;
        }
    }

    private int at(int place) {
        // The length is a power of two.
        return (head + place) & (ring.length - 1);
    }

    /** The first ones, without taking them. */
    @SuppressWarnings("NullAway") // all that are copied are there
    StreamRecord[] first(int most) {
        int count = Math.min(most, size);
        return copied(count, count);
    }

    private @Nullable StreamRecord[] copied(int count, int length) {
        @Nullable StreamRecord[] copy = new StreamRecord[length];
        int untilEnd = Math.min(count, ring.length - head);
        System.arraycopy(ring, head, copy, 0, untilEnd);
        System.arraycopy(ring, 0, copy, untilEnd, count - untilEnd);
        return copy;
    }

    /** Takes the first ones away. */
    void drop(int count) {
        int untilEnd = Math.min(count, ring.length - head);
        Arrays.fill(ring, head, head + untilEnd, null);
        Arrays.fill(ring, 0, count - untilEnd, null);
        head = at(count);
        size -= count;
    }

    int size() {
        return size;
    }

    boolean isEmpty() {
        return size == 0;
    }
}
