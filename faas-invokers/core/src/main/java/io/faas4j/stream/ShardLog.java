package io.faas4j.stream;

import io.faas4j.source.StreamRecord;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The records of one shard, in their order. One thread at a time writes, under the shard's lock; any number of them read, with no
 * lock at all.
 */
final class ShardLog {

    /*
     * Records have consecutive numbers from `origin` on; number n is in the segment (n - origin) / SIZE.
     *
     * I1  `start` <= `end`, and neither ever falls. Kept are the numbers from `start`, included, to `end`, excluded.
     * I2  a record stands at its place before `end` is above its number, and the directory that leads there before that too: who read
     *     `end` finds all records below it, unless they were trimmed since.
     * I3  trimming takes records away from the lowest number up, by taking whole segments out of the directory and by clearing places.
     *     So a reader that finds an empty place, or no segment, knows that this number and all before it are trimmed.
     * I4  once `closed` is true, `end` is final: readers ask for `closed` first.
     * I5  arrivals never fall from one record to the next.
     * Cost: an append makes the record and its number and writes one volatile; a page copies as many references as it has records.
     */
    private final long origin;
    private volatile Segments segments = Segments.NONE;
    private volatile long start;
    private volatile long end;
    private volatile boolean closed;
    private Instant lastArrival = Instant.MIN;
    private int largest;

    ShardLog(long origin) {
        this.origin = origin;
        this.start = origin;
        this.end = origin;
    }

    /** What a record counts: its data and its partition key. */
    static int size(StreamRecord record) {
        return record.data().length + Utf8.length(record.partitionKey());
    }

    long origin() {
        return origin;
    }

    /** The number of the oldest record that is kept, or of the next one. */
    long start() {
        return start;
    }

    /** The number of the next record. */
    long end() {
        return end;
    }

    boolean isClosed() {
        return closed;
    }

    boolean isEmpty() {
        return start == end;
    }

    /** When the last record arrived; {@link Instant#MIN} if there was none. Under the shard's lock. */
    Instant lastArrival() {
        return lastArrival;
    }

    // ---- writing, under the shard's lock ----------------------------------------------------------------------------

    void append(String sequenceNumber, String partitionKey, byte[] data, int size, Instant now) {
        if (now.isAfter(lastArrival)) {
            lastArrival = now;
        }
        long number = end;
        long index = (number - origin) / Segment.SIZE;
        segmentAt(index)
                .set(
                        (int) ((number - origin) % Segment.SIZE),
                        new StreamRecord(sequenceNumber, partitionKey, data, lastArrival),
                        size);
        largest = Math.max(largest, size);
        end = number + 1;
    }

    private Segment segmentAt(long index) {
        Segment found = segments.at(index);
        if (found != null) {
            return found;
        }
        Segments room = segments.withPlaceFor(index);
        Segment made = new Segment();
        room.set(index, made);
        segments = room;
        return made;
    }

    void close() {
        closed = true;
    }

    /**
     * Forgets what is older than a number.
     *
     * @param to the first number to be kept
     * @param freed told how many records and bytes that were
     */
    void trim(long to, Freed freed) {
        long upTo = Math.min(to, end);
        if (upTo <= start) {
            return;
        }
        long firstKept = (upTo - origin) / Segment.SIZE;
        Segments before = segments;
        start = upTo;
        for (long index = before.first(); index < firstKept; index++) {
            Segment gone = before.at(index);
            if (gone != null) {
                freed.add(gone.count, gone.bytes);
            }
        }
        segments = before.from(firstKept);
        Segment cut = segments.at(firstKept);
        if (cut != null) {
            int count = cut.count;
            long bytes = cut.bytes;
            cut.clear((int) ((upTo - origin) % Segment.SIZE));
            freed.add(count - cut.count, bytes - cut.bytes);
        }
    }

    /** Takes what was freed. */
    interface Freed {
        void add(int records, long bytes);
    }

    // ---- reading, without a lock ------------------------------------------------------------------------------------

    /** Some records in a row; {@code next} is the number after them. */
    record Slice(List<StreamRecord> records, long next) {}

    /**
     * Reads.
     *
     * @param from the first number; trimmed ones are passed over
     * @param limit how many records at most
     * @param maxBytes how large they are together at most; one record comes in any case
     */
    Slice read(long from, int limit, long maxBytes) {
        long upTo = end;
        long at = Math.max(from, start);
        while (at < upTo) {
            @Nullable StreamRecord[] copied = new StreamRecord[(int) Math.min(limit, upTo - at)];
            int trimmed = copy(at, copied);
            if (trimmed < copied.length) {
                int taken = fitting(copied, trimmed, maxBytes);
                return new Slice(list(copied, trimmed, taken), at + taken);
            }
            at = Math.max(at + trimmed, start);
        }
        return new Slice(List.of(), at);
    }

    /** Copies what is there; answers how many places at the beginning are of no use, as those records are trimmed. */
    private int copy(long from, @Nullable StreamRecord[] to) {
        Segments directory = segments;
        int copied = 0;
        int trimmed = 0;
        while (copied < to.length) {
            long offset = from - origin + copied;
            int place = (int) (offset % Segment.SIZE);
            int count = Math.min(to.length - copied, Segment.SIZE - place);
            Segment segment = directory.at(offset / Segment.SIZE);
            if (segment == null) {
                trimmed = copied + count;
            } else {
                System.arraycopy(segment.records, place, to, copied, count);
            }
            copied += count;
        }
        for (int i = to.length - 1; i >= trimmed; i--) {
            if (to[i] == null) {
                return i + 1;
            }
        }
        return trimmed;
    }

    /** Up to which place they are not too large together. */
    private int fitting(@Nullable StreamRecord[] records, int first, long maxBytes) {
        if ((long) largest * records.length <= maxBytes) {
            return records.length;
        }
        long bytes = 0;
        for (int i = first; i < records.length; i++) {
            StreamRecord record = records[i];
            bytes += record == null ? 0 : size(record);
            if (bytes > maxBytes && i > first) {
                return i;
            }
        }
        return records.length;
    }

    @SuppressWarnings("NullAway") // from the first place on they are there
    private static List<StreamRecord> list(@Nullable StreamRecord[] records, int first, int end) {
        List<StreamRecord> all = Arrays.asList(records);
        return Collections.unmodifiableList(first == 0 && end == records.length ? all : all.subList(first, end));
    }

    /** A record, if it is kept. */
    @Nullable
    StreamRecord find(long number) {
        if (number < start || number >= end) {
            return null;
        }
        Segment segment = segments.at((number - origin) / Segment.SIZE);
        return segment == null ? null : segment.records[(int) ((number - origin) % Segment.SIZE)];
    }

    /** The number of the first record that arrived then or later; that of the next one if there is none. */
    long firstSince(Instant time) {
        long low = start;
        long high = end;
        while (low < high) {
            long middle = (low + high) >>> 1;
            StreamRecord record = find(middle);
            // One that was trimmed meanwhile is older than all that are kept.
            if (record == null || record.approximateArrival().isBefore(time)) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }
}
