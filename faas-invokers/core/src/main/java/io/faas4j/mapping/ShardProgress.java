package io.faas4j.mapping;

import io.faas4j.source.StreamRecord;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which records of a shard are finished, so that the checkpoint stands behind the last one before which all are (rule
 * ESM-STREAM-4). Guarded by its shard's monitor.
 */
final class ShardProgress {

    /*
     * A ring of what was read, in its order: a record, or the sequence number of one that is finished, which is then let go of. The
     * first of them is not finished. A mark for each would be an object more.
     */
    private static final int FIRST_ROOM = 64;

    private @Nullable Object[] ring = new Object[FIRST_ROOM];
    private int head;
    private int open;
    private int unfinished;
    private @Nullable String finished;

    ShardProgress(@Nullable String finished) {
        this.finished = finished;
    }

    /**
     * A record was read.
     *
     * @param isFinished whether there is nothing to do about it
     */
    void read(StreamRecord record, boolean isFinished) {
        if (isFinished && open == 0) {
            finished = record.sequenceNumber();
            return;
        }
        makeRoom(1);
        ring[at(open)] = isFinished ? record.sequenceNumber() : record;
        open++;
        unfinished += isFinished ? 0 : 1;
    }

    /** Records were read that are all to be handled. */
    void read(StreamRecord[] records) {
        makeRoom(records.length);
        int end = at(open);
        int untilWrap = Math.min(records.length, ring.length - end);
        System.arraycopy(records, 0, ring, end, untilWrap);
        System.arraycopy(records, untilWrap, ring, 0, records.length - untilWrap);
        open += records.length;
        unfinished += records.length;
    }

    private int at(int place) {
        // The length is a power of two.
        return (head + place) & (ring.length - 1);
    }

    private void makeRoom(int count) {
        if (open + count <= ring.length) {
            return;
        }
        @Nullable Object[] larger = new Object[Integer.highestOneBit(open + count) * 2];
        int untilWrap = Math.min(open, ring.length - head);
        System.arraycopy(ring, head, larger, 0, untilWrap);
        System.arraycopy(ring, 0, larger, untilWrap, open - untilWrap);
        ring = larger;
        head = 0;
    }

    /** Nothing is left to do about these, which are in the order of the shard. */
    void finish(List<StreamRecord> records) {
        int next = dropFirst(records);
        for (int place = 0; place < open && next < records.size(); place++) {
            StreamRecord record = records.get(next);
            if (ring[at(place)] == record) {
                ring[at(place)] = record.sequenceNumber();
                unfinished--;
                next++;
            }
        }
        while (open > 0 && ring[head] instanceof String number) {
            finished = number;
            drop();
        }
    }

    /** As long as they are the first of all, as they are where one batch comes after the other; answers how many those were. */
    private int dropFirst(List<StreamRecord> records) {
        int most = Math.min(records.size(), open);
        int next = 0;
        while (next < most) {
            // Not as a record: what it is would have to be looked up in it.
            Object record = records.get(next);
            if (ring[head] != record) {
                break;
            }
            drop();
            next++;
        }
        unfinished -= next;
        if (next > 0) {
            finished = records.get(next - 1).sequenceNumber();
        }
        return next;
    }

    private void drop() {
        ring[head] = null;
        head = at(1);
        open--;
    }

    /** How many records are not finished. */
    int unfinished() {
        return unfinished;
    }

    /** How many records are not finished, or stand behind one that is not. */
    int open() {
        return open;
    }

    /** The last one that is finished with all before it; null if there is none. */
    @Nullable
    String finished() {
        return finished;
    }
}
